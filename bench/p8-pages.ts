import { type EventFilter, readEventPage } from '../src/log/event-page.store.ts';
import { readWatermark } from '../src/log/log-reader.store.ts';
import type { Transaction } from '../src/platform/transaction.ts';
import { readPositionsOf } from '../src/query/item.store.ts';
import { companies, siteOf } from '../src/sample/generate-companies.ts';
import { type Cost, costOf, type Finding, hashOf, insist, median } from './figures.ts';
import { askedOf } from './world-figures.ts';
import type { World } from './world.ts';

const PAGE = 100;
/** Pages of a round: CPU is told in hundredths of a second. */
const PAGES = 60;

/** A page by a filter, and the same rows by the plainest SQL, which reads the whole log. */
interface Asked {
  readonly name: string;
  readonly filter: EventFilter;
  /** SQL on `log.entry e` that no index serves. */
  readonly plain: string;
}

const place = siteOf(companies.makers[0]);

const questions = (
  positions: readonly number[],
  [from, until]: readonly [string, string],
): readonly Asked[] => [
  {
    name: 'a time',
    filter: { from, until },
    plain: `e.event_time + interval '0' >= '${from}' and e.event_time + interval '0' < '${until}'`,
  },
  {
    name: 'a place',
    filter: { locations: [place] },
    plain: `e.biz_location || '' = '${place}'`,
  },
  {
    name: 'a place and a step',
    filter: { locations: [place], steps: ['RECEIVE'] },
    plain: `e.biz_location || '' = '${place}' and e.biz_step = 'receiving'`,
  },
  {
    name: 'an item',
    filter: { within: [positions] },
    plain: `e.position + 0 in (${positions.join(',') || -1})`,
  },
];

/** Positions by the whole log, newest first. */
const plainly = async (
  tx: Transaction,
  { plain }: Asked,
  known: number,
): Promise<readonly number[]> => {
  const rows = await tx.query<{ position: string }>(
    `select e.position from log.entry e left join (
       select distinct event_key, owner from log.entry where declaration_time is not null and known_from <= $1) d
       on d.event_key = e.event_key and d.owner = e.owner
     where ${plain} and e.declaration_time is null and d.event_key is null and e.position <= $1
     order by e.event_time desc, e.position desc limit ${PAGE}`,
    [known],
  );
  return rows.map(({ position }) => Number(position));
};

const cpuOf = ({ own, postgres }: Cost): number => own + (postgres ?? 0);

/** P8: a page of 100 by filters, newest first, against 100 rows by a range of the primary key: CPU of both sides. */
export const measurePages = async (world: World): Promise<Finding> => {
  const { database, rounds, postgresCpu } = world;
  const { position: known } = await database.read(null, readWatermark);
  const [one] = await askedOf(world, world.seasons, 1);
  const [positions, [times]] = await database.read(null, async (tx) => [
    await readPositionsOf(tx, [one?.item ?? -1]),
    await tx.query<{ from: string; until: string }>(
      `select to_char(t, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as from, to_char(t + interval '20 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until
       from (select min(event_time) at time zone 'UTC' + interval '20 days' as t from log.entry) first`,
    ),
  ]);
  const lines: string[] = [];
  const told: string[] = [];
  for (const asked of questions(positions, [times?.from ?? '', times?.until ?? ''])) {
    const page = (tx: Transaction) =>
      readEventPage(tx, {
        filter: asked.filter,
        order: 'TIME_DESC',
        first: PAGE,
        after: null,
        upto: known,
      });
    const range = (tx: Transaction) =>
      tx.query(
        `select e.position, to_char(e.event_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time
         from log.entry e where e.position >= $1 order by e.position limit ${PAGE}`,
        [Math.max(0, Math.floor(known / 2))],
      );
    const found = (await database.read(null, page)).map(({ position }) => position);
    const brute = await database.read(null, (tx) => plainly(tx, asked, known));
    insist(found.join() === brute.join(), `P8, page of ${asked.name}`);
    told.push(...found.map((position) => `${asked.name} ${position}`));
    const costs: Record<'page' | 'range', Cost[]> = { page: [], range: [] };
    const often = (work: (tx: Transaction) => Promise<unknown>) => async (): Promise<void> => {
      for (let time = 0; time < PAGES; time += 1) await database.read(null, work);
    };
    for (let round = 0; round < rounds; round += 1) {
      costs.page.push(await costOf(often(page), postgresCpu));
      costs.range.push(await costOf(often(range), postgresCpu));
    }
    const [slow, fast] = [median(costs.page.map(cpuOf)), median(costs.range.map(cpuOf))];
    lines.push(
      `${asked.name}: ${found.length} rows, CPU ${(slow / PAGES).toFixed(2)} ms a page, range ${(fast / PAGES).toFixed(2)} ms: ${(slow / fast).toFixed(1)}x (goal <= 3x)`,
    );
  }
  return {
    id: 'P8',
    lines: [`pages of ${PAGE} by filters: ${told.length} rows, answer ${hashOf(told)}`, ...lines],
  };
};
