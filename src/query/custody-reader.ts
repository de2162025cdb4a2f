import type { TypedId } from '../core/epcis/event.ts';
import type { Load } from '../core/lineage/containment.ts';
import type { CustodyRecord } from '../core/lineage/custody.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import {
  type HandedLine,
  type HandOver,
  handedCarriers,
  handedItems,
  handedLines,
  handOversIn,
  type HandOverWords,
} from '../core/lineage/handover.ts';
import { hopsBetween } from '../core/lineage/hops.ts';
import { compareRecords } from '../core/lineage/order.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { ItemRow } from '../projections/item.store.ts';
import { type ItemBooks, readBooks } from './books-reader.ts';
import type { KnownFacts } from './custody.ts';
import {
  type Look,
  readDocuments,
  readHandOverPositions,
  readHandOvers,
  readLines,
  readLoadsIn,
  type SeenLoad,
  type StoredHandOver,
  type StoredLine,
} from './custody.store.ts';
import { positionsIn, RecordShelf } from './record-shelf.ts';
import { readStays } from './stay.store.ts';

/** What master data says, asked for the keys that a question meets. */
export interface FactSource {
  /** Makes known what some parties and places are. */
  load(parties: readonly string[], sites: readonly string[]): Promise<void>;
  readonly facts: KnownFacts;
}

/** A hand-over with all that its sides are made of. */
interface Told {
  readonly record: CustodyRecord;
  readonly words: HandOverWords;
  readonly documents: readonly TypedId[];
  readonly lines: readonly HandedLine[];
  /** What lay in what then. */
  readonly loads: readonly Load<CustodyRecord>[];
}

/** Opens a short read of the database: names are looked up in between, and nobody may wait for a second connection holding one. */
export type Reading = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

const pairOf = ({ from, to }: { readonly from: string | null; readonly to: string | null }) =>
  JSON.stringify([from, to]);

/**
 * Reads what custody is derived from, as known at one log position: just enough that the rules of core/lineage answer as they would
 * from the whole log. One reader serves one question.
 */
export class CustodyReader {
  private readonly told = new Map<number, Told>();
  private readonly searched = new Set<number>();
  private readonly shelf: RecordShelf;
  private both: readonly HandOver[] | null = null;

  constructor(
    private readonly read: Reading,
    private readonly known: number,
    private readonly source: FactSource,
  ) {
    this.shelf = new RecordShelf(known);
  }

  /** Every item that was met, by canonical key. */
  itemsByKey(): ReadonlyMap<string, ItemRow> {
    return this.shelf.itemsByKey();
  }

  /** True when an event hands over an item as a container, with what lies in it. */
  carries(position: number, item: string): boolean {
    const told = this.told.get(position);
    if (told === undefined) return false;
    return handedCarriers(told.record, told.words.side, told.loads).includes(item);
  }

  /** Positions of the hand-overs that some items were part of, directly, inside containers, or fixed to what was handed over. */
  handOversOf(items: readonly number[]): Promise<readonly number[]> {
    const fresh = items.filter((item) => !this.searched.has(item));
    for (const item of fresh) this.searched.add(item);
    if (fresh.length === 0) return Promise.resolve([]);
    return this.read(async (tx) => {
      const { stays } = await readStays(tx, fresh, this.known);
      return readHandOverPositions(tx, stays, this.known);
    });
  }

  /**
   * Both sides' words of some hand-overs and of all that they are matched with, in the documented order: for each line what else went
   * from the one to the other, and of each receipt among those what else it names (domain rule 36). `hopsBetween` of it is right for
   * every hop that one of the given events belongs to.
   */
  async sidesAround(positions: readonly number[]): Promise<readonly HandOver[]> {
    await this.add(await this.named(positions));
    const pairs = new Set(this.sides().map(pairOf));
    await this.addMatches(pairs, () => true);
    const answered = this.answeredBy(new Set(positions));
    const counts = ({ side, record }: HandOver): boolean =>
      side === 'RECEIVE' || answered.has(record.position);
    await this.addMatches(pairs, counts);
    if (answered.size > 0) await this.addMatches(pairs, counts);
    return this.sides();
  }

  /** Shippings that receipts among some events answer by what they name besides. */
  private answeredBy(positions: ReadonlySet<number>): ReadonlySet<number> {
    const hops = hopsBetween(this.sides(), this.source.facts).filter(({ receivings }) =>
      receivings.some((record) => positions.has(record.position)),
    );
    const shippings = hops.flatMap(({ shipping }) => shipping?.position ?? []);
    return new Set(shippings.filter((position) => !positions.has(position)));
  }

  /** What names some items and what they lay in, by item; and what uses, sells, destroys or moves that with them in it. */
  booksOf(items: readonly number[]): Promise<ItemBooks> {
    return this.read((tx) => readBooks(tx, items, this.shelf));
  }

