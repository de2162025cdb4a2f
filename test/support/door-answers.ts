import type { LogRecord } from '../../src/core/epcis/event.ts';
import type { Amount } from '../../src/core/lineage/amount.ts';
import { bookLines } from '../../src/core/lineage/book-lines.ts';
import type { Balance } from '../../src/core/lineage/books.ts';
import { contentsEver, contentsJustBefore } from '../../src/core/lineage/containment.ts';
import type { CustodyFacts } from '../../src/core/lineage/facts.ts';
import { handedItems } from '../../src/core/lineage/handover.ts';
import type { Hop, HopLine } from '../../src/core/lineage/hops.ts';
import type { Holding } from '../../src/core/lineage/holding.ts';
import { compareText } from '../../src/core/lineage/order.ts';
import { isPieceKey } from '../../src/core/lineage/transformations.ts';
import type { LineageRules } from '../../src/core/lineage/rules.ts';
import type { Reference } from './chains-answers.ts';
import {
  lotsOnlyClaimed,
  type PlaceAsked,
  recalledAt,
  recalledOf,
  type RecallRules,
  recallRules,
} from './door-recalls.ts';
import { type ListRules, listRules, madeFrom } from './door-lists.ts';
import { beliefIn } from './door-worlds.ts';

/** What the reference is asked over. */
export interface Asked {
  /** The whole log of the world. */
  readonly records: readonly LogRecord[];
  /** Log position within the world. */
  readonly known: number;
  readonly facts: CustodyFacts;
  /** Names of parties and places by canonical key. */
  readonly names: ReadonlyMap<string, string>;
  /** Event time of states, holdings and contents, and of the bounded trace; after everything: `END`. */
  readonly instant: string;
}

/** After everything that a world tells, and before the clock of any machine that runs this. */
export const END = '2026-03-09T00:00:00.000000Z';

/** A trace in words, each list sorted. */
export interface TraceTold {
  readonly nodes: readonly string[];
  readonly links: readonly string[];
  readonly gaps: readonly string[];
}

/** Where an item is and in what state, what lies in it and what became of its quantity. */
export interface StateTold {
  readonly site: string | null;
  readonly container: string | null;
  readonly disposition: string | null;
  readonly persistent: readonly string[];
  readonly onHold: boolean;
  readonly lastEvent: string | null;
  readonly holdings: readonly string[];
  /** Null: a container. */
  readonly books: string | null;
  /** Null: no container. */
  readonly contents: readonly string[] | null;
}

/** What is to be recalled, and who has it. */
export interface RecallTold {
  readonly parts: readonly string[];
  readonly holders: readonly string[];
}

/** What is asked of items; `ways` are the hop lines on the way of the trace back. */
export const questionKinds = [
  'back',
  'forward',
  'ways',
  'hops',
  'hopsThen',
  'state',
  'recall',
  'recallSite',
  'recallProduct',
  'usedIn',
  'events',
  'papers',
] as const;
export type Kind = (typeof questionKinds)[number];

/** One question. */
export interface ItemAsked {
  /** Canonical key; of a recall that of the place or the product; of `papers` the number of the paper. */
  readonly item: string;
  readonly kind: Kind;
  /** Of a recall of a place: its time. */
  readonly time?: Pick<PlaceAsked, 'from' | 'until'>;
}

/** True for what carries parts. */
const isContainer = (key: string): boolean => key.includes('/00/');

/** An amount in words. */
export const amountText = (amount: { value: string; unit: string | null } | null): string =>
  amount === null ? '?' : `${amount.value} ${amount.unit ?? ''}`.trim();

/** Books in words. */
export const booksText = (books: { readonly [name in keyof Balance]: string | null }): string =>
  (['unit', ...bookLines] as const).map((name) => books[name] ?? '?').join(' ');

/** In code units. */
export const sorted = (list: readonly string[]): readonly string[] => list.toSorted(compareText);

/** Columns in words; what is not known is a dash. */
export const row = (...cells: readonly (string | number | boolean | null)[]): string =>
  cells.map((cell) => (cell === null ? '-' : String(cell))).join(' | ');

