import { Injectable } from '@nestjs/common';
import { CursorInvalidError, CursorService } from '../access/cursor.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Database } from '../platform/database.ts';
import type { ItemRow } from '../projections/item.store.ts';
import { itemName } from '../query/item-name.ts';
import {
  compareNodes,
  completenessOf,
  gapsOf,
  linksOf,
  type Names,
  nodesOf,
  suppliersOf,
} from './answer.ts';
import { GraphCache } from './graph-cache.ts';
import { type GraphRequest, readGraph, readRecordTime, type TracedGraph } from './graph.store.ts';
import type {
  Precision,
  ProvenanceNodeView,
  ProvenanceQuestion,
  ProvenanceView,
} from './provenance.ts';

const precisions: Readonly<Record<ItemRow['kind'], Precision>> = {
  SERIAL: 'EXACT',
  LOT: 'LOT',
  CLASS: 'CLASS',
  LOGISTIC_UNIT: 'EXACT',
  RETURNABLE_ASSET: 'EXACT',
  INDIVIDUAL_ASSET: 'EXACT',
  OTHER: 'LOT',
};

/** What the log was when the question was asked. */
interface Moment {
  readonly known: number;
  readonly recordTime: string;
}

/** Where an item comes from, and where it went. */
@Injectable()
export class ProvenanceService {
  private readonly graphs = new GraphCache();

  constructor(
    private readonly database: Database,
    private readonly log: LogReaderService,
    private readonly cursors: CursorService,
    private readonly redaction: RedactionService,
    private readonly organisations: OrganisationService,
    private readonly products: ProductService,
    private readonly sites: SiteService,
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
      question.after === null ? null : this.cursors.decode(viewer, name, question.after);
    const moment = await this.momentOf(after?.asKnownAt ?? question.asKnownAt);
    const traced = await this.trace(viewer, { ...question, item, known: moment.known });
    const names = await this.namesOf(viewer, traced);
    const nodes = nodesOf(traced, names);
    const start =
      after === null ? 0 : nodes.findIndex((node) => compareNodes(node, keyOf(after.key)) > 0);
    const page = start < 0 ? [] : nodes.slice(start, start + question.first);
    const cursor = (node: ProvenanceNodeView): string =>
      this.cursors.encode(viewer, name, { asKnownAt: moment.recordTime, key: placeOf(node) });
    return {
      ...whole(item, question, { traced, names, nodes }),
      asKnownAt: moment.recordTime,
      nodes: page,
      links: linksOf(traced, nodes, page),
      page: {
        hasNextPage: start >= 0 && start + page.length < nodes.length,
        hasPreviousPage: after !== null,
        cursors: page.map(cursor),
      },
    };
  }

  private async momentOf(asKnownAt: string | null): Promise<Moment> {
    const now = await this.log.watermark();
    if (asKnownAt === null) return { known: now.position, recordTime: now.recordTime ?? EMPTY_LOG };
    const known = Math.min(await this.log.positionAt(asKnownAt), now.position);
    const recordTime = await this.database.read(null, (tx) => readRecordTime(tx, known));
    return { known, recordTime: recordTime ?? EMPTY_LOG };
  }

  private async trace(viewer: Viewer, request: GraphRequest): Promise<TracedGraph> {
    return this.graphs.get(request, () =>
      this.database.read(viewer, (tx) => readGraph(tx, request)),
    );
  }

  private async namesOf(viewer: Viewer, traced: TracedGraph): Promise<Names> {
    const items = [...traced.items.values()];
    const births = [...traced.births.births.values()];
    const makers = [
      ...new Set([...births.map(({ owner }) => owner), ...traced.firstTellers.values()]),
    ];
    const places = [...new Set(births.flatMap(({ place }) => place ?? []))];
    const [products, organisations, sites] = await Promise.all([
      this.products.byKeys(
        viewer,
        items.map(({ key }) => key),
      ),
      this.organisations.byIds(viewer, makers),
      this.sites.byKeys(viewer, places),
    ]);
    return {
      item: (id) => {
        const item = traced.items.get(id);
        return item === undefined ? '' : itemName(item, products.get(item.key)?.name ?? null);
      },
      country: (place) => sites.get(place)?.country ?? null,
      organisation: (id) => organisations.get(id)?.name ?? '',
    };
  }
}

/** Record time that names the empty log. */
const EMPTY_LOG = '0001-01-01T00:00:00.000Z';

const questionName = (item: ItemRow, { direction, at, depth }: ProvenanceQuestion): string =>
  JSON.stringify(['provenance', item.id, direction, at, depth]);

const placeOf = ({
  distance,
  day,
  name,
  item,
}: ProvenanceNodeView): readonly (string | number)[] => [distance, day ?? '', name, item.key];

const keyOf = (
  key: readonly (string | number)[],
): Pick<ProvenanceNodeView, 'distance' | 'day' | 'name' | 'item'> => {
  const [distance, day, name, itemKey] = key;
  const readable =
    typeof distance === 'number' &&
    typeof day === 'string' &&
    typeof name === 'string' &&
    typeof itemKey === 'string';
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
  return { distance, day: day === '' ? null : day, name, item };
};

interface Answered {
  readonly traced: TracedGraph;
  readonly names: Names;
  readonly nodes: readonly ProvenanceNodeView[];
}

/** What holds for the whole graph. */
const whole = (
  item: ItemRow,
  { direction, at }: ProvenanceQuestion,
  { traced, names, nodes }: Answered,
): Pick<
  ProvenanceView,
  'item' | 'direction' | 'at' | 'precision' | 'completeness' | 'summary' | 'suppliers' | 'gaps'
> => {
  const suppliers = suppliersOf(nodes, names);
  const gaps = gapsOf(nodes, traced, names);
  const countries = [...new Set(nodes.flatMap(({ country }) => country ?? []))].toSorted();
  return {
    item,
    direction,
    at,
    precision: precisions[item.kind],
    completeness: completenessOf({ direction, nodes, gaps, links: traced.graph.links.length }),
    summary: {
      parts: nodes.length,
      suppliers: suppliers.length,
      countries,
      tiers: nodes.reduce((most, { tier }) => Math.max(most, tier), 0),
    },
    suppliers,
    gaps,
  };
};
