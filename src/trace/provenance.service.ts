import { Injectable } from '@nestjs/common';
import {
  CursorInvalidError,
  type CursorPosition,
  CursorService,
} from '../access/cursor.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { EMPTY_LOG, LogReaderService } from '../log/log-reader.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Database } from '../platform/database.ts';
import type { ItemRow } from '../projections/item.store.ts';
import type { compareNodes } from './answer.ts';
import { arrange, linksOnPage, placeAfter } from './arranged.ts';
import { GraphCache } from './graph-cache.ts';
import { type GraphRequest, readGraph, readRecordTime, type TracedGraph } from './graph.store.ts';
import { compositionOf, nothingComposed } from './composition.ts';
import type {
  CompositionKey,
  CompositionView,
  Precision,
  ProvenanceNodeView,
  ProvenanceQuestion,
  ProvenanceView,
} from './provenance.ts';
import { type NamedThings, namedIn, readNames, type ReadNames } from './provenance-names.ts';
import { TraceLimits } from './trace-limits.ts';

const precisions: Readonly<Record<ItemRow['kind'], Precision>> = {
  SERIAL: 'EXACT',
  LOT: 'LOT',
  CLASS: 'CLASS',
  LOGISTIC_UNIT: 'EXACT',
  RETURNABLE_ASSET: 'EXACT',
  INDIVIDUAL_ASSET: 'EXACT',
  OTHER: 'LOT',
};

/** What is asked about: a prefix of the log, and master data as it was said. */
interface Asked {
  readonly known: number;
  /** Record time of that prefix. */
  readonly recordTime: string;
  /** Master data as recorded up to this instant; null: all of it. */
  readonly namesAt: string | null;
}

/** Where the page before ended. */
interface PageStart {
  readonly recordTime: string;
  readonly namesAt: string;
  readonly node: Parameters<typeof compareNodes>[0];
}

/** Where an item comes from, and where it went. */
@Injectable()
export class ProvenanceService {
  private readonly graphs = new GraphCache();
  private readonly named = new WeakMap<TracedGraph, NamedThings>();

  constructor(
    private readonly database: Database,
    private readonly log: LogReaderService,
    private readonly cursors: CursorService,
    private readonly redaction: RedactionService,
    readonly organisations: OrganisationService,
    readonly products: ProductService,
    readonly sites: SiteService,
    private readonly limits: TraceLimits,
  ) {}

  /**
   * One page of the graph, and what holds for all of it; null when the item is hidden.
   * @throws CursorInvalidError
   */
  async provenance(
    viewer: Viewer,
    item: ItemRow,
    question: ProvenanceQuestion,
  ): Promise<ProvenanceView | null> {
    if (this.redaction.redact(viewer, item) === null) return null;
    const name = questionName(item, question);
    const after =
      question.after === null ? null : startOf(this.cursors.decode(viewer, name, question.after));
    const asked = await this.askedOf(question.asKnownAt, after);
    const { known, recordTime } = asked;
    const request = { ...question, item, known };
    const traced = await this.trace(viewer, request);
    const names = await this.namesOf(viewer, traced, asked.namesAt);
    if (asked.namesAt === null && names.newest > recordTime) {
      // Between the last event and the newest name something may be recorded meanwhile, so the question is asked of what is settled.
      const { at } = await this.log.settled();
      return this.provenance(viewer, item, { ...question, asKnownAt: at });
    }
    const namesAt = later(recordTime, names.newest);
    const { nodes, placed, whole } = this.graphs.arranged(
      request,
      { graph: traced, named: `${viewer.organisation} ${names.digest}` },
      () => arrange(traced, names, question.direction),
    );
    const start = after === null ? 0 : placeAfter({ nodes }, after.node);
    const page = nodes.slice(start, start + question.first);
    const end = start + page.length;
    const cursorAfter = (node: ProvenanceNodeView | undefined): string | null => {
      if (node === undefined) return null;
      const key = [...placeOf(node), after?.namesAt ?? namesAt];
      return this.cursors.encode(viewer, name, { asKnownAt: recordTime, key });
    };
    return {
      ...whole,
      item,
      direction: question.direction,
      at: question.at,
      precision: precisionOf(item, traced),
      asKnownAt: after?.namesAt ?? namesAt,
      moment: asked.namesAt === null ? null : { known, namesAt: asked.namesAt },
      whole: { traced, known, namesAt: asked.namesAt },
      nodes: page,
      links: linksOnPage(traced, placed, { start, end }),
      page: {
        hasNextPage: end < nodes.length,
        hasPreviousPage: after !== null,
        cursorAfter,
      },
    };
  }

