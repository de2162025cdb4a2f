import type { Amount, BookLine, GapAnswer, ItemAnswer, Page, PartyAnswer } from '../part/answer.ts';
import { type Ask, type Listed, readPages } from '../part/load.ts';
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

/** A list of a recall, as far as a page shows it. */
export interface RecallList<Node> extends Listed<Node> {
  /** How many there are in all; null: too many to count. */
  readonly total: number | null;
}

/** A recall, as far as a page shows it. */
export interface RecallShown {
  readonly item: ItemAnswer;
  readonly asKnownAt: string;
  readonly completeness: {
    readonly state: 'COMPLETE' | 'PARTIAL' | 'NOTHING_RECORDED';
    readonly known: number;
    readonly total: number;
  };
  readonly parts: RecallList<RecallPartAnswer>;
  readonly holders: RecallList<RecallHolderAnswer>;
  readonly gaps: Listed<Omit<GapAnswer, 'text'>>;
}

/** Entries of a list that a page shows, at the least. */
export const LISTED_MAX = 1_000;

/** What every page of a recall says, and its one list. */
interface RecallPage<Node> extends Pick<RecallShown, 'asKnownAt' | 'completeness'> {
  readonly item: ItemAnswer | null;
  readonly list: Page<Node> & { readonly totalCount?: number | null };
}

/** Asks for a recall in pages, all of them as known at the moment of the first; null: there is no such item. */
export const loadRecall = async (
  ask: Ask,
  number: string,
  told: (parts: number) => void,
): Promise<RecallShown | null> => {
  const page = async <Node>(
    document: string,
    after: string | null,
    asKnownAt: string | null,
  ): Promise<RecallPage<Node> | null> =>
    ((await ask(document, { number, after, asKnownAt })) as { recall: RecallPage<Node> | null })
      .recall;
  const first = await page<RecallPartAnswer>(recallPartsDocument, null, null);
  if (first === null || first.item === null) return null;
  const { asKnownAt, item, completeness } = first;
  const list = async <Node>(
    document: string,
    start: RecallPage<Node> | null,
    heard: (count: number) => void = () => undefined,
  ): Promise<RecallList<Node>> => {
    let total: number | null = null;
    const read = async (after: string | null): Promise<Page<Node>> => {
      const isFirst = after === null && start !== null;
      const found = isFirst ? start : await page<Node>(document, after, asKnownAt);
      if (found === null) throw new Error('what was there a moment ago is gone');
      total = found.list.totalCount ?? null;
      return found.list;
    };
    return { ...(await readPages(read, LISTED_MAX, heard)), total };
  };
  return {
    item,
    asKnownAt,
    completeness,
    parts: await list(recallPartsDocument, first, told),
    holders: await list<RecallHolderAnswer>(recallHoldersDocument, null),
    gaps: await list<Omit<GapAnswer, 'text'>>(recallGapsDocument, null),
  };
};
