import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Transaction } from '../platform/transaction.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { undoneIn } from '../../test/support/packing-log.ts';
import { readStays, readStaysOfEach } from './stay.store.ts';

const [A, B, X, Y, Z] = [1, 2, 3, 4, 5];
const [PACKED, FIXED] = [1, 2];
const at = (hour: number): string => `2026-03-01T0${hour}:00:00Z`;

/** Puts something into, or onto, something else from an hour on. */
const load = (
  tx: Transaction,
  [child, parent, kind, hour]: readonly [number, number, number, number],
): Promise<unknown> =>
  tx.query(
    `insert into projection.contain (child, parent, kind, from_time, from_position, known_from)
     values ($1, $2, $3, $4, 0, 0)`,
    [child, parent, kind, at(hour)],
  );

describe('stays', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it('are those of each thing alone, however many are asked of together', () =>
    undoneIn(db, async (tx) => {
      // X is met as what A is fixed to before it is met as what Y, with B in it, lies in.
      await load(tx, [A, X, FIXED, 5]);
      await load(tx, [B, Y, PACKED, 4]);
      await load(tx, [Y, X, PACKED, 5]);
      await load(tx, [X, Z, PACKED, 6]);
      const question = 0;
      const itemsOf = (stays: readonly { readonly item: number }[]): readonly number[] =>
        [...new Set(stays.map(({ item }) => item))].toSorted((a, b) => a - b);
      expect(itemsOf((await readStays(tx, [B], question)).stays)).toEqual([B, X, Y, Z]);
      expect(itemsOf((await readStays(tx, [A, B], question)).stays)).toEqual([A, B, X, Y, Z]);
      const each = await readStaysOfEach(tx, [A, B], question);
      for (const one of [A, B]) {
        const alone = await readStays(tx, [one], question);
        expect(itemsOf(each.get(one)?.stays ?? [])).toEqual(itemsOf(alone.stays));
      }
    }));

  it('go on outwards from what a thing is fixed to and lies in at once', () =>
    undoneIn(db, async (tx) => {
      await load(tx, [A, X, FIXED, 5]);
      await load(tx, [A, X, PACKED, 5]);
      await load(tx, [X, Z, PACKED, 6]);
      const { stays } = await readStays(tx, [A], 0);
      expect(new Set(stays.map(({ item }) => item))).toEqual(new Set([A, X, Z]));
    }));
});
