import { sum } from '../core/lineage/amount.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { gtinOf } from '../core/lineage/transformations.ts';
import type { Transaction } from '../platform/transaction.ts';
import { type Births, readBirths, readFirstTellers } from '../projections/birth.store.ts';
import { type Claimed, readClaimsAbout } from '../projections/claim.store.ts';
import { type ItemRow, readItems } from '../projections/item.store.ts';
import { tiersOf, type WalkGraph } from './assemble.ts';
import type { Stowed } from './inside.store.ts';
import {
  type MixLineRow,
  type MixMoment,
  readBornLines,
  readLoadsUsed,
  readMixLines,
  readTakenLines,
  type UseAsked,
} from './mix.store.ts';
import { type Mixed, Mixing, type TracedShares } from './mixing.ts';
import type { TracedQuantity } from './traced-quantity.ts';
import type { TraceLimits } from './trace-limits.ts';
import { walkAll, type WalkedAll } from './walk-all.store.ts';
import type { ReachedXform } from './walk.store.ts';
import { believed } from '../projections/believed.ts';

/** Everything about a trace that depends on nothing but the log up to a position. */
export interface TracedGraph {
  readonly graph: WalkGraph;
  readonly items: ReadonlyMap<number, ItemRow>;
  readonly births: Births;
  /** Organisation that first recorded something of an item without a birth. */
  readonly firstTellers: ReadonlyMap<number, number>;
  /** By item, what is only claimed of it, and of what is said to have gone into it or come of it. */
  readonly claims: ReadonlyMap<number, readonly Claimed[]>;
  /** Further items that claims are about. */
  readonly claimedItems: ReadonlyMap<number, ItemRow>;
  readonly tiers: ReadonlyMap<number, number>;
  /** What lay in the asked item. */
  readonly stowed: readonly Stowed[];
  /** By `position item role`: what an event says of an item. */
  readonly quantities: ReadonlyMap<string, TracedQuantity | null>;
  /** What the asked item is a mixture of; null: not asked (FORWARD), or too large. */
  readonly shares: TracedShares | null;
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

/** Name of a quantity in `TracedGraph.quantities`. */
export const quantityName = (
  position: number,
  item: number,
  role: 'INPUT' | 'OUTPUT' | 'CHILD',
): string => `${position} ${item} ${role}`;

/** How much of each thing an event packed, of what counts; by `quantityName`. */
export const stowedQuantities = (
  stowed: readonly Stowed[],
): ReadonlyMap<string, TracedQuantity | null> =>
  totalsOf(stowed.map((one) => ({ ...one, name: quantityName(one.packing, one.item, 'CHILD') })));

/** A bare GTIN starts from every lot and piece of it that a believed event names (domain rule 2). */
export const startOf = async (
  tx: Transaction,
  { item, known, at }: Pick<GraphRequest, 'item' | 'known' | 'at'>,
): Promise<readonly number[]> => {
  const gtin = gtinOf(item.key);
  if (item.kind !== 'CLASS' || gtin === null) return [item.id];
  const counts = (alias: string): string =>
    `${alias}.item = i.id and ${believed(alias, '$2')}
     and ($3::timestamptz is null or ${alias}.event_time <= $3::timestamptz)`;
  const rows = await tx.query<{ id: string }>(
    `select i.id from projection.item i where i.gtin = $1 and (
       exists (select from projection.event_item l where ${counts('l')})
       or exists (select from projection.xform_item x where ${counts('x')}))`,
    [gtin, known, at],
  );
  return [...new Set([item.id, ...rows.map(({ id }) => Number(id))])];
};

/** What events say of items, lines of one unit added up; null where they cannot be. */
const quantitiesOf = (lines: readonly MixLineRow[]): ReadonlyMap<string, TracedQuantity | null> => {
  const told = lines.flatMap(({ position, item, role, ...amount }) =>
    role === 'ITEM' ? [] : [{ name: quantityName(position, item, role), ...amount }],
  );
  return totalsOf(told);
};

const totalsOf = (
  told: readonly (Pick<MixLineRow, 'quantity' | 'unit'> & { readonly name: string })[],
): ReadonlyMap<string, TracedQuantity | null> =>
  new Map([...groupedBy(told, ({ name }) => name)].map(([name, of]) => [name, totalOf(of)]));

const totalOf = (
  lines: readonly Pick<MixLineRow, 'quantity' | 'unit'>[],
): TracedQuantity | null => {
  const unit = lines[0]?.unit ?? null;
  if (lines.some((line) => line.quantity === null || line.unit !== unit)) return null;
  return sum(lines.map(({ quantity }) => (quantity === null ? null : { value: quantity, unit })));
};

/** Positions of the events of which the lines are told: those that links stand on, and all that made something. */
const positionsOf = ({ links }: WalkGraph, xforms: readonly ReachedXform[]): readonly number[] => [
  ...new Set([
    ...links.flatMap(({ steps, sources }) => [...steps, ...sources]),
    ...xforms.flatMap(({ kind, position }) => (kind === 'MADE' ? [position] : [])),
  ]),
];

/** What transformations used inside of what they name. */
const usedUnnamed = (
  xforms: readonly ReachedXform[],
  lines: readonly MixLineRow[],
): readonly UseAsked[] => {
  const carrying = xforms.filter(({ carriers }) => carriers.length > 0);
  if (carrying.length === 0) return [];
  const named = new Set(
    lines.flatMap(({ position, item, role }) => (role === 'INPUT' ? [`${position} ${item}`] : [])),
  );
  return carrying.flatMap(({ position, beyond }) =>
    beyond.flatMap((item) => (named.has(`${position} ${item}`) ? [] : [{ position, item }])),
  );
};

/** Shares of a trace back; null: it is larger than shares are computed of. */
const readShares = async (
  tx: Transaction,
  mixed: Mixed,
  moment: MixMoment,
): Promise<TracedShares | null> => {
  const mixing = new Mixing(mixed);
  const born = await readBornLines(tx, mixing.made(), moment);
  const uses = born && (await readTakenLines(tx, mixing.madeAgain(born), moment));
  return uses && mixing.shares(born, uses);
};

/** Whose event it was that packed the first of what lay in something; null: nothing lay in it. */
const readPacker = async (tx: Transaction, [first]: readonly Stowed[]): Promise<number | null> => {
  if (first === undefined) return null;
  const rows = await tx.query<{ owner: string }>(
    'select owner from log.entry where position = $1',
    [first.packing],
  );
  return rows[0] === undefined ? null : Number(rows[0].owner);
};

/** Walks, and reads what is needed to tell about it. */
export const readGraph = async (
  tx: Transaction,
  request: GraphRequest,
  limits: TraceLimits,
): Promise<TracedGraph> => {
  const start = await startOf(tx, request);
  const walked = await walkAll(tx, { ...request, start });
  return tellGraph(tx, { request, walked, limits });
};

/** What is only claimed about some items of a trace. */
export const readClaimsOf = async (
  tx: Transaction,
  ids: readonly number[],
  request: Pick<GraphRequest, 'direction' | 'known' | 'at'>,
): Promise<Pick<TracedGraph, 'claims' | 'claimedItems'>> => {
  const claims = await readClaimsAbout(tx, ids, request);
  const about = [...new Set([...claims.values()].flat().map(({ item }) => item))];
  const rows = about.length === 0 ? [] : await readItems(tx, about);
  return { claims, claimedItems: new Map(rows.map((row) => [row.id, row])) };
};

/** What is to be told of a walk. */
interface Told {
  readonly request: GraphRequest;
  readonly walked: WalkedAll;
  readonly limits: TraceLimits;
}

/** Reads what is needed to tell about a walk. */
export const tellGraph = async (
  tx: Transaction,
  { request, walked, limits }: Told,
): Promise<TracedGraph> => {
  const { start, xforms, graph, stowed, tooLarge } = walked;
  const ids = [...graph.distances.keys()];
  const births = await readBirths(tx, ids, request);
  const makers = new Map([...births.births].map(([id, { owner }]) => [id, owner]));
  const items = new Map((await readItems(tx, ids)).map((item) => [item.id, item]));
  const named = await readMixLines(tx, positionsOf(graph, xforms), request.known);
  const unnamed = usedUnnamed(xforms, named);
  const lines = [...named, ...(await readLoadsUsed(tx, unnamed, request.known))];
  const wanted = request.direction === 'BACK' && !tooLarge && !graph.incomplete;
  const mixed = {
    start,
    depth: request.depth,
    packed: { stowed, packing: graph.packing, packer: await readPacker(tx, stowed) },
    xforms,
    items,
    births: births.births,
    lines,
  };
  return {
    graph,
    items,
    births,
    firstTellers: await readFirstTellers(
      tx,
      ids.filter((id) => !births.births.has(id)),
      request,
    ),
    ...(await readClaimsOf(tx, ids, request)),
    tiers: tiersOf(graph, makers),
    stowed,
    quantities: new Map([...quantitiesOf(lines), ...stowedQuantities(stowed)]),
    shares:
      wanted && ids.length <= limits.sharesNodesMax ? await readShares(tx, mixed, request) : null,
    tooLarge,
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
