import { knowledgeAt } from '../src/core/lineage/knowledge.ts';
import { contentsAt, loadsOf } from '../src/core/lineage/containment.ts';
import { traceReference } from '../src/core/lineage/trace.ts';
import type { LogRecord } from '../src/core/epcis/event.ts';
import { bigintArray, textArray } from '../src/log/binary-array.ts';
import { readPositions, readTexts } from '../src/log/log-reader.store.ts';
import type { Transaction } from '../src/platform/transaction.ts';
import { readItems, readItemsByKeys } from '../src/projections/item.store.ts';
import { readStays } from '../src/query/stay.store.ts';
import { lastLotOf, seasonEvents } from '../src/sample/generate-season.ts';
import { assemble, type WalkGraph } from '../src/trace/assemble.ts';
import { walkEdges } from '../src/trace/walk.store.ts';
import { hashOf, insist } from './figures.ts';
import type { World } from './world.ts';

const DEPTH = 50;

/** The last lot of a whole season, which is asked for. */
export interface Asked {
  readonly season: number;
  readonly key: string;
  readonly item: number;
}

/** Last lots of up to `count` whole seasons, spread over the log. */
export const askedOf = async (
  { database, seed }: Pick<World, 'database' | 'seed'>,
  seasons: readonly number[],
  count: number,
): Promise<readonly Asked[]> => {
  const step = Math.max(1, Math.floor(seasons.length / count));
  const picked = seasons.filter((_, index) => index % step === 0).slice(0, count);
  const keys = picked.map((season) => lastLotOf(seed, season));
  const items = await database.read(null, (tx) => readItemsByKeys(tx, keys));
  const ids = new Map(items.map(({ key, id }) => [key, id]));
  return picked.map((season, index) => {
    const key = keys[index] ?? '';
    return { season, key, item: ids.get(key) ?? Number.NaN };
  });
};

/** Lineage back of an item, as the service walks it. */
export const lineage = async (tx: Transaction, item: number, known: number): Promise<WalkGraph> => {
  const question = { start: [item], direction: 'BACK', known, at: null, depth: DEPTH } as const;
  return assemble(await walkEdges(tx, question), question);
};

/** Positions of the thread of an item: events of its lineage, and of the containers that it lay in, while it did. */
export const threadPositions = async (
  tx: Transaction,
  item: number,
  known: number,
): Promise<readonly number[]> => {
  const graph = await lineage(tx, item, known);
  const { stays } = await readStays(tx, [...graph.distances.keys()], known);
  const rows = await tx.query<{ position: string }>(
    `select distinct line.position
     from unnest($1::bigint[], $2::text[], $3::text[]) as stay(item, since, until) cross join lateral (
       select l.position from projection.event_item l
       where l.item = stay.item and l.known_from <= $4 and (l.known_until is null or l.known_until > $4)
         and (stay.since is null or l.event_time >= stay.since::timestamptz)
         and (stay.until is null or l.event_time < stay.until::timestamptz)
       offset 0
     ) line
     order by line.position`,
    [
      bigintArray(stays.map((stay) => stay.item)),
      textArray(stays.map(({ since }) => since)),
      textArray(stays.map(({ until }) => until)),
      known,
    ],
  );
  return rows.map(({ position }) => Number(position));
};

/** The thread with its documents. */
export const thread = async (
  tx: Transaction,
  item: number,
  known: number,
): Promise<ReadonlyMap<number, string>> => readTexts(tx, await threadPositions(tx, item, known));

/** Everything of a season that is in the log, in log order. */
const recordsOf = async (
  tx: Transaction,
  seed: number,
  season: number,
): Promise<readonly LogRecord[]> => {
  const ids = [...new Set(seasonEvents(seed, season).map((event) => String(event['eventID'])))];
  const rows = await tx.query<{ position: string }>(
    'select position from log.entry where event_key = any($1::text[])',
    [textArray(ids)],
  );
  return readPositions(
    tx,
    rows.map(({ position }) => Number(position)),
  );
};

/** Lineage and thread of a last lot by the reference, over the events of its season; goods of other seasons never meet them. */
export const expected = async (
  tx: Transaction,
  seed: number,
  { season, key }: Asked,
): Promise<{ readonly lines: readonly string[]; readonly positions: readonly number[] }> => {
  const records = await recordsOf(tx, seed, season);
  const known = records.at(-1)?.knownFrom ?? -1;
  const question = {
    item: key,
    direction: 'BACK',
    knownAt: known,
    at: null,
    depth: DEPTH,
  } as const;
  const { nodes } = traceReference(records, question);
  const { believed } = knowledgeAt(records, known);
  const loads = loadsOf(believed);
  const items = new Set(nodes.map((node) => node.key));
  const containers = new Set(loads.map(({ parent }) => parent));
  const holds = (key: string, instant: string): boolean =>
    containers.has(key) &&
    contentsAt(key, instant, loads).some(({ load }) => items.has(load.child));
  // Nothing in a generated world is fixed to anything: what a container holds is all that it concerns.
  const positions = believed
    .filter(({ event }) =>
      event.items.some(({ key: named }) => items.has(named) || holds(named, event.time.instant)),
    )
    .map(({ position }) => position);
  return { lines: nodes.map((node) => `${node.key} ${node.distance}`), positions };
};

/** The service says the same as the reference; answers what it says, as lines. */
export const checkThread = async (
  tx: Transaction,
  world: Pick<World, 'seed'>,
  asked: Asked,
  known: number,
): Promise<readonly string[]> => {
  const graph = await lineage(tx, asked.item, known);
  const items = await readItems(tx, [...graph.distances.keys()]);
  const lines = items.map(({ id, key }) => `${key} ${graph.distances.get(id)}`);
  const positions = await threadPositions(tx, asked.item, known);
  const reference = await expected(tx, world.seed, asked);
  insist(hashOf(lines) === hashOf(reference.lines), `lineage of ${asked.key}`);
  insist(
    hashOf(positions.map(String)) === hashOf(reference.positions.map(String)),
    `thread of ${asked.key}, ${positions.length} events against ${reference.positions.length}`,
  );
  return [...lines, ...positions.map((position) => `${asked.key} ${position}`)];
};
