import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { packingContainers, packingWorld } from '../../test/support/packing-worlds.ts';
import { type Content, contentsAt, loadsOf } from '../core/lineage/containment.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readItems, readItemsByKeys } from '../projections/item.store.ts';
import type { ContentView } from './content.ts';
import { readPlaced, readPlacements } from './content.store.ts';
import { patience } from '../../test/support/patience.ts';

/** A tenth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 500 : 50;

const wordsOf = ({ load, level }: Content): string =>
  [
    level,
    load.child,
    load.parent,
    load.amount?.value,
    load.amount?.unit,
    load.since.event.time.instant,
    load.until?.event.time.instant,
  ]
    .map((word) => word ?? '-')
    .join(' ');

describe('contents of a container', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const said = async (
    tx: Transaction,
    contents: readonly ContentView[],
  ): Promise<readonly string[]> => {
    const ids = contents.flatMap(({ item, inside }) => [item, inside]);
    const keys = new Map((await readItems(tx, ids)).map(({ id, key }) => [id, key]));
    return contents.map(({ item, inside, quantity, level, since, until }) =>
      [level, keys.get(item), keys.get(inside), quantity?.value, quantity?.unit, since, until]
        .map((word) => word ?? '-')
        .join(' '),
    );
  };

  it(
    'are those of the reference at every hour, as known at every position',
    async () => {
      let [worlds, nonTrivial, questions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(packingWorld(), ({ batches }) =>
          undoneIn(db, async (tx) => {
            const records = await capturePacking(tx, batches);
            const items = await readItemsByKeys(tx, packingContainers);
            let deep = 0;
            for (const known of new Set(records.map(({ knownFrom }) => knownFrom))) {
              const loads = loadsOf(knowledgeAt(records, known).believed);
              for (const { id, key } of items) {
                const hour = 8 + ((known + id) % 9);
                const at = `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000000Z`;
                const expected = contentsAt(key, at, loads);
                const placements = await readPlacements(tx, id, { at, known });
                const found = await said(tx, await readPlaced(tx, placements));
                expect(found.toSorted()).toEqual(expected.map(wordsOf).toSorted());
                deep += expected.filter(({ level }) => level > 1).length;
                questions += 1;
              }
            }
            worlds += 1;
            if (deep > 0) nonTrivial += 1;
          }),
        ),
        { seed: 20_261_132, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}, questions ${questions}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 4);
    },
    patience(600_000),
  );
});
