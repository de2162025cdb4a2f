import fc from 'fast-check';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { stowedWorld } from '../../test/support/stowed-worlds.ts';
import { patience } from '../../test/support/patience.ts';
import type { TraceAnswer, TraceQuestion } from '../core/lineage/answer.ts';
import { traceReference } from '../core/lineage/trace.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ContainmentProjection } from '../projections/containment.projection.ts';
import { ItemProjection } from '../projections/item.projection.ts';
import { readItems, readItemsByKeys } from '../projections/item.store.ts';
import { LineageProjection } from '../projections/lineage.projection.ts';
import { walkAll } from './walk-all.store.ts';

/** A twentieth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 400 : 20;

/** Of an answer as much as a walk says. */
type Walked = Pick<TraceAnswer, 'links'> & {
  readonly distances: Readonly<Record<string, number>>;
  readonly more: readonly string[];
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const walkedIn = ({ nodes, links }: TraceAnswer): Walked => ({
  distances: Object.fromEntries(nodes.map(({ key, distance }) => [key, distance])),
  more: nodes.flatMap(({ key, more }) => (more ? [key] : [])).toSorted(compare),
  links,
});

describe('a trace of a container', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  const projectors = [new ItemProjection(), new ContainmentProjection(), new LineageProjection()];

  const ask = async (tx: Transaction, question: TraceQuestion): Promise<Walked | null> => {
    const [item] = await readItemsByKeys(tx, [question.item]);
    if (item === undefined) return null;
    const { knownAt: known, at, direction, depth } = question;
    const asked = { item, start: [item.id], known, at, direction, depth };
    const { graph } = await walkAll(tx, asked);
    const rows = await readItems(tx, [...graph.distances.keys()]);
    const keys = new Map(rows.map(({ id, key }) => [id, key]));
    const key = (id: number): string => keys.get(id) ?? '';
    return {
      distances: Object.fromEntries(
        [...graph.distances].map(([id, distance]) => [key(id), distance]),
      ),
      more: [...graph.cut].map(key).toSorted(compare),
      links: graph.links
        .map(({ from, to, kind, steps }) => ({ from: key(from), to: key(to), kind, steps }))
        .toSorted(
          (a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.kind, b.kind),
        ),
    };
  };

  it(
    'equals the reference, both ways, with a time, with a limit, as known at every position',
    async () => {
      let [worlds, nonTrivial, questions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(stowedWorld(), fc.nat(20), ({ batches, asked }, pick) =>
          undoneIn(db, async (tx) => {
            const records = await capturePacking(tx, batches, projectors);
            const last = records.length - 1;
            const positions = new Set(records.map(({ knownFrom }) => knownFrom));
            const at = records[pick % records.length]?.event.time.instant ?? null;
            const moments = [
              ...[...positions].map((knownAt) => ({ knownAt, at: null, depth: 50 })),
              { knownAt: last, at, depth: 50 },
              { knownAt: last, at: null, depth: 1 + (pick % 4) },
              { knownAt: last, at, depth: 1 + (pick % 3) },
            ];
            const wanted = asked.flatMap((item) =>
              moments.flatMap((moment) =>
                (['BACK', 'FORWARD'] as const).map((direction) => ({ item, direction, ...moment })),
              ),
            );
            let through = 0;
            for (const question of wanted) {
              const answer = await ask(tx, question);
              if (answer === null) continue;
              const expected = walkedIn(traceReference(records, question));
              expect({ question, answer }).toEqual({ question, answer: expected });
              const kinds = new Set(expected.links.map(({ kind }) => kind));
              if (kinds.has('PACKED_IN') && kinds.has('MADE_INTO')) through += 1;
              questions += 1;
            }
            worlds += 1;
            if (through > 0) nonTrivial += 1;
          }),
        ),
        { seed: 20_261_128, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}, questions ${questions}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
    },
    patience(600_000),
  );
});