/** A line of a hop in words. */
export const lineText = (line: {
  readonly item: string;
  readonly container: string | null;
  readonly shipped: Amount | null;
  readonly received: Amount | null;
}): string =>
  `${line.item} in ${line.container ?? '-'}: ${amountText(line.shipped)}/${amountText(line.received)}`;

/** A hop in words. */
export interface HopWords {
  readonly shipping: string | null;
  readonly receivings: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly fromSite: string | null;
  readonly toSite: string | null;
  readonly status: string;
  readonly border: boolean | null;
  readonly ownership: boolean | null;
  readonly lines: readonly string[];
  readonly disagreements: readonly string[];
}

/** A hop as one text. */
export const hopText = (hop: HopWords): string =>
  row(
    hop.shipping,
    sorted(hop.receivings).join(','),
    hop.from,
    hop.to,
    hop.fromSite,
    hop.toSite,
    hop.status,
    hop.border,
    hop.ownership,
    sorted(hop.lines).join('; '),
    sorted(hop.disagreements).join('; '),
  );

/** The rules by which the whole reference is asked here: what somebody only claims counts nowhere (domain rule 40). */
const rulesOf = (by: Reference, facts: CustodyFacts): LineageRules => ({
  ...by.rules,
  believed: by.withoutClaims(beliefIn(facts)),
});

/** Rules of which any may be planted with a mistake. */
export interface PlantedRules {
  readonly recall: RecallRules;
  readonly lists: ListRules;
}

/** What the reference answers, each part of it worked out once. */
export class ReferenceAnswers {
  readonly #asked: Asked;
  readonly #by: Reference;
  readonly #recall: RecallRules;
  readonly #lists: ListRules;
  readonly #standing: readonly LogRecord[];
  readonly #rules: LineageRules;
  readonly #believed: readonly LogRecord[];
  readonly #loads: ReturnType<Reference['loadsOf']>;
  readonly #hops: readonly Hop[];
  readonly #books = new Map<string, string>();
  readonly #holdings = new Map<string, readonly Holding[]>();

  constructor(
    asked: Asked,
    by: Reference,
    { recall = recallRules, lists = listRules }: Partial<PlantedRules> = {},
  ) {
    this.#recall = recall;
    this.#lists = lists;
    this.#asked = asked;
    this.#by = by;
    const { records, known, facts } = asked;
    this.#rules = rulesOf(by, facts);
    this.#standing = by.knowledgeAt(records, known, this.#rules.superseded).believed;
    this.#believed = this.#rules.believed(this.#standing);
    this.#loads = by.loadsOf(this.#believed);
    this.#hops = by.hopsOf(this.#believed, facts);
  }

