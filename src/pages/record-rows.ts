import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { documentNumber } from '../core/epcis/document-number.ts';
import { stepOf } from '../core/epcis/step.ts';
import { canonicalKey } from '../core/gs1/key.ts';
import type { Amount } from '../core/lineage/amount.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import {
  type EventConditions,
  type EventOrder,
  type EventPage,
  type EventRecord,
  EventService,
} from '../query/event.service.ts';
import type { HopFilter, HopPage, HopView, ItemHops } from '../query/hop.ts';
import { HopService } from '../query/hop.service.ts';
import type { Moment } from '../query/moment.ts';
import type { PageRequest } from '../access/page.ts';
import { type CsvRow, everyPage } from './csv-file.ts';
import { RowNames } from './row-names.ts';

/** Columns of records; a record has a row for each thing it is about. As the tables of the pages have them. */
export const recordColumns =
  'time day step who country where part quantity quantityUnit status papers lines'.split(' ');
/** Columns of hand-overs; one has a row for each of its lines. */
export const hopColumns =
  'from fromCountry to toCountry shipped received hop border part container sent sentUnit got gotUnit papers lines'.split(
    ' ',
  );

/** An amount in its two columns. */
export const amountCells = (amount: Amount | null): CsvRow =>
  amount === null ? [null, null] : [amount.value, amount.unit];

/** Something that is told even where it has no lines. */
const linesOf = <Line>(lines: readonly Line[]): readonly (Line | null)[] =>
  lines.length === 0 ? [null] : lines;

/** Records and hand-overs as rows of files. */
@Injectable()
export class RecordRows {
  constructor(
    private readonly events: EventService,
    private readonly hops: HopService,
    private readonly log: LogReaderService,
    private readonly names: RowNames,
  ) {}

  /** Rows of every record that meets conditions. */
  async *records(
    viewer: Viewer,
    conditions: EventConditions,
    order: EventOrder,
  ): AsyncGenerator<readonly CsvRow[]> {
    let moment: Moment | null = null;
    const list = async (page: PageRequest): Promise<EventPage> => {
      const found = await this.events.list(viewer, conditions, order, page);
      moment = found.moment;
      return found;
    };
    for await (const records of everyPage(list)) yield await this.rowsOf(viewer, records, moment);
  }

  /** Rows of every hand-over of an item, the oldest first. */
  hopsOfItem(viewer: Viewer, of: ItemHops): AsyncGenerator<readonly CsvRow[]> {
    return this.hopRows(viewer, (page) => this.hops.ofItem(viewer, of, page));
  }

  /** Rows of every hand-over that fits one of some filters, each of them once. */
  async *hopsBy(viewer: Viewer, filters: readonly HopFilter[]): AsyncGenerator<readonly CsvRow[]> {
    const seen = new Set<string>();
    for (const filter of filters)
      yield* this.hopRows(
        viewer,
        (page) => this.hops.list(viewer, { filter, asKnownAt: null }, page),
        seen,
      );
  }

  private async *hopRows(
    viewer: Viewer,
    list: (page: PageRequest) => Promise<HopPage>,
    seen = new Set<string>(),
  ): AsyncGenerator<readonly CsvRow[]> {
    let moment: Moment | null = null;
    const listed = async (asked: PageRequest): Promise<HopPage> => {
      const found = await list(asked);
      moment = found.moment;
      return found;
    };
    for await (const page of everyPage(listed)) {
      const fresh = page.filter(({ key }) => !seen.has(key));
      for (const { key } of fresh) seen.add(key);
      yield await this.rowsOfHops(viewer, fresh, moment);
    }
  }

  private async rowsOf(
    viewer: Viewer,
    records: readonly EventRecord[],
    moment: Moment | null,
  ): Promise<readonly CsvRow[]> {
    const positions = records.map(({ position }) => position);
    const [claims, standings, names] = await Promise.all([
      this.events.claims(viewer, positions, moment?.known),
      this.log.standings(viewer, positions, moment?.known),
      this.names.of(
        viewer,
        {
          keys: records.flatMap(({ event }) => event.items.map(({ key }) => key)),
          parties: records.map(({ owner }) => ({ organisation: owner, key: null })),
          sites: records.map(placeOf),
        },
        moment?.namesAt,
      ),
    ]);
    return records.flatMap((record): readonly CsvRow[] => {
      const { event, owner, position } = record;
      const who = names.party({ organisation: owner, key: null });
      const place = names.site(placeOf(record));
      const standing = standings.get(position)?.standing ?? 'CURRENT';
      const claimed = standing === 'CURRENT' && claims.get(position)?.whole === true;
      const papers = event.businessTransactions.map(({ id }) => documentNumber(id)).join(' ');
      const head = [event.time.text, event.time.day, stepOf(event), who.name];
      return linesOf(event.items).map((line) => [
        ...head,
        place?.country ?? who.country,
        place?.name ?? null,
        line === null ? null : names.itemByKey(line.key),
        line?.quantity ?? null,
        line?.unit ?? null,
        claimed ? 'CLAIM' : standing,
        papers,
        event.items.length,
      ]);
    });
  }

  private async rowsOfHops(
    viewer: Viewer,
    hops: readonly HopView[],
    moment: Moment | null,
  ): Promise<readonly CsvRow[]> {
    const named = {
      ids: hops.flatMap(({ lines }) => lines.flatMap(({ item, container }) => [item, container])),
      parties: hops.flatMap(({ from, to }) => [from, to]),
    };
    const names = await this.names.of(viewer, named, moment?.namesAt);
    return hops.flatMap((hop): readonly CsvRow[] => {
      const head = [
        names.party(hop.from).name,
        hop.fromCountry,
        names.party(hop.to).name,
        hop.toCountry,
        hop.shippedAt,
        hop.receivedAt,
        hop.status,
        hop.crossesBorder,
      ];
      const papers = hop.documents.map(({ id }) => documentNumber(id)).join(' ');
      return linesOf(hop.lines).map((line) => [
        ...head,
        names.item(line?.item ?? null),
        names.item(line?.container ?? null),
        ...amountCells(line?.shipped ?? null),
        ...amountCells(line?.received ?? null),
        papers,
        hop.lines.length,
      ]);
    });
  }
}

const placeOf = ({ event: { readPoint } }: EventRecord): string | null =>
  readPoint === null ? null : canonicalKey(readPoint);
