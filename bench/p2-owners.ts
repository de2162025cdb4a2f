import { OrganisationService } from '../src/access/organisation.service.ts';
import type { Viewer } from '../src/access/viewer.ts';
import { readWatermark } from '../src/log/log-reader.store.ts';
import { companies, siteOf } from '../src/sample/generate-companies.ts';
import { documentOf, grouped, worldEvents } from '../src/sample/generate.ts';
import type { GeneratedEvent } from '../src/sample/generate-teller.ts';
import { type Cost, costOf, cpuWords, type Finding, insist, median } from './figures.ts';
import { capture, recorder, type World } from './world.ts';

const GROUP = 1_024;
const EVENTS = 2 * GROUP;

/** The companies of a generated world as accounts, by their place; a kept database has them already. */
const openCompanies = async ({ app }: World): Promise<ReadonlyMap<string, Viewer>> => {
  const organisations = app.get(OrganisationService);
  const viewers = new Map<string, Viewer>();
  for (const one of Object.values(companies).flat()) {
    const { name, country, gln, prefix: companyPrefix } = one;
    const [known] = await organisations.accountsCalled(gln);
    const made =
      known ?? (await organisations.createAccount({ name, country, gln, companyPrefix }));
    const view = 'ok' in made ? (made.ok ? made.value : null) : made;
    if (view === null) throw new Error(`${name}: ${JSON.stringify(made)}`);
    viewers.set(siteOf(one), recorder(view.id));
  }
  return viewers;
};

const placeOf = ({ readPoint }: GeneratedEvent): string =>
  (readPoint as { readonly id: string }).id;

/** A document for each company, of each group of events. */
const documentsOf = (seed: number): readonly { readonly place: string; readonly text: string }[] =>
  [...grouped(worldEvents({ seed, events: EVENTS }), GROUP)].flatMap((group) => {
    const events = group.map(({ event }) => event);
    return [...new Set(events.map(placeOf))].map((place) => ({
      place,
      text: documentOf(events.filter((event) => placeOf(event) === place)),
    }));
  });

/**
 * Capture where each company records its own events, so that it is judged who may speak of what (domain rule 40), against the same documents
 * recorded by one. Adds to the log.
 */
export const measureOwners = async (world: World): Promise<Finding> => {
  const { database, rounds, postgresCpu } = world;
  const everybody = await openCompanies(world);
  const costs: Record<'one' | 'all', Cost[]> = { one: [], all: [] };
  const { position: before } = await database.read(null, readWatermark);
  let documents = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Another world for each round and recorder, and for each run on a kept log.
    const seed = world.seed + 2_000_001 + before + 2 * round;
    const send = async (given: number, by: (place: string) => Viewer): Promise<void> => {
      const all = documentsOf(given);
      documents = all.length;
      for (const { place, text } of all) await capture({ ...world, viewer: by(place) }, text);
    };
    costs.one.push(await costOf(() => send(seed, () => world.viewer), postgresCpu));
    costs.all.push(
      await costOf(
        () =>
          send(seed + 1, (place) => {
            const viewer = everybody.get(place);
            if (viewer === undefined) throw new Error(`nobody works at ${place}`);
            return viewer;
          }),
        postgresCpu,
      ),
    );
  }
  const [counts] = await database.read(null, (tx) =>
    tx.query<{ shared: string; doubted: string; waiting: string }>(
      `select (select count(*) from projection.shared_item) as shared,
         (select count(*) from projection.uncounted where known_until is null) as doubted,
         (select count(*) from projection.progress) as waiting`,
    ),
  );
  insist(Number(counts?.shared) > 0, 'OWNERS, nothing is told by several');
  insist(counts?.waiting === '0', 'OWNERS, read models behind the log');
  const line = (what: string, list: readonly Cost[]): string =>
    `${what}: ${Math.round((1_000 * EVENTS) / median(list.map(({ wall }) => wall)))}/s (${cpuWords(list, EVENTS)})`;
  const ratio = median(costs.all.map(({ wall }, round) => wall / (costs.one[round]?.wall ?? 1)));
  return {
    id: 'OWNERS',
    lines: [
      `${EVENTS} events in ${documents} documents a round; ${counts?.shared} items told of by several, ${counts?.doubted} lines not counted`,
      line('each company records its own', costs.all),
      line('one records all', costs.one),
      `by all takes ${ratio.toFixed(2)}x of by one`,
    ],
  };
};
