import type { BirthRow } from '../projections/birth.store.ts';
import { claimGapsOf, type Names } from './answer.ts';
import type { TracedGraph } from './graph.store.ts';
import type { GapView } from './provenance.ts';
import type { RecallPartView, RecallView } from './recall.ts';

/** What those are called of whom claims are, and what they are about. */
export type ClaimNames = Pick<Names, 'item' | 'organisation'>;

/** What is known of the parts of a recall. */
interface Told extends Pick<TracedGraph, 'claims'> {
  readonly births: ReadonlyMap<number, BirthRow>;
  /** The list was not cut for its size. */
  readonly whole: boolean;
}

/** In one word, and in one sentence that says no more than is known. */
export const completenessOf = (
  parts: readonly RecallPartView[],
  { births, whole }: Told,
): RecallView['completeness'] => {
  const total = parts.length;
  const known = parts.filter(({ item }) => births.has(item.id)).length;
  const text = `${known} of ${total} parts have a known origin.`;
  if (!whole) {
    return {
      state: 'PARTIAL',
      text: `The list was cut for its size: there is more than the ${total} parts on it.`,
      known,
      total,
    };
  }
  if (total === 0) return { state: 'NOTHING_RECORDED', text: 'No part is recorded.', known, total };
  return { state: known === total ? 'COMPLETE' : 'PARTIAL', text, known, total };
};

/** A part whose beginning nobody recorded may have no holder on the list although somebody has it; so may what is only claimed to be there. */
export const gapsOf = (
  parts: readonly RecallPartView[],
  { births, claims, whole }: Told,
  names: ClaimNames,
): readonly GapView[] => [
  ...(whole
    ? []
    : [
        {
          reason: 'TOO_LARGE' as const,
          item: null,
          text: 'The list was cut for its size: ask about parts of it.',
          ask: null,
        },
      ]),
  ...parts
    .filter(({ item }) => !births.has(item.id))
    .map(({ item, name }): GapView => ({
      reason: item.kind === 'CLASS' ? 'NO_LOT' : 'ORIGIN_NOT_RECORDED',
      item: item.id,
      text:
        item.kind === 'CLASS'
          ? `${name} is named by its product only: no lot or serial number says which of it was meant.`
          : `No record says where ${name} comes from, nor how much of it there was: who has it may be missing here.`,
      ask: null,
    })),
  ...parts.flatMap((part) => claimGapsOf(part, { claims }, names)),
];
