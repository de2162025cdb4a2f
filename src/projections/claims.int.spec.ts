import fc from 'fast-check';
import { custodyBelief, custodyWorld, registerCustody } from '../../test/support/custody-worlds.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { patience } from '../../test/support/patience.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { claimsOf } from '../core/lineage/belief.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import type { NewEntry } from '../log/entry.ts';
import { foreseenClaims } from './belief.ts';
import { readBatchClaims, readKeptClaims } from './claims.ts';

/** A twentieth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 1_000 : 50;

/** Its record when it is recorded. */
const ifRecorded = ({ owner, event, eventKey, hash }: NewEntry): LogRecord => {
  const recordTime = new Date().toISOString();
  return { position: -1, knownFrom: -1, owner, recordTime, event, eventKey, hash };
};

/** Lines that the judgement of the whole log has as claims, by position. */
const expected = (records: readonly LogRecord[]): ReadonlyMap<number, readonly number[]> => {
  const { believed } = knowledgeAt(records, records.at(-1)?.position ?? -1);
  const claims = new Map<number, number[]>();
  for (const { record, line } of claimsOf(believed, custodyBelief)) {
    const lines = claims.get(record.position) ?? [];
    claims.set(record.position, [...lines, record.event.items.indexOf(line)]);
  }
  return claims;
};

describe('what is kept as a claim', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it(
    'is foreseen, said of a batch and said of every earlier record as the whole log is judged',
    async () => {
      const seen = { worlds: 0, records: 0, claims: 0, partly: 0, became: 0 };
      await fc.assert(
        fc.asyncProperty(custodyWorld, ({ batches }) =>
          undoneIn(db, async (tx) => {
            await registerCustody(tx);
            const records: LogRecord[] = [];
            const ever = new Map<number, boolean>();
            for (const entry of batches.flat()) {
              const isDeclared = records.some(
                ({ eventKey, event }) =>
                  eventKey === entry.eventKey && event.errorDeclaration !== null,
              );
              const isEvent = entry.event.errorDeclaration === null && !isDeclared;
              const foreseen = isEvent ? await foreseenClaims(tx, ifRecorded(entry)) : [];
              records.push(...(await capturePacking(tx, [[entry]])));
              const last = records.at(-1)?.position ?? -1;
              const wanted = expected(records);
              expect({ last, foreseen }).toEqual({ last, foreseen: wanted.get(last) ?? [] });
              // Every batch of this world is in one transaction; in the log each has its own.
              const batch = await readBatchClaims({ ...tx }, last);
              expect({ last, batch: batch.get(last) ?? [] }).toEqual({ last, batch: foreseen });
              const kept = await readKeptClaims(
                tx,
                records.map(({ position }) => position),
              );
              expect(kept).toEqual(wanted);
              seen.records += 1;
              if (foreseen.length > 0) seen.claims += 1;
              if (foreseen.length > 0 && foreseen.length < entry.event.items.length)
                seen.partly += 1;
              for (const { position } of records) {
                if (ever.get(position) === true && !kept.has(position)) seen.became += 1;
                ever.set(position, kept.has(position));
              }
            }
            seen.worlds += 1;
          }),
        ),
        { seed: 20_261_151, numRuns: runs, endOnFailure: true },
      );
      console.log(
        Object.entries(seen)
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
      );
      expect(seen.claims).toBeGreaterThan(seen.worlds);
      expect(seen.partly).toBeGreaterThan(seen.worlds / 10);
      expect(seen.became).toBeGreaterThan(seen.worlds / 10);
    },
    patience(600_000),
  );
});
