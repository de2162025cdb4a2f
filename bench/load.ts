import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewEntry } from '../src/log/entry.ts';
import { LogStore } from '../src/log/log.store.ts';
import { Clock } from '../src/platform/clock.ts';
import { ContainmentProjection } from '../src/projections/containment.projection.ts';
import { HandOverProjection } from '../src/projections/hand-over.projection.ts';
import { ItemProjection } from '../src/projections/item.projection.ts';
import { LineageProjection } from '../src/projections/lineage.projection.ts';
import type { Bench } from './bench.ts';
import { entriesOf } from './chain.ts';
import { progress } from './figures.ts';
import { type MemoryGraph, MemoryGraphBuilder } from './memory-graph.ts';

const BATCH = 256;
/** Entries made before the connection gets its turn, as in `src/capture/prepare.ts`. */
const MADE_AT_ONCE = 4;

const make = async (seed: number, from: number, until: number): Promise<readonly NewEntry[]> => {
  const entries: NewEntry[] = [];
  for (const entry of entriesOf(seed, from, until)) {
    entries.push(entry);
    if (entries.length % MADE_AT_ONCE === 0) await nextTurn();
  }
  return entries;
};

/**
 * Fills the log as a bulk capture does, with all read models in the same transaction, a batch being made while the last one is written;
 * answers the same lineage in memory.
 */
export const load = async ({ database, seed, events }: Bench): Promise<MemoryGraph> => {
  const store = new LogStore(new Clock());
  const projectors = [
    new ItemProjection(),
    new ContainmentProjection(),
    new LineageProjection(),
    new HandOverProjection(),
  ];
  const graph = new MemoryGraphBuilder();
  const tell = progress('load', events);
  let bytes = 0;
  let items = 0;
  let next = make(seed, 0, Math.min(events, BATCH));
  for (let from = 0; from < events; from += BATCH) {
    const until = Math.min(events, from + BATCH);
    const entries = await next;
    next = make(seed, until, Math.min(events, until + BATCH));
    await database.transaction(null, async (tx) => {
      const { records } = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
      for (const projector of projectors) await projector.apply(tx, records);
    });
    for (const { event, text } of entries) {
      graph.add(event);
      bytes += Buffer.byteLength(text);
      items += event.items.length;
    }
    tell(until);
  }
  await database.dataSource.query('vacuum analyze');
  console.log(
    `Log: ${events} events, ${(bytes / events).toFixed(0)} bytes and ${(items / events).toFixed(1)} items each, with all read models.`,
  );
  return graph.build();
};
