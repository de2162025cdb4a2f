import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { type Page, type PageRequest, emptyPage, pageOf, rowsFor } from '../access/page.ts';
import { RedactionService } from '../access/redaction.service.ts';
import { requireScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import { parseNumber } from '../core/gs1/key.ts';
import { type Result, accept, refuse } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readBirths } from '../projections/birth.store.ts';
import { type ItemRow, readItems, readItemsByKeys } from '../projections/item.store.ts';
import {
  type ItemKeyRow,
  type ItemStart,
  type Known,
  insertNumber,
  readItemPage,
  readItemsNamed,
  readLotsOf,
  readNumbers,
  readUsedIn,
} from './item.store.ts';
import type { ItemBirth, ItemFilter, ItemNumber, ItemPage, ItemView, UseTimes } from './item.ts';

/** Longest further number kept. */
const numberLengthMax = 200;

/** Whatever is known. */
const now: UseTimes = { asKnownAt: null, known: null };

/** A page of items that is wanted. */
interface PageQuestion {
  readonly question: string;
  readonly when: UseTimes;
  readonly page: PageRequest;
}

/** Items: one by one, in lists, and by any number of any party. */
@Injectable()
export class ItemService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly cursors: CursorService,
    private readonly log: LogReaderService,
  ) {}

  /** Items by internal id; unknown and hidden ones are left out. */
  byIds(viewer: Viewer, ids: readonly number[]): Promise<ReadonlyMap<number, ItemView>> {
    return this.read(
      viewer,
      (tx) => readItems(tx, ids),
      ({ id }) => id,
    );
  }

  /** Items by canonical key; unknown and hidden ones are left out. */
  byKeys(viewer: Viewer, keys: readonly string[]): Promise<ReadonlyMap<string, ItemView>> {
    return this.read(
      viewer,
      (tx) => readItemsByKeys(tx, keys),
      ({ key }) => key,
    );
  }

  /** What a number of any party names, best first; more than one is ambiguous. As known then, now unless said. */
  async named(
    viewer: Viewer,
    text: string,
    limit: number,
    known: Known | null = null,
  ): Promise<readonly ItemView[]> {
    if (!this.redaction.seesAny(viewer)) return [];
    const name = { text: text.trim(), keys: parseNumber(text), known };
    const found = await this.database.read(viewer, async (tx) => {
      const ids = await readItemsNamed(tx, name, limit);
      const rows = new Map((await readItems(tx, ids)).map((row) => [row.id, row]));
      return ids.flatMap((id) => rows.get(id) ?? []);
    });
    return this.redaction.redactAll(viewer, found);
  }

  /** Where items began, as known at a log position, now unless said. */
  async births(
    viewer: Viewer,
    ids: readonly number[],
    upto?: number,
  ): Promise<ReadonlyMap<number, ItemBirth>> {
    if (!this.redaction.seesAny(viewer)) return new Map();
    const known = await this.upto(upto);
    const { births } = await this.database.read(viewer, (tx) =>
      readBirths(tx, ids, { known, at: null }),
    );
    return births;
  }

  /** The lots that pieces were born into, as known at a log position, now unless said. */
  async lotsOf(
    viewer: Viewer,
    ids: readonly number[],
    upto?: number,
  ): Promise<ReadonlyMap<number, number>> {
    if (!this.redaction.seesAny(viewer)) return new Map();
    const known = await this.upto(upto);
    return this.database.read(viewer, (tx) => readLotsOf(tx, ids, known));
  }

  /** What was known at a record time (RFC 3339). */
  async knownAt(recordTime: string): Promise<Known> {
    return { upto: await this.log.positionAt(recordTime), at: recordTime };
  }

  /** Further numbers of items, as known then, now unless said. */
  async numbers(
    viewer: Viewer,
    ids: readonly number[],
    known: Known | null = null,
  ): Promise<ReadonlyMap<number, readonly ItemNumber[]>> {
    if (!this.redaction.seesAny(viewer)) return new Map();
    return this.database.read(viewer, (tx) => readNumbers(tx, ids, known));
  }

  /**
   * Items, the newest first. Later pages are as known on the first one.
   * @throws CursorInvalidError
   */
  async list(viewer: Viewer, filter: ItemFilter, page: PageRequest): Promise<Page<ItemView>> {
    const gtins = filter.gtins ?? null;
    const asked = { question: `items ${JSON.stringify(gtins)}`, when: now, page };
    const { edges, hasNextPage } = await this.page(viewer, asked, (tx, part) =>
      readItemPage(tx, gtins, part),
    );
    return { edges, hasNextPage };
  }

  /**
   * Parts made directly from an item, the newest first. Later pages are as known on the first one.
   * @throws CursorInvalidError
   */
  usedIn(viewer: Viewer, item: number, when: UseTimes, page: PageRequest): Promise<ItemPage> {
    const asked = { question: JSON.stringify(['used in', item, when]), when, page };
    return this.page(viewer, asked, (tx, part) => readUsedIn(tx, item, part));
  }

  /** Links a further number of the viewer's organisation to an item. Scope MASTER_DATA. Refuses with INVALID_VALUE, ALREADY_EXISTS. */
  async addNumber(viewer: Viewer, item: number, number: string): Promise<Result<null>> {
    const organisation = requireScope(viewer, 'MASTER_DATA');
    const value = number.trim();
    if (value === '' || value.length > numberLengthMax || /[\p{Cc}\p{Surrogate}]/u.test(value)) {
      return refuse({
        code: 'INVALID_VALUE',
        message: 'This is no number.',
        at: '/number',
        expected: `1 to ${numberLengthMax} printable characters`,
      });
    }
    const [key] = parseNumber(value);
    const { position: knownFrom } = await this.log.watermark();
    const added = await this.database.transaction(viewer, (tx) =>
      insertNumber(tx, {
        item,
        organisation,
        scheme: key === undefined ? 'LOCAL' : 'OTHER',
        value: key ?? value,
        at: this.clock.now(),
        knownFrom,
      }),
    );
    if (added) return accept(null);
    const message = 'You have given this number to this item before.';
    return refuse({ code: 'ALREADY_EXISTS', message, at: '/number' });
  }

  private knownFor({ asKnownAt, known }: UseTimes): Promise<number> {
    return asKnownAt === null ? this.upto(known?.known) : this.log.positionAt(asKnownAt);
  }

  private async upto(given: number | undefined): Promise<number> {
    return given ?? (await this.log.watermark()).position;
  }

  private async read<Key>(
    viewer: Viewer,
    rows: (tx: Transaction) => Promise<readonly ItemRow[]>,
    keyOf: (row: ItemView) => Key,
  ): Promise<ReadonlyMap<Key, ItemView>> {
    if (!this.redaction.seesAny(viewer)) return new Map();
    const found = await this.database.read(viewer, rows);
    return new Map(this.redaction.redactAll(viewer, found).map((row) => [keyOf(row), row]));
  }

  private async page(
    viewer: Viewer,
    { question, when, page }: PageQuestion,
    rows: (
      tx: Transaction,
      part: { readonly start: ItemStart | null; readonly rows: number; readonly upto: number },
    ) => Promise<readonly ItemKeyRow[]>,
  ): Promise<ItemPage> {
    const from =
      page.after === null ? null : startOf(this.cursors.decode(viewer, question, page.after).key);
    if (!this.redaction.seesAny(viewer)) return { ...emptyPage, moment: null };
    const upto = from?.upto ?? (await this.knownFor(when));
    const start = from?.start ?? null;
    const [keys, items] = await this.database.read(viewer, async (tx) => {
      const found = await rows(tx, { start, rows: rowsFor(page), upto });
      return [
        found,
        await readItems(
          tx,
          found.map(({ item }) => item),
        ),
      ] as const;
    });
    const views = new Map(this.redaction.redactAll(viewer, items).map((row) => [row.id, row]));
    const listed = keys.flatMap((key) => {
      const view = views.get(key.item);
      return view === undefined ? [] : [{ key, view }];
    });
    const found = pageOf(listed, page, ({ key }) =>
      this.cursors.encode(viewer, question, {
        asKnownAt: null,
        key: [key.time ?? '', key.item, upto],
      }),
    );
    const { asKnownAt } = when;
    return {
      ...found,
      moment:
        asKnownAt === null ? null : { known: upto, namesAt: new Date(asKnownAt).toISOString() },
      edges: found.edges.map(({ node, cursor }) => ({ node: node.view, cursor })),
    };
  }
}

function startOf([time, item, upto]: readonly (string | number)[]) {
  if (typeof time !== 'string' || typeof item !== 'number' || typeof upto !== 'number') {
    throw new CursorInvalidError();
  }
  return { start: { time: time === '' ? null : time, item }, upto };
}
