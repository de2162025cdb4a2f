import type { Bench } from './bench.ts';
import { askThreads } from './p5-thread.ts';
import { loadWorld, openRecorder, recorder, rooms, type World, type WorldMark } from './world.ts';

/** Events below which a tenth of the log holds no whole season. */
const TENTH_MIN = 6_000;

const readMark = async ({ database }: Bench): Promise<WorldMark | null> => {
  await database.dataSource.query(
    'create table if not exists public.bench_world (mark text not null)',
  );
  const rows = await database.read(null, (tx) =>
    tx.query<{ mark: string }>('select mark from public.bench_world'),
  );
  return rows[0] === undefined ? null : (JSON.parse(rows[0].mark) as WorldMark);
};

const writeMark = async ({ database }: Bench, mark: WorldMark): Promise<void> => {
  await database.dataSource.query('delete from public.bench_world');
  await database.dataSource.query('insert into public.bench_world (mark) values ($1)', [
    JSON.stringify(mark),
  ]);
};

const analyze = ({ database }: Bench): Promise<unknown> =>
  database.dataSource.query('vacuum analyze');

/** Loads the world, and asks once on the way, when a tenth of it is there. */
const filled = async (bench: Bench, world: Omit<World, 'seasons'>): Promise<WorldMark> => {
  const { seed, events, viewer } = world;
  let tenth: Readonly<Record<string, number>> = {};
  const at = Math.max(TENTH_MIN, Math.ceil(events / 10));
  const started = performance.now();
  const seasons = await loadWorld({
    world,
    pause: {
      at,
      run: async (whole) => {
        await analyze(bench);
        tenth = { ...(await askThreads(world, whole)).middle, at };
      },
    },
  });
  const rate = Math.round((1_000 * events) / (performance.now() - started));
  await analyze(bench);
  console.log(`World: ${events} events, ${seasons.length} whole seasons, loaded at ${rate}/s.`);
  return { seed, events, organisation: viewer.organisation ?? 0, seasons, tenth };
};

/** Runs work on a generated world in the log: the one that a kept database holds, or a new one. */
export const withWorld = async (
  bench: Bench,
  work: (world: World, tenth: Readonly<Record<string, number>>) => Promise<void>,
): Promise<void> => {
  const { seed, events } = bench;
  const kept = await readMark(bench);
  if (kept !== null && (kept.seed !== seed || kept.events !== events))
    throw new Error(
      `the kept database holds ${kept.events} events of seed ${kept.seed}: ask for those, or keep another folder`,
    );
  const app = await rooms(bench);
  try {
    const viewer = recorder(kept?.organisation ?? (await openRecorder(app)));
    const mark = kept ?? (await filled(bench, { ...bench, app, viewer }));
    if (kept === null) await writeMark(bench, mark);
    await work({ ...bench, app, viewer, seasons: mark.seasons }, mark.tenth);
  } finally {
    await app.close();
  }
};