  /** Shares of the asked item by where its primary inputs were born; empty for FORWARD, null when the trace is too large. */
  composition(
    { direction, origins }: Pick<ProvenanceView, 'direction' | 'origins'>,
    by: CompositionKey,
  ): CompositionView | null {
    if (direction === 'FORWARD') return nothingComposed;
    return origins && compositionOf(origins, by);
  }

  /** Later pages are of the log and the names of the first one. */
  private async askedOf(asKnownAt: string | null, after: PageStart | null): Promise<Asked> {
    const now = await this.log.watermark();
    const time = after?.recordTime ?? asKnownAt;
    if (time === null) {
      return { known: now.position, recordTime: now.recordTime ?? EMPTY_LOG, namesAt: null };
    }
    const known = Math.min(await this.log.positionAt(time), now.position);
    const recordTime = await this.database.read(null, (tx) => readRecordTime(tx, known));
    const namesAt = after?.namesAt ?? new Date(time).toISOString();
    return { known, recordTime: recordTime ?? EMPTY_LOG, namesAt };
  }

  private async trace(viewer: Viewer, request: GraphRequest): Promise<TracedGraph> {
    return this.graphs.get(request, () =>
      this.database.read(viewer, (tx) => readGraph(tx, request, this.limits)),
    );
  }

  /** What has a name in a graph is found once; what it is called is read for every page, for it may be called otherwise by then. */
  private namesOf(viewer: Viewer, traced: TracedGraph, knownAt: string | null): Promise<ReadNames> {
    const named = this.named.get(traced) ?? namedIn(traced);
    this.named.set(traced, named);
    return readNames(this, viewer, { traced, named }, knownAt);
  }
}

const questionName = (item: ItemRow, { direction, at, depth }: ProvenanceQuestion): string =>
  JSON.stringify(['provenance', item.id, direction, at, depth]);

const placeOf = ({
  distance,
  day,
  name,
  item,
}: ProvenanceNodeView): readonly (string | number)[] => [distance, day ?? '', name, item.key];

/** The later one of two instants, UTC with milliseconds. */
const later = (one: string, other: string): string => (one > other ? one : other);

const startOf = ({ asKnownAt, key }: CursorPosition): PageStart => {
  const [distance, day, name, itemKey, namesAt] = key;
  const readable =
    asKnownAt !== null &&
    typeof distance === 'number' &&
    typeof day === 'string' &&
    typeof name === 'string' &&
    typeof itemKey === 'string' &&
    typeof namesAt === 'string';
  if (!readable) throw new CursorInvalidError();
  const item: ItemRow = {
    id: 0,
    key: itemKey,
    uri: itemKey,
    kind: 'OTHER',
    gtin: null,
    lot: null,
    serial: null,
    firstPosition: null,
  };
  const node = { distance, day: day === '' ? null : day, name, item };
  return { recordTime: asKnownAt, namesAt, node };
};

/** What carries a lot is as exact as the lot. */
const precisionOf = ({ kind }: ItemRow, { graph, items }: TracedGraph): Precision => {
  const inside = [...graph.packing.inside].flatMap((id) => items.get(id)?.kind ?? []);
  return inside.some((one) => precisions[one] !== 'EXACT') ? 'LOT' : precisions[kind];
};
