import type { BookLine } from '../../src/core/lineage/book-lines.ts';
import type {
  Amount,
  BirthAnswer,
  GapAnswer,
  ItemAnswer,
  LinkAnswer,
  Page,
  PartyAnswer,
} from '../part/answer.ts';
import { AskFailure } from '../part/asking.ts';
import { type Ask, type Listed, readPages } from '../part/load.ts';
import type { RecallOf } from './address.ts';
import {
  recallBalanceDocument,
  recallGapsDocument,
  recallHoldersDocument,
  recallPartsDocument,
} from './document.ts';

/** A part that the recall reaches, with its books. */
export interface RecallPartAnswer {
  /** Links from what was asked about; 0: itself. */
  readonly distance: number;
  readonly part: ItemAnswer & {
    readonly birth: Pick<BirthAnswer, 'day' | 'country' | 'madeBy' | 'quantity'> | null;
  };
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

/** Material flows from part to part, by their ids. */
export type RecallLinkAnswer = Pick<LinkAnswer, 'from' | 'to' | 'kind'>;

/** The books of the parts of one unit, added up. */
export type TotalAnswer = { readonly [line in BookLine | 'missing' | 'surplus']: string } & {
  readonly unit: string | null;
  readonly parts: number;
};

/** The books of all parts, added up. */
export interface BalanceAnswer {
  readonly totals: readonly TotalAnswer[];
  readonly parts: number;
  /** Parts that are not in it, since a line of their books is not known. */
  readonly unknown: number;
}

/** A list of a recall, as far as a page shows it. */
export interface RecallList<Node> extends Listed<Node> {
  /** How many there are in all; null: too many to count. */
  readonly total: number | null;
}

/** A recall, as far as a page shows it. */
export interface RecallShown {
  /** Null: a product or a place was asked about. */
  readonly item: ItemAnswer | null;
  /** Of what was asked about; null: it has none. */
  readonly name: string | null;
  readonly asKnownAt: string;
  readonly completeness: {
    readonly state: 'COMPLETE' | 'PARTIAL' | 'NOTHING_RECORDED';
    readonly known: number;
    readonly total: number;
  };
  readonly parts: RecallList<RecallPartAnswer>;
  /** Between the parts that are shown; null: too many to be told. */
  readonly links: readonly RecallLinkAnswer[] | null;
  readonly holders: RecallList<RecallHolderAnswer>;
  readonly gaps: Listed<Omit<GapAnswer, 'text'>>;
  /** Null: it took the service too long. */
  readonly balance: BalanceAnswer | null;
}

/** What a recall is asked by. */
export interface RecallQuestion {
  readonly of: RecallOf;
  /** Null: now. */
  readonly asKnownAt: string | null;
}

/** Entries of a list that a page shows, at the least. */
export const LISTED_MAX = 1_000;

/** What every page of a recall says, and its one list. */
interface RecallPage<Node> extends Pick<RecallShown, 'asKnownAt' | 'completeness' | 'item'> {
  readonly product: { readonly name: string } | null;
  readonly site: { readonly name: string } | null;
  readonly list: Page<Node> & {
    readonly totalCount?: number | null;
    readonly links?: readonly RecallLinkAnswer[] | null;
  };
}

/** Asks for a recall in pages, all of them as known at the moment of the first; null: there is no such item. */
export const loadRecall = async (
  ask: Ask,
  { of, asKnownAt: asked }: RecallQuestion,
  told: (parts: number) => void,
): Promise<RecallShown | null> => {
  const page = async <Node>(
    document: string,
    after: string | null,
    asKnownAt: string | null,
  ): Promise<RecallPage<Node> | null> =>
    ((await ask(document, { of, after, asKnownAt })) as { recall: RecallPage<Node> | null }).recall;
  const first = await page<RecallPartAnswer>(recallPartsDocument, null, asked);
  if (first === null) return null;
  const { asKnownAt, item, product, site, completeness } = first;
  const links: (readonly RecallLinkAnswer[] | null)[] = [];
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
      if (found.list.links !== undefined) links.push(found.list.links);
      return found.list;
    };
    return { ...(await readPages(read, LISTED_MAX, heard)), total };
  };
  const [parts, holders, gaps, balance] = await Promise.all([
    list(recallPartsDocument, first, told),
    list<RecallHolderAnswer>(recallHoldersDocument, null),
    list<Omit<GapAnswer, 'text'>>(recallGapsDocument, null),
    loadBalance(ask, { of, asKnownAt }),
  ]);
  return {
    item,
    name: (item ?? product ?? site)?.name ?? null,
    asKnownAt,
    completeness,
    parts,
    links: links.includes(null) ? null : links.flatMap((some) => some ?? []),
    holders,
    gaps,
    balance,
  };
};

/** What takes too long to be added up must not hide the list itself. */
const loadBalance = async (ask: Ask, question: RecallQuestion): Promise<BalanceAnswer | null> => {
  try {
    const answer = await ask(recallBalanceDocument, { ...question });
    return (answer as { readonly recall: { readonly balance: BalanceAnswer } }).recall.balance;
  } catch (error) {
    if (error instanceof AskFailure && error.code === 'TIMEOUT') return null;
    throw error;
  }
};
