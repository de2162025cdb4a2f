import type { LogRecord } from '../../src/core/epcis/event.ts';
import type { Hop } from '../../src/core/lineage/hops.ts';
import { defaultRules } from '../../src/core/lineage/rules.ts';
import { processMates, type Transformation } from '../../src/core/lineage/transformations.ts';
import { transformationsIn } from '../../src/core/lineage/used-contents.ts';

/** How lists are read: a parameter, so that a mistake can be planted in any of it. */
export interface ListRules {
  readonly mates: typeof processMates;
  readonly isUse: (one: Transformation) => boolean;
  /** An event is about it. */
  readonly isAbout: (record: LogRecord, item: string) => boolean;
  /** A hand-over goes by a paper. */
  readonly goesBy: (hop: Hop, paper: string) => boolean;
}

/** By the rules. */
export const listRules: ListRules = {
  mates: processMates,
  isUse: ({ kind }) => kind === 'MADE',
  isAbout: ({ event }, item) => event.items.some(({ key }) => key === item),
  goesBy: ({ documents }, paper) => documents.some(({ key }) => key === paper),
};

/** What was made directly from an item, of what is believed; pieces are not made of their lot. */
export const madeFrom = (
  item: string,
  believed: readonly LogRecord[],
  rules: ListRules,
): readonly string[] => {
  const all = transformationsIn(believed, defaultRules).filter((one) => rules.isUse(one));
  const uses = all.filter(({ inputs }) => inputs.includes(item));
  const makers = uses.flatMap((use) => rules.mates(use, all));
  return [...new Set(makers.flatMap(({ outputs }) => outputs))];
};

const withRules = (rules: Partial<ListRules>): ListRules => ({ ...listRules, ...rules });

/** Mistakes of lists, by name. */
export const listBugs: Readonly<Record<string, ListRules>> = {
  'only what the same event made is of it': withRules({ mates: (one) => [one] }),
  'a piece is made of its lot': withRules({ isUse: () => true }),
  'what lies in a box has no packing': withRules({
    isAbout: ({ event }, item) =>
      event.items.some(({ key, role }) => key === item && role !== 'CHILD'),
  }),
  'papers of receipts are none of a shipping': withRules({
    goesBy: (hop, paper) => hop.shipping === null && listRules.goesBy(hop, paper),
  }),
};