  /** In the words of the door. */
  answer({ item, kind, time }: ItemAsked): unknown {
    const { instant } = this.#asked;
    switch (kind) {
      case 'back':
        return this.trace(item, 'BACK', instant);
      case 'forward':
        return this.trace(item, 'FORWARD', null);
      case 'ways':
        return this.ways(item, instant);
      case 'hops':
        return this.hops(item, null);
      case 'hopsThen':
        return this.hops(item, instant);
      case 'state':
        return this.state(item, instant);
      case 'recall':
        return this.recall(item);
      case 'recallSite':
        return this.recallOf(this.#thereIn({ site: item, from: '', until: '', ...time }));
      case 'recallProduct':
        return this.settled({
          kind,
          told: this.recallOf(recalledOf(item, this.#arrived(), this.#recall)),
        });
      case 'usedIn':
        return isContainer(item) ? null : sorted(madeFrom(item, this.#believed, this.#lists));
      case 'events':
        return this.events(item);
      case 'papers':
        return this.papers(item);
    }
  }

  /**
   * What a door told, without what may be told or not: of a lot that nothing names, and into which pieces are born only as
   * somebody claims, or as was withdrawn, nothing is known and nobody has anything.
   */
  settled({ kind, told }: { readonly kind: Kind; readonly told: unknown }): unknown {
    if (kind !== 'recallProduct') return told;
    const list = told as RecallTold;
    const doubtful = lotsOnlyClaimed(this.#arrived(), this.#believed);
    return {
      ...list,
      parts: list.parts.filter((part) => !doubtful.has(part.split(' | ')[0] ?? '')),
    };
  }

  /** Where it came from or went to. */
  trace(item: string, direction: 'BACK' | 'FORWARD', at: string | null): TraceTold {
    const { nodes, links, gaps } = this.#traced(item, direction, at);
    return {
      nodes: sorted(
        nodes.map(({ key, distance, tier, madeBy, corrected, more }) =>
          row(key, distance, tier, this.#owner(madeBy), corrected, more),
        ),
      ),
      links: sorted(links.map(({ from, to, kind }) => row(from, kind, to))),
      gaps: sorted(gaps.map(({ reason, key }) => row(reason, key))),
    };
  }

  /** The hop lines on the way of the trace back; of what happened by the instant. */
  ways(item: string, instant: string): readonly string[] {
    const { facts } = this.#asked;
    const records = this.#believed.filter(({ event }) => event.time.instant <= instant);
    const [hops, loads] = [this.#by.hopsOf(records, facts), this.#by.loadsOf(records)];
    const custody = { records, hops, loads, facts };
    const stages = this.#by.stagesOfTrace(this.#traced(item, 'BACK', instant), custody);
    return sorted(
      stages.map(({ hop, line }) =>
        row(this.#event(hop.shipping), this.#name(hop.to), lineText(line)),
      ),
    );
  }

  /** The hand-overs that it, or what lay in it, was part of, of what happened by an instant; null: whenever. */
  hops(item: string, instant: string | null): readonly string[] {
    const { facts } = this.#asked;
    const then = (): readonly LogRecord[] =>
      this.#believed.filter(({ event }) => event.time.instant <= (instant ?? ''));
    const hops = instant === null ? this.#hops : this.#by.hopsOf(then(), facts);
    const concerns = (line: HopLine): boolean => line.item === item || line.container === item;
    const isAbout = (hop: Hop): boolean => hop.lines.some(concerns) || this.#carries(hop, item);
    return sorted(hops.filter(isAbout).map((hop) => this.#hop(hop)));
  }

  /** Every event that names it and was not declared wrong, claims too. */
  events(item: string): readonly string[] {
    return sorted(
      this.#standing
        .filter((record) => this.#lists.isAbout(record, item))
        .map(({ eventKey }) => eventKey),
    );
  }

  /** Every hand-over that goes by a paper. */
  papers(paper: string): readonly string[] {
    const hops = this.#hops.filter((hop) => this.#lists.goesBy(hop, paper));
    return sorted(hops.map((hop) => this.#hop(hop)));
  }

  /** Its state, its holdings and its contents at an instant, and its books. */
  state(item: string, instant: string): StateTold {
    const state = this.#by.stateAt(item, instant, this.#believed);
    const holdings = this.#holdingsOf(item, instant);
    const inHand = holdings.filter(({ status }) => status !== 'SOLD');
    const only = inHand.length === 1 ? inHand[0] : undefined;
    const lies = only?.status === 'ON_HAND' && !isContainer(item) && !isPieceKey(item);
    const place = lies ? (only.site ?? state.place) : state.place;
    const contents = this.#by.contentsAt(item, instant, this.#loads);
    return {
      site: inHand.length > 1 ? null : this.#name(place),
      container: only?.container ?? null,
      disposition: state.disposition,
      persistent: state.persistent,
      onHold: state.onHold,
      lastEvent: this.#event(state.lastEvent),
      holdings: sorted(
        holdings.map((one) => row(...this.#held(one), this.#name(one.site), this.#told(one.since))),
      ),
      books: isContainer(item) ? null : this.#booksOf(item),
      contents: isContainer(item)
        ? sorted(
            contents.map(({ load: { child, parent, amount, since }, level }) =>
              row(level, child, parent, amountText(amount), since.event.time.text),
            ),
          )
        : null,
    };
  }

  /** Everything made from it, and of what ever lay in it. */
  recall(item: string): RecallTold {
    const inside = contentsEver(item, this.#loads).map(({ load }) => load.child);
    return this.recallOf([item, ...inside]);
  }

  /** Some things and everything made from them, with who has it after everything that was known. */
  recallOf(starts: readonly string[]): RecallTold {
    const distances = new Map<string, number>();
    const follow = (start: string, before: number): void => {
      for (const { key, distance: links } of this.#traced(start, 'FORWARD', null).nodes) {
        const distance = before + links;
        distances.set(key, Math.min(distance, distances.get(key) ?? distance));
      }
    };
    for (const start of new Set(starts)) {
      // What lay in a container is among the starts, as far as it is recalled: of the container itself what was made of it.
      if (isContainer(start))
        for (const made of madeFrom(start, this.#believed, this.#lists)) follow(made, 1);
      else follow(start, 0);
    }
    // A container is no part: what lay in it is among the starts.
    const parts = [...distances].filter(([key]) => !isContainer(key));
    return {
      parts: sorted(parts.map(([key, distance]) => row(key, distance, this.#booksOf(key)))),
      holders: sorted(
        parts.flatMap(([key]) =>
          this.#holdingsOf(key, END).map((one) => row(key, ...this.#held(one))),
        ),
      ),
    };
  }

  /** Everything that had come in by then. */
  #arrived(): readonly LogRecord[] {
    return this.#asked.records.slice(0, this.#asked.known + 1);
  }

  /** What the event of a hop names lay in it, or in what lay in it: boxes of boxes. */
  #carries(hop: Hop, item: string): boolean {
    const { shipping, receivings } = hop;
    const anchor = shipping ?? receivings[0];
    // What is only claimed is not handed over.
    const event = this.#believed.find(({ position }) => position === anchor?.position)?.event;
    if (event === undefined) return false;
    const { instant } = event.time;
    return handedItems(event.items).some(({ key }) => {
      const then = this.#by.contentsAt(key, instant, this.#loads);
      const just =
        shipping === null && then.length === 0
          ? contentsJustBefore(key, instant, this.#loads)
          : then;
      return just.some(({ load }) => load.parent === item);
    });
  }

  #thereIn(asked: PlaceAsked): readonly string[] {
    const known = { records: this.#believed, loads: this.#loads, facts: this.#asked.facts };
    return recalledAt(asked, known, { by: this.#by, rules: this.#recall });
  }

  #traced(item: string, direction: 'BACK' | 'FORWARD', at: string | null) {
    const { records, known: knownAt } = this.#asked;
    const question = { item, direction, knownAt, at: at === END ? null : at, depth: 50 };
    return this.#by.traceReference(records, question, this.#rules);
  }

  #booksOf(item: string): string {
    const found =
      this.#books.get(item) ?? booksText(this.#by.booksOf(item, this.#believed, this.#asked.facts));
    this.#books.set(item, found);
    return found;
  }

  #holdingsOf(item: string, instant: string): readonly Holding[] {
    const name = `${instant} ${item}`;
    const question = { instant, records: this.#believed };
    const found =
      this.#holdings.get(name) ?? this.#by.holdingsAt(item, question, this.#asked.facts);
    this.#holdings.set(name, found);
    return found;
  }

  #held({ holder, container, amount, status }: Holding): readonly (string | null)[] {
    return [this.#name(holder), container, amountText(amount), status];
  }

  #hop(hop: Hop): string {
    return hopText({
      shipping: this.#event(hop.shipping),
      receivings: hop.receivings.flatMap((record) => this.#event(record) ?? []),
      from: this.#name(hop.from),
      to: this.#name(hop.to),
      fromSite: this.#name(hop.fromSite),
      toSite: this.#name(hop.toSite),
      status: hop.status,
      border: hop.crossesBorder,
      ownership: hop.ownershipChanges,
      lines: hop.lines.map(lineText),
      disagreements: hop.disagreements.map(({ kind, item }) => row(kind, item)),
    });
  }

  #name(key: string | null): string | null {
    return key === null ? null : (this.#asked.names.get(key) ?? null);
  }

  #owner(owner: number | null): string | null {
    return owner === null ? null : this.#name(this.#asked.facts.partyOf(owner));
  }

  #told(record: { readonly position: number } | null): string | null {
    return record && (this.#asked.records[record.position]?.event.time.text ?? null);
  }

  #event(record: { readonly position: number } | null): string | null {
    return record === null ? null : (this.#asked.records[record.position]?.eventKey ?? null);
  }
}
