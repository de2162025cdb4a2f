import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { readTime } from '../core/epcis/time.ts';
import { bookLines } from '../core/lineage/book-lines.ts';
import { BalanceService } from '../query/balance.service.ts';
import { ContentService } from '../query/content.service.ts';
import type { ItemView } from '../query/item.ts';
import { ItemService } from '../query/item.service.ts';
import { StateService } from '../query/state.service.ts';
import type { CompositionView } from '../trace/provenance.ts';
import { ProvenanceService } from '../trace/provenance.service.ts';
import { atOnce, type CsvFile, type CsvRow, everyPage } from './csv-file.ts';
import { amountCells, hopColumns, recordColumns, RecordRows } from './record-rows.ts';
import { type NamesOfRows, RowNames } from './row-names.ts';
import { askedText } from './signed-in.ts';

/** What is asked of an item, as the addresses of its pages say it. */
export interface ItemAsked {
  readonly viewer: Viewer;
  readonly item: ItemView;
  /** What it is called. */
  readonly name: string;
  readonly direction: 'BACK' | 'FORWARD';
  readonly at: string | null;
  readonly asKnownAt: string | null;
}

const groupings = ['COUNTRY', 'SUPPLIER', 'SITE'] as const;
/** As far as a trace goes. */
const DEPTH_MAX = 200;

/** Whoever says what the name of a list of an item means. */
type FileOf = (asked: ItemAsked) => Promise<Omit<CsvFile, 'name'>>;

/** Lists of parts and containers as files. */
@Injectable()
export class ItemFiles {
  private readonly lists: ReadonlyMap<string, FileOf> = new Map<string, FileOf>([
    ['contents', (asked) => this.contents(asked)],
    ['records', (asked) => this.recordsOf(asked)],
    ['hops', (asked) => this.hopsOf(asked)],
    ['holdings', (asked) => this.holdings(asked)],
    ['books', (asked) => this.books(asked)],
    ['origin', (asked) => this.origin(asked)],
  ]);

  constructor(
    private readonly items: ItemService,
    private readonly contentsOf: ContentService,
    private readonly states: StateService,
    private readonly balances: BalanceService,
    private readonly provenances: ProvenanceService,
    private readonly names: RowNames,
    private readonly records: RecordRows,
  ) {}

  /** A list of the item that an address names; null: there is no such list, or nothing of that number. */
  async of(
    viewer: Viewer,
    list: string,
    query: Readonly<Record<string, unknown>>,
  ): Promise<CsvFile | null> {
    const file = this.lists.get(list);
    const asked = file === undefined ? null : await this.asked(viewer, query);
    if (file === undefined || asked === null) return null;
    return { name: `${asked.name} ${list}`, ...(await file(asked)) };
  }

  /** What an address asks of an item; null: nothing of that number. */
  async asked(viewer: Viewer, query: Readonly<Record<string, unknown>>): Promise<ItemAsked | null> {
    const number = askedText(query['number']);
    if (number === '') return null;
    const asKnownAt = momentOf(query['known']);
    const known = asKnownAt === null ? null : await this.items.knownAt(asKnownAt);
    // Of several the best, as nobody can be asked which.
    const [item] = await this.items.named(viewer, number, 1, known);
    if (item === undefined) return null;
    const direction = query['direction'] === 'forward' ? 'FORWARD' : 'BACK';
    const names = await this.names.of(viewer, { ids: [item.id] }, asKnownAt);
    const name = names.item(item.id) ?? number;
    return { viewer, item, name, direction, at: momentOf(query['at']), asKnownAt };
  }

  private async contents({ viewer, item, at, asKnownAt }: ItemAsked) {
    const { contentsOf, names: reader } = this;
    const rows = async function* (): AsyncGenerator<readonly CsvRow[]> {
      const pages = everyPage((page) => contentsOf.contents(viewer, item, { at, asKnownAt, page }));
      for await (const contents of pages) {
        const ids = contents.flatMap((one) => [one.item, one.inside]);
        const names = await reader.of(viewer, { ids }, asKnownAt);
        yield contents.map((one) => [
          names.item(one.item),
          names.uri(one.item),
          names.item(one.inside),
          one.level,
          ...amountCells(one.quantity),
          one.sinceTold,
        ]);
      }
    };
    const columns = 'part number container level quantity quantityUnit since'.split(' ');
    return Promise.resolve({ columns, rows: rows() });
  }

