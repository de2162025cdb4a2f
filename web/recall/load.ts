import type { Amount, BookLine, GapAnswer, ItemAnswer, Page, PartyAnswer } from '../part/answer.ts';
import type { Ask } from '../part/load.ts';
import { recallGapsDocument, recallHoldersDocument, recallPartsDocument } from './document.ts';

/** A part that the recall reaches, with its books. */
export interface RecallPartAnswer {
  /** Links from what was asked about; 0: itself. */
  readonly distance: number;
  readonly part: ItemAnswer;
  readonly balance: { readonly [line in BookLine]: string | null } & {
    readonly unit: string | null;
  };
}

/** Who has how much of a part. */
export interface RecallHolderAnswer {
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
  readonly part: ItemAnswer;
  readonly party: PartyAnswer;
  readonly quantity: Amount | null;
  readonly container: ItemAnswer | null;
  readonly hop: {
    readonly shippedAt: string | null;
    readonly documents: readonly { readonly number: string }[];
  } | null;
}

/** A recall, as far as a page shows it. */
export interface RecallShown {
  readonly item: ItemAnswer;
  readonly asKnownAt: string;
  readonly completeness: { readonly known: number; readonly total: number };
  readonly parts: readonly RecallPartAnswer[];
  /** How many there are in all. */
  readonly partCount: number;
  readonly holders: readonly RecallHolderAnswer[];
  readonly holderCount: number;
  readonly gaps: readonly GapAnswer[];
}

/** Entries of a list that a page shows; the file has all. */
export const LISTED_MAX = 1_000;

interface Counted<Node> extends Page<Node> {
  readonly totalCount: number | null;
}

interface Whole {
  readonly asKnownAt: string;
  readonly item: ItemAnswer | null;
  readonly completeness: RecallShown['completeness'];
  readonly parts: Counted<RecallPartAnswer>;
  readonly holders: Counted<RecallHolderAnswer>;
  readonly gaps: Page<GapAnswer>;
}

/** Asks for a recall in pages, all of them as known at the moment of the first; null: there is no such item. */
export const loadRecall = async (
  ask: Ask,
  number: string,
  onParts: (count: number) => void,
): Promise<RecallShown | null> => {
  const page = async (document: string, after: string | null, asKnownAt: string | null) =>
    ((await ask(document, { number, after, asKnownAt })) as { readonly recall: Whole | null })
      .recall;
  const first = await page(recallPartsDocument, null, null);
  if (first === null || first.item === null) return null;
  const { asKnownAt, item, completeness } = first;
  const rest = async <Node>(
    document: string,
    pick: (whole: Whole) => Page<Node>,
    start: Page<Node> | null,
  ): Promise<readonly Node[]> => {
    const nodes = [...(start?.nodes ?? [])];
    let next = start?.pageInfo ?? { hasNextPage: true, endCursor: null };
    while (next.hasNextPage && nodes.length < LISTED_MAX) {
      const whole = await page(document, next.endCursor, asKnownAt);
      if (whole === null) break;
      const { nodes: more, pageInfo } = pick(whole);
      nodes.push(...more);
      next = pageInfo;
    }
    return nodes;
  };
  const parts = await rest(recallPartsDocument, (whole) => whole.parts, first.parts);
  onParts(parts.length);
  let holderCount = 0;
  const holders = await rest(
    recallHoldersDocument,
    (whole) => {
      holderCount = whole.holders.totalCount ?? 0;
      return whole.holders;
    },
    null,
  );
  const gaps = await rest(recallGapsDocument, (whole) => whole.gaps, null);
  const partCount = Math.max(parts.length, first.parts.totalCount ?? 0);
  return {
    item,
    asKnownAt,
    completeness,
    parts,
    partCount,
    holders,
    holderCount: Math.max(holders.length, holderCount),
    gaps,
  };
};
