import type { GapReason } from '../part/answer.ts';
import { type Chain, numberOf, type PartRow } from '../part/picture.ts';
import type { RecallLinkAnswer, RecallShown } from './load.ts';

/** The parts that a recall shows and how they hang together: the same parts as in its table, in the same order. */
export const chainOf = (
  { parts, gaps }: Pick<RecallShown, 'parts' | 'gaps'>,
  links: readonly RecallLinkAnswer[],
): Chain => {
  const gapsAt = new Map<string, GapReason[]>();
  for (const { item, reason } of gaps.nodes)
    if (item !== null) gapsAt.set(item.id, [...(gapsAt.get(item.id) ?? []), reason]);
  const rows = parts.nodes.map(({ part, distance }): PartRow => {
    const { birth } = part;
    return {
      key: part.id,
      name: part.name,
      number: numberOf(part),
      isContainer: false,
      asked: distance === 0,
      maker: birth?.madeBy.name ?? null,
      country: birth?.country ?? null,
      distance,
      tier: distance,
      day: birth?.day ?? null,
      step: null,
      quantity: birth?.quantity ?? null,
      share: null,
      more: false,
      corrected: false,
      gaps: gapsAt.get(part.id) ?? [],
    };
  });
  const shown = new Set(rows.map(({ key }) => key));
  return {
    parts: rows,
    links: links
      .filter(({ from, to }) => shown.has(from) && shown.has(to))
      .map(({ from, to, kind }) => ({ from, to, kind, quantity: null, share: null })),
    gaps: [],
    trace: { direction: 'FORWARD' },
  };
};
