import fc from 'fast-check';
import { custodyBelief, custodyWorld, registerCustody } from '../../test/support/custody-worlds.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { patience } from '../../test/support/patience.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { doubtKinds, doubtsOf } from '../core/lineage/belief.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import type { NewEntry } from '../log/entry.ts';
import { prepareEntry } from '../log/new-entry.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from './believed.ts';

/** A twentieth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 1_000 : 50;

/** Every line that stands, with the doubt in it. */
const kept = async (tx: Transaction, known: number): Promise<readonly string[]> => {
  const rows = await tx.query<{ text: string }>(
    `select concat_ws(' ', l.position, l.line, 'COUNTS') as text from projection.event_item l where ${believed('l', '$1')}
     union all
     select concat_ws(' ', u.position, u.line, ($2::text[])[u.doubt + 1]) from projection.uncounted u where ${believed('u', '$1')}`,
    [known, doubtKinds],
  );
  return rows.map(({ text }) => text).toSorted();
};

const expected = (records: readonly LogRecord[], known: number): readonly string[] =>
  [...doubtsOf(knowledgeAt(records, known).believed, custodyBelief)]
    .flatMap(([{ position, event }, doubts]) =>
      event.items.map((_, line) => `${position} ${line} ${doubts.get(line) ?? 'COUNTS'}`),
    )
    .toSorted();

/** Which event another organisation tells too, and when that comes in. */
const twins = fc.array(
  fc.record({ pick: fc.nat(40), owner: fc.integer({ min: 1, max: 3 }), at: fc.nat(40) }),
  { maxLength: 6 },
);
type Twin = typeof twins extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

/** The same batches with events that are told twice, equal in all but who tells them. */
const toldTwice = (
  batches: readonly (readonly NewEntry[])[],
  told: readonly Twin[],
): readonly (readonly NewEntry[])[] => {
  const entries = batches.flat();
  const all = [...batches];
  for (const { pick, owner, at } of told) {
    const one = entries[pick % Math.max(1, entries.length)];
    if (one === undefined || one.owner === owner) continue;
    all.splice(at % (all.length + 1), 0, [prepareEntry(one.event, { owner, recorder: owner })]);
  }
  return all;
};

describe('what is believed, kept by the log', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it(
    'is what the reference judges, as known at every position',
    async () => {
      let [worlds, doubted, changed, positions, twice] = [0, 0, 0, 0, 0];
      await fc.assert(
        fc.asyncProperty(custodyWorld, twins, ({ batches }, told) =>
          undoneIn(db, async (tx) => {
            await registerCustody(tx);
            const records = await capturePacking(tx, toldTwice(batches, told));
            const doubts = new Map<string, string>();
            let [inDoubt, turned] = [false, false];
            for (const known of new Set(records.map(({ knownFrom }) => knownFrom))) {
              const wanted = expected(records, known);
              expect({ known, lines: await kept(tx, known) }).toEqual({ known, lines: wanted });
              for (const text of wanted) {
                const [position, line, doubt = ''] = text.split(' ');
                const before = doubts.get(`${position} ${line}`);
                turned ||= before !== undefined && before !== doubt;
                inDoubt ||= doubt !== 'COUNTS';
                doubts.set(`${position} ${line}`, doubt);
              }
              positions += 1;
            }
            worlds += 1;
            if ([...doubts.values()].includes('TOLD_TWICE')) twice += 1;
            if (inDoubt) doubted += 1;
            if (turned) changed += 1;
          }),
        ),
        { seed: 20_261_150, numRuns: runs, endOnFailure: true },
      );
      console.log(
        `worlds ${worlds}, non-trivial ${doubted}, with lines that changed ${changed}, told twice ${twice}, positions ${positions}`,
      );
      expect(doubted).toBeGreaterThan(worlds / 3);
      expect(changed).toBeGreaterThan(worlds / 5);
      expect(twice).toBeGreaterThan(worlds / 5);
    },
    patience(600_000),
  );
});