  /** Made once for what has been told so far. */
  private sides(): readonly HandOver[] {
    const { facts } = this.source;
    this.both ??= [...this.told.values()]
      .toSorted((a, b) => compareRecords(a.record, b.record))
      .flatMap((told) => handOversIn(told.words, told, facts));
    return this.both;
  }

  /** Parties by what they are, however they were named. */
  private meant(words: HandOverWords): HandOverWords {
    const { partyNamed } = this.source.facts;
    return {
      ...words,
      sender: words.sender === null ? null : partyNamed(words.sender),
      receivers: [...new Set(words.receivers.map(partyNamed))],
    };
  }

  /** What some events tell of hand-overs, with what master data says of whom and what they name. */
  private async named(positions: readonly number[]): Promise<readonly StoredHandOver[]> {
    if (positions.length === 0) return [];
    const found = await this.read(async (tx) => {
      const told = await readHandOvers(tx, positions, this.known);
      await this.shelf.readRecords(
        tx,
        told.map(({ position }) => position),
      );
      return told;
    });
    const parties = found.flatMap(({ words }) => [...words.receivers, words.sender ?? []].flat());
    const sites = found.flatMap(({ position, words }) => {
      const { readPoint, bizLocation } = this.shelf.bare(position).event;
      const places = [words.senderSite, words.receiverSite, readPoint, bizLocation];
      return places.flatMap((site) => site ?? []);
    });
    await this.source.load(parties, sites);
    return found;
  }

  /** Hand-overs between the same parties of what the sides that are there hand over. */
  private async addMatches(
    pairs: ReadonlySet<string>,
    counts: (side: HandOver) => boolean,
  ): Promise<void> {
    const lines = this.sides()
      .filter(counts)
      .flatMap((side) => side.lines);
    const byKey = this.itemsByKey();
    const items = [...new Set(lines.map(({ item }) => item))].flatMap(
      (key) => byKey.get(key)?.id ?? [],
    );
    const positions = (await this.handOversOf(items)).filter((one) => !this.told.has(one));
    const found = await this.named(positions);
    await this.add(
      found.filter(({ position, words }) => {
        const told = { record: this.shelf.recordWith(position, []), documents: [], lines: [] };
        const ends = handOversIn(this.meant(words), told, this.source.facts);
        return ends.some((end) => pairs.has(pairOf(end)));
      }),
    );
  }

  private async add(found: readonly StoredHandOver[]): Promise<void> {
    const positions = found.map(({ position }) => position);
    if (positions.length === 0) return;
    this.both = null;
    await this.read(async (tx) => {
      const lines = await readLines(tx, positions, this.known);
      const documents = await readDocuments(tx, positions);
      await this.shelf.readItems(
        tx,
        [...lines.values()].flat().map(({ item }) => item),
      );
      const looks = positions.flatMap((position) => this.looksOf(position, lines.get(position)));
      const inside = await this.contentsAt(tx, looks);
      for (const { position, words } of found) {
        const record = this.shelf.recordWith(position, lines.get(position) ?? []);
        const loads = inside.get(record.event.time.instant) ?? [];
        this.told.set(position, {
          record,
          words: this.meant(words),
          documents: documents.get(position) ?? [],
          lines: handedLines(record, words.side, loads),
          loads,
        });
      }
    });
  }

  /** What an event hands over is looked into, at its time. */
  private looksOf(position: number, lines: readonly StoredLine[] = []): readonly Look[] {
    const { instant } = this.shelf.bare(position).event.time;
    return handedItems(lines).map(({ item }) => ({ container: item, instant }));
  }

  /** What lies in containers when they are looked into, through all levels, by instant. */
  private async contentsAt(
    tx: Transaction,
    looks: readonly Look[],
  ): Promise<ReadonlyMap<string, readonly Load<CustodyRecord>[]>> {
    const seen = new Map<string, SeenLoad>();
    const opened = new Map<string, Look>();
    let next = looks;
    while (next.length > 0) {
      const fresh = new Map(
        next.map((look) => [nameOfLook(look), look] as const).filter(([name]) => !opened.has(name)),
      );
      for (const [name, look] of fresh) opened.set(name, look);
      const found = await readLoadsIn(tx, [...fresh.values()], this.known);
      for (const load of found) seen.set(`${load.instant} ${load.id}`, load);
      next = found.map(({ child, instant }) => ({ container: child, instant }));
    }
    const loads = [...seen.values()];
    await this.shelf.readItems(
      tx,
      loads.flatMap(({ child, parent }) => [child, parent]),
    );
    await this.shelf.readRecords(tx, positionsIn(loads));
    const byInstant = groupedBy(loads, ({ instant }) => instant);
    return new Map(
      [...byInstant].map(([instant, own]) => [instant, own.map((load) => this.shelf.loadOf(load))]),
    );
  }
}

const nameOfLook = ({ container, instant }: Look): string => `${container} ${instant}`;
