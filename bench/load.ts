import { LogStore } from '../src/log/log.store.ts';
import { Clock } from '../src/platform/clock.ts';
import { ContainmentProjection } from '../src/projections/containment.projection.ts';
import { ItemProjection } from '../src/projections/item.projection.ts';
import { LineageProjection } from '../src/projections/lineage.projection.ts';
import type { Bench } from './bench.ts';
import { entriesOf } from './chain.ts';
import { progress } from './figures.ts';
import { type MemoryGraph, MemoryGraphBuilder } from './memory-graph.ts';

const BATCH = 256;

/** Fills the log as capture does, with all read models in the same transaction; answers the same lineage in memory. */
export const load = async ({ database, seed, events }: Bench): Promise<MemoryGraph> => {
  const store = new LogStore(new Clock());
  const projectors = [new ItemProjection(), new LineageProjection(), new ContainmentProjection()];
  const graph = new MemoryGraphBuilder();
  const tell = progress('load', events);
  let bytes = 0;
  let items = 0;
  for (let from = 0; from < events; from += BATCH) {
    const until = Math.min(events, from + BATCH);
    const entries = [...entriesOf(seed, from, until)];
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
