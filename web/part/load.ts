import type {
  AskedAnswer,
  Direction,
  EventAnswer,
  GapAnswer,
  HopAnswer,
  LinkAnswer,
  NodeAnswer,
  OwnHopAnswer,
  Page,
  TraceAnswer,
} from './answer.ts';
import {
  askedDocument,
  gapsDocument,
  hopsDocument,
  nodesDocument,
  ownHopsDocument,
  stepsDocument,
} from './documents.ts';

/** Asks the public endpoint; throws when there is no answer. */
export type Ask = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What a page of a part is asked for. */
export interface PartQuestion {
  /** Whatever `item(by: { number })` takes. */
  readonly number: string;
  readonly direction: Direction;
  /** Event time; null: no bound. */
  readonly at: string | null;
  /** Record time; null: now. */
  readonly asKnownAt: string | null;
}

/** A whole answer: every page of every list, all as known at one moment. */
export interface PartAnswer {
  readonly item: AskedAnswer;
  readonly trace: TraceAnswer;
  readonly nodes: readonly NodeAnswer[];
  readonly links: readonly LinkAnswer[];
  /** On the way. */
  readonly hops: readonly HopAnswer[];
  /** Of the asked item itself, on the way or not. */
  readonly ownHops: readonly OwnHopAnswer[];
  readonly steps: readonly EventAnswer[];
  readonly gaps: readonly GapAnswer[];
  /** Lists of which more is recorded than a page for people holds; the file has everything. */
  readonly cut: readonly ListName[];
}

/** What comes in pages. */
export type ListName = 'nodes' | 'hops' | 'ownHops' | 'steps' | 'gaps';

/** How far it is: entries so far of each list. */
export type Progress = Readonly<Record<ListName, number>>;

/** Entries of a list that a page for people holds, at the least: the nearest parts, the first records. */
export const LIST_MAX = 5_000;

/** Lists of a trace that stand in it by their own names. */
type WayList = 'hops' | 'steps' | 'gaps';

interface Answered {
  readonly item: { readonly hops: Page<OwnHopAnswer> };
  readonly provenance: { readonly [list in WayList]: Page<unknown> } & {
    readonly nodes: readonly NodeAnswer[];
    readonly links: readonly LinkAnswer[];
    readonly pageInfo: Page<unknown>['pageInfo'];
  };
}

/**
 * Asks until everything is there: first the item and what is said of all, then the lists as they were known at that same moment, side
 * by side, and the records at last. Null: there is no such item, or it is not shared. `told` hears of each page, with the answer without
 * records as soon as only those are missing: they are the most, and the picture needs none.
 */
export async function loadPart(
  ask: Ask,
  question: PartQuestion,
  told: Told,
): Promise<PartAnswer | null> {
  const first = (await ask(askedDocument, { ...question })) as {
    readonly item: AskedAnswer | null;
    readonly provenance: TraceAnswer | null;
  };
  const { item, provenance: trace } = first;
  if (item === null || trace === null) return null;
  const variables = { ...question, asKnownAt: trace.asKnownAt };
  const reading = new Reading(ask, variables, told);
  const links: LinkAnswer[] = [];
  const [nodes, hops, ownHops, gaps] = await Promise.all([
    reading.all<NodeAnswer>('nodes', nodesDocument, ({ provenance }) => {
      links.push(...provenance.links);
      return { nodes: provenance.nodes, pageInfo: provenance.pageInfo };
    }),
    reading.all<HopAnswer>('hops', hopsDocument, (answered) => pageOf(answered, 'hops')),
    reading.all<OwnHopAnswer>('ownHops', ownHopsDocument, (answered) => answered.item.hops),
    reading.all<GapAnswer>('gaps', gapsDocument, (answered) => pageOf(answered, 'gaps')),
  ]);
  const answer = { item, trace, nodes, links, hops, ownHops, gaps };
  reading.hasAllBut({ ...answer, steps: [], cut: [...reading.cut] });
  const steps = await reading.all<EventAnswer>('steps', stepsDocument, (answered) =>
    pageOf(answered, 'steps'),
  );
  return { ...answer, steps, cut: reading.cut };
}

/** Hears how far an answer is, and it without its records once only those are missing (null before). */
export type Told = (progress: Progress, early: PartAnswer | null) => void;

const pageOf = <Node>({ provenance }: Answered, list: WayList): Page<Node> =>
  provenance[list] as Page<Node>;

/** A list, as far as it was read. */
export interface Listed<Node> {
  readonly nodes: readonly Node[];
  /** There is more than was read. */
  readonly hasMore: boolean;
}

/** Reads a list page by page until all of it is there, or so many entries are; `told` hears how many after each page. */
export const readPages = async <Node>(
  page: (after: string | null) => Promise<Page<Node>>,
  most: number,
  told: (count: number) => void = () => undefined,
): Promise<Listed<Node>> => {
  const all: Node[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await page(after);
    all.push(...nodes);
    told(all.length);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null && all.length < most);
  return { nodes: all, hasMore: after !== null };
};

/** The lists of one answer while they are read. */
class Reading {
  readonly cut: ListName[] = [];
  private early: PartAnswer | null = null;
  private progress: Progress = { nodes: 0, hops: 0, ownHops: 0, steps: 0, gaps: 0 };

  constructor(
    private readonly ask: Ask,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly told: Told,
  ) {}

  /** Tells what is there already, now and whenever it tells how far it is. */
  hasAllBut(early: PartAnswer): void {
    this.early = early;
    this.told(this.progress, early);
  }

  async all<Node>(
    list: ListName,
    document: string,
    read: (answered: Answered) => Page<Node>,
  ): Promise<readonly Node[]> {
    const { nodes, hasMore } = await readPages(
      async (after) => read((await this.ask(document, { ...this.variables, after })) as Answered),
      LIST_MAX,
      (count) => {
        this.progress = { ...this.progress, [list]: count };
        this.told(this.progress, this.early);
      },
    );
    if (hasMore) this.cut.push(list);
    return nodes;
  }
}
