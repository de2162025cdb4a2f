import { gtinOf } from '../core/lineage/transformations.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { type Births, readBirths, readFirstTellers } from '../projections/birth.store.ts';
import { type ItemRow, readItems } from '../projections/item.store.ts';
import { assemble, tiersOf, type WalkGraph } from './assemble.ts';
import type { TracedQuantity } from './provenance.ts';
import { MEETINGS_MAX, walkEdges } from './walk.store.ts';

/** Everything about a trace that depends on nothing but the log up to a position. */
export interface TracedGraph {
  readonly graph: WalkGraph;
  readonly items: ReadonlyMap<number, ItemRow>;
  readonly births: Births;
  /** Organisation that first recorded something of an item without a birth. */
  readonly firstTellers: ReadonlyMap<number, number>;
  readonly tiers: ReadonlyMap<number, number>;
  /** By `position item role`: what an event says of an item. */
  readonly quantities: ReadonlyMap<string, TracedQuantity | null>;
  /** The walk was cut for its size: the answer is not whole. */
  readonly tooLarge: boolean;
}

/** A question as far as the log answers it. */
export interface GraphRequest {
  readonly item: ItemRow;
  readonly direction: 'BACK' | 'FORWARD';
  readonly at: string | null;
  /** Log position. */
  readonly known: number;
  readonly depth: number;
}

/** Roles whose quantities stand on links: INPUT and OUTPUT (core/epcis/event.ts, itemRoles). */
const INPUT = 1;
const OUTPUT = 2;

/** Name of a quantity in `TracedGraph.quantities`. */
export const quantityName = (position: number, item: number, role: 'INPUT' | 'OUTPUT'): string =>
  `${position} ${item} ${role === 'INPUT' ? INPUT : OUTPUT}`;

/** A bare GTIN starts from every lot and piece of it that a believed event names (domain rule 2). */
export const startOf = async (
  tx: Transaction,
  { item, known, at }: Pick<GraphRequest, 'item' | 'known' | 'at'>,
): Promise<readonly number[]> => {
  const gtin = gtinOf(item.key);
  if (item.kind !== 'CLASS' || gtin === null) return [item.id];
  const believed = (alias: string): string =>
    `${alias}.item = i.id and ${alias}.known_from <= $2 and (${alias}.known_until is null or ${alias}.known_until > $2)
     and ($3::timestamptz is null or ${alias}.event_time <= $3::timestamptz)`;
  const rows = await tx.query<{ id: string }>(
    `select i.id from projection.item i where i.gtin = $1 and (
       exists (select from projection.event_item l where ${believed('l')})
       or exists (select from projection.xform_item x where ${believed('x')}))`,
    [gtin, known, at],
  );
  return [...new Set([item.id, ...rows.map(({ id }) => Number(id))])];
};

interface QuantityRow {
  readonly position: string;
  readonly item: string;
  readonly role: number;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly mixed: boolean;
}

const readQuantities = async (
  tx: Transaction,
  graph: WalkGraph,
): Promise<ReadonlyMap<string, TracedQuantity | null>> => {
  const positions = [
    ...new Set(graph.links.flatMap(({ steps, sources }) => [...steps, ...sources])),
  ];
  const rows = await tx.query<QuantityRow>(
    `select position, item, role, trim_scale(sum(quantity))::text as quantity, min(unit) as unit,
       count(quantity) < count(*) or count(distinct coalesce(unit, '')) > 1 as mixed
     from unnest($1::bigint[]) as told(event) cross join lateral (
       select * from projection.event_item l where l.position = told.event and l.role in (1, 2) offset 0
     ) line
     group by position, item, role`,
    [bigintArray(positions)],
  );
  return new Map(
    rows.map((row) => [
      `${row.position} ${row.item} ${row.role}`,
      row.mixed || row.quantity === null ? null : { value: row.quantity, unit: row.unit },
    ]),
  );
};

/** Walks, and reads what is needed to tell about it. */
export const readGraph = async (tx: Transaction, request: GraphRequest): Promise<TracedGraph> => {
  const walked = { ...request, start: await startOf(tx, request) };
  const xforms = await walkEdges(tx, walked);
  const graph = assemble(xforms, walked);
  const ids = [...graph.distances.keys()];
  const births = await readBirths(tx, ids, request);
  const makers = new Map([...births.births].map(([id, { owner }]) => [id, owner]));
  return {
    graph,
    items: new Map((await readItems(tx, ids)).map((item) => [item.id, item])),
    births,
    firstTellers: await readFirstTellers(
      tx,
      ids.filter((id) => !births.births.has(id)),
      request,
    ),
    tiers: tiersOf(graph, makers),
    quantities: await readQuantities(tx, graph),
    tooLarge: xforms.reduce((sum, { meetings }) => sum + meetings, 0) > MEETINGS_MAX,
  };
};

/** Record time of a log position, UTC with milliseconds; null for none. */
export const readRecordTime = async (tx: Transaction, position: number): Promise<string | null> => {
  const rows = await tx.query<{ record_time: string }>(
    `select to_char(record_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as record_time
     from log.entry where position = $1`,
    [position],
  );
  return rows[0]?.record_time ?? null;
};
