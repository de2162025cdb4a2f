import fc from 'fast-check';
import { custodyBelief, registerCustody } from '../../test/support/custody-worlds.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { parsed } from '../../test/support/world-log.ts';
import { arbitraryWorld, type World } from '../../test/support/worlds.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { withoutClaims } from '../core/lineage/belief.ts';
import { defaultRules } from '../core/lineage/rules.ts';
import { isClassKey } from '../core/lineage/transformations.ts';
import { traceReference } from '../core/lineage/trace.ts';
import type { TraceAnswer, TraceQuestion } from '../core/lineage/answer.ts';
import { prepareEntry } from '../log/new-entry.ts';
import { LogStore } from '../log/log.store.ts';
import { readRange } from '../log/log-reader.store.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ItemProjection } from '../projections/item.projection.ts';
import { readItems, readItemsByKeys } from '../projections/item.store.ts';
import { LineageProjection } from '../projections/lineage.projection.ts';
import { readBirths } from '../projections/birth.store.ts';
import { assemble, tiersOf } from './assemble.ts';
import { startOf } from './graph.store.ts';
import { walkEdges } from './walk.store.ts';
import { patience } from '../../test/support/patience.ts';

/** Five in a hundred in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 400 : 20;

const rules = { ...defaultRules, believed: withoutClaims(custodyBelief) };
const projectors = [new ItemProjection(), new LineageProjection()];

describe('trace over SQL', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await db.database.transaction(null, registerCustody);
  });
  afterAll(() => db.drop());

  const capture = (world: World): Promise<readonly LogRecord[]> =>
    db.database.transaction(null, async (tx) => {
      const store = new LogStore(new Clock());
      for (const { owner, events } of world.captures) {
        const entries = events.map((plain) =>
          prepareEntry(parsed(plain), { owner: owner + 1, recorder: owner + 1 }),
        );
        const batch = await store.appendGroups(tx, [{ entries, rollback: false, job: null }]);
        for (const projector of projectors) await projector.apply(tx, batch.records);
      }
      return readRange(tx, 0, 10_000);
    });

  const clear = (): Promise<void> =>
    db.database.transaction(null, async (tx) => {
      await tx.query(
        'alter table log.entry disable trigger append_only; alter table log.body disable trigger append_only',
      );
      await tx.query(
        `truncate log.entry, log.body, log.event_secret, projection.item, projection.event_item, projection.event_document,
           projection.xform, projection.xform_item, projection.xedge, projection.uncounted, projection.shared_item`,
      );
      await tx.query(`update log.head set next = 0, last_record_time = '-infinity'`);
      await tx.query(
        'alter table log.entry enable trigger append_only; alter table log.body enable trigger append_only',
      );
    });

  const ask = async (tx: Transaction, question: TraceQuestion): Promise<TraceAnswer | null> => {
    const [item] = await readItemsByKeys(tx, [question.item]);
    if (item === undefined) return null;
    const { knownAt: known, at } = question;
    const start = await startOf(tx, { item, known, at });
    const walked = {
      start,
      direction: question.direction,
      known: question.knownAt,
      at: question.at,
      depth: question.depth,
    };
    const graph = assemble(await walkEdges(tx, walked), walked);
    const ids = [...graph.distances.keys()];
    const keys = new Map((await readItems(tx, ids)).map(({ id, key }) => [id, key]));
    const { births, corrected } = await readBirths(tx, ids, {
      known: question.knownAt,
      at: question.at,
    });
    const tiers = tiersOf(graph, new Map([...births].map(([id, { owner }]) => [id, owner])));
    const key = (id: number): string => keys.get(id) ?? '';
    const by = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    const nodes = [...graph.distances]
      .map(([id, distance]) => ({
        key: key(id),
        distance,
        tier: tiers.get(id) ?? 0,
        birth: births.get(id)?.position ?? null,
        madeBy: births.get(id)?.owner ?? null,
        corrected: corrected.has(id),
        more: graph.cut.has(id),
      }))
      .toSorted((a, b) => a.distance - b.distance || by(a.key, b.key));
    const ofNothing = new Set([...graph.ofNothing].map(key));
    return {
      carriers: [...graph.packing.carriers].map(key).toSorted(),
      nodes,
      links: graph.links
        .map(({ from, to, kind, steps }) => ({ from: key(from), to: key(to), kind, steps }))
        .toSorted((a, b) => by(a.from, b.from) || by(a.to, b.to) || by(a.kind, b.kind)),
      gaps: nodes
        .flatMap((node): TraceAnswer['gaps'] =>
          isClassKey(node.key)
            ? [{ reason: 'NO_LOT', key: node.key }]
            : node.birth === null || ofNothing.has(node.key)
              ? [{ reason: 'ORIGIN_NOT_RECORDED', key: node.key }]
              : [],
        )
        .toSorted((a, b) => by(a.key, b.key)),
    };
  };

  const positionsOf = (records: readonly LogRecord[]): readonly number[] => [
    ...new Set(records.map(({ knownFrom }) => knownFrom)),
  ];

  it(
    'equals the reference, both ways, at every position, with a time and with a limit',
    async () => {
      let [worlds, nonTrivial, questions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(arbitraryWorld(), fc.nat(20), async (world, pick) => {
          await clear();
          const records = await capture(world);
          worlds += 1;
          let links = 0;
          const times = records.map(({ event }) => event.time.instant);
          const named = new Set(records.flatMap(({ event }) => event.items.map(({ key }) => key)));
          const wanted = world.items
            .filter((item) => named.has(item))
            .flatMap((item) =>
              (['BACK', 'FORWARD'] as const).flatMap((direction) => [
                ...positionsOf(records).map((knownAt) => ({
                  item,
                  direction,
                  knownAt,
                  at: null,
                  depth: 50,
                })),
                {
                  item,
                  direction,
                  knownAt: records.length - 1,
                  at: times[pick % times.length] ?? null,
                  depth: 50,
                },
                { item, direction, knownAt: records.length - 1, at: null, depth: 1 + (pick % 3) },
              ]),
            );
          await db.database.read(null, async (tx) => {
            for (const question of wanted) {
              const expected = traceReference(records, question, rules);
              const answer = await ask(tx, question);
              if (answer === null) continue;
              links = Math.max(links, expected.links.length);
              questions += 1;
              expect({ question, answer }).toEqual({ question, answer: expected });
            }
          });
          if (links >= 3) nonTrivial += 1;
        }),
        { seed: 20260301, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}, questions ${questions}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
    },
    patience(600_000),
  );
});