  /** With those that were put right; what never happened is in no list. */
  private recordsOf({ viewer, item, asKnownAt }: ItemAsked) {
    const conditions = {
      lifeOf: item.id,
      statuses: ['CURRENT', 'CLAIM', 'CORRECTED'] as const,
      ...(asKnownAt === null ? {} : { asKnownAt }),
    };
    const rows = this.records.records(viewer, conditions, 'TIME_ASC');
    return Promise.resolve({ columns: recordColumns, rows });
  }

  private hopsOf({ viewer, item, asKnownAt }: ItemAsked) {
    const when = { at: null, asKnownAt, known: null };
    const rows = this.records.hopsOfItem(viewer, { item, filter: {}, when });
    return Promise.resolve({ columns: hopColumns, rows });
  }

  private async holdings({ viewer, item, at, asKnownAt }: ItemAsked) {
    const { holdings } = await this.states.state(viewer, item, { at, asKnownAt });
    const named = {
      ids: holdings.map(({ container }) => container),
      parties: holdings.map(({ holder }) => holder),
      sites: holdings.map(({ site }) => site),
    };
    const names = await this.names.of(viewer, named, asKnownAt);
    const rows = holdings.map((one) => {
      const holder = names.party(one.holder);
      const site = names.site(one.site);
      return [
        holder.name,
        one.status,
        ...amountCells(one.quantity),
        site?.name ?? null,
        site?.country ?? holder.country,
        names.item(one.container),
        one.since,
      ];
    });
    const columns = 'holder status quantity quantityUnit where country container since'.split(' ');
    return { columns, rows: atOnce(rows) };
  }

  private async books({ viewer, item, asKnownAt }: ItemAsked) {
    const balance = await this.balances.balance(viewer, item, asKnownAt, null);
    const rows = bookLines.map((line) => {
      const value = balance[line];
      return [line, ...amountCells(value === null ? null : { value, unit: balance.unit })];
    });
    return { columns: ['line', 'quantity', 'quantityUnit'], rows: atOnce(rows) };
  }

  private async origin({ viewer, item, direction, at, asKnownAt }: ItemAsked) {
    const question = { direction, at, asKnownAt };
    const page = { depth: DEPTH_MAX, first: 1, after: null };
    const view = await this.provenances.provenance(viewer, item, { ...question, ...page });
    const found = groupings.flatMap((by) => {
      const composition = view === null ? null : this.provenances.composition(view, by);
      return composition === null ? [] : [{ by, composition }];
    });
    const shares = found.flatMap(({ composition }) => composition.shares);
    const names = await this.names.of(
      viewer,
      {
        parties: shares.map(({ supplier }) => ({ organisation: supplier, key: null })),
        sites: shares.map(({ site }) => site),
      },
      question.asKnownAt,
    );
    const rows = found.flatMap(({ by, composition }) => shareRows(by, composition, names));
    return { columns: ['by', 'kind', 'name', 'share'], rows: atOnce(rows) };
  }
}

/** What is not told apart is in rows of its own, without a name. */
const shareRows = (
  by: (typeof groupings)[number],
  { shares, others, unknown }: CompositionView,
  names: NamesOfRows,
): readonly CsvRow[] => [
  ...shares.map(({ country, supplier, site, share }) => [
    by,
    'KNOWN',
    country ?? names.site(site)?.name ?? names.party({ organisation: supplier, key: null }).name,
    share,
  ]),
  ...[['OTHERS', others] as const, ['UNKNOWN', unknown] as const]
    .filter(([, share]) => Number(share) > 0)
    .map(([kind, share]) => [by, kind, null, share]),
];

/** A day (its end, UTC) or an instant; null for what is neither, as on the pages. */
export const momentOf = (given: unknown): string | null => {
  const text = askedText(given);
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : text;
  return readTime(instant) === null ? null : instant;
};
