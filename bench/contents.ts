import { epcisContextUrl } from '../src/core/epcis/namespace.ts';
import { readWatermark } from '../src/log/log-reader.store.ts';
import { readItems, readItemsByKeys } from '../src/projections/item.store.ts';
import { ContentService } from '../src/query/content.service.ts';
import { readPlacements } from '../src/query/content.store.ts';
import { ItemService } from '../src/query/item.service.ts';
import { containerKey, pieceKey } from '../src/sample/generate-companies.ts';
import { type Finding, hashOf, insist, median, p99 } from './figures.ts';
import { capture, type World } from './world.ts';

const ITEMS = 10_000;
const AT = '2026-01-02T00:00:00.000Z';
const PAGE = { first: 100, after: null, total: false } as const;

/** Contents of a container of 10,000 pieces: where all of them lie, and the first page as the service gives it, against the same items by id. */
export const measureContents = async (world: World): Promise<Finding> => {
  const { app, database, rounds, viewer, seed } = world;
  const container = containerKey(`BIG${seed}`);
  const pieces = Array.from({ length: ITEMS }, (_, index) => pieceKey(`BIG${seed}-${index}`));
  const event = {
    '@context': epcisContextUrl,
    type: 'AggregationEvent',
    eventID: `urn:throughline:bench:big:${seed}`,
    eventTime: '2026-01-01T00:00:00.000Z',
    eventTimeZoneOffset: '+00:00',
    action: 'ADD',
    bizStep: 'packing',
    parentID: container,
    childEPCs: pieces,
  };
  await capture(world, JSON.stringify(event));
  const view = (await app.get(ItemService).byKeys(viewer, [container])).get(container);
  if (view === undefined) throw new Error('the container is not there');
  const { position: known } = await database.read(null, readWatermark);
  const moment = { at: AT, known };
  const items = await database.read(null, (tx) => readItemsByKeys(tx, pieces));
  const keys = new Map(items.map(({ id, key }) => [id, key]));
  const [all, pages, byId]: [number[], number[], number[]] = [[], [], []];
  let told: readonly string[] = [];
  for (let round = 0; round < Math.max(rounds, 5); round += 1) {
    const started = performance.now();
    const found = await database.read(null, (tx) => readPlacements(tx, view.id, moment));
    const read = performance.now();
    const page = await app
      .get(ContentService)
      .contents(viewer, view, { at: AT, asKnownAt: null, page: PAGE });
    const paged = performance.now();
    await database.read(null, (tx) => readItems(tx, [...keys.keys()]));
    byId.push(performance.now() - paged);
    pages.push(paged - read);
    all.push(read - started);
    told = found.map(({ item }) => keys.get(item) ?? '');
    insist(hashOf(told) === hashOf(pieces), 'contents');
    insist(page.edges.length === PAGE.first && page.hasNextPage, 'contents, first page');
  }
  return {
    id: 'CONTENTS',
    lines: [
      `contents of a container of ${ITEMS} pieces: ${told.length} rows, answer ${hashOf(told)}`,
      `where all of them lie: p50 ${median(all).toFixed(1)} ms, p99 ${p99(all).toFixed(1)} ms`,
      `first page of ${PAGE.first}, as the service sorts and names it: p50 ${median(pages).toFixed(1)} ms, p99 ${p99(pages).toFixed(1)} ms`,
      `the same items by id: p50 ${median(byId).toFixed(1)} ms; all of them take ${(median(all) / median(byId)).toFixed(1)}x`,
    ],
  };
};
