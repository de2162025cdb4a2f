import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lot, sscc } from '../../../test/support/events.ts';
import { handOverLog, partyKey } from '../../../test/support/hand-overs.ts';
import type { HandOverAct } from '../../../test/support/hand-overs.ts';
import type { LogRecord } from '../epcis/event.ts';
import { booksOf } from './books.ts';
import { contentsAt, loadsOf } from './containment.ts';
import { noFacts } from './facts.ts';
import { holdingsAt } from './holdings.ts';
import { hopsOf } from './hops.ts';

const keys: Readonly<Record<string, string>> = {
  A: lot('A'),
  B: lot('B'),
  PAL: sscc(7),
  BOX: sscc(8),
};
const people = ['mill', 'carrier', 'shop'];

const quantity = fc.integer({ min: 1, max: 9 }).map((tens) => String(tens * 10));
const line = (role: 'ITEM' | 'CHILD', items: readonly string[]) =>
  fc.record({ role: fc.constant(role), item: fc.constantFrom(...items), quantity });
const times = fc
  .integer({ min: 0, max: 11 })
  .map((hour) => `2026-04-01T${String(8 + hour).padStart(2, '0')}:00:00Z`);

/** Packing, unpacking, shipping and receiving among three people, mostly at equal times. */
const arbitraryAct = fc
  .record({
    step: fc.constantFrom('PACK', 'UNPACK', 'SHIP', 'SHIP', 'RECEIVE', 'RECEIVE'),
    time: times,
    by: fc.constantFrom(...people),
    other: fc.constantFrom(...people),
    goods: fc.array(line('ITEM', ['A', 'B', 'PAL', 'BOX']), { minLength: 1, maxLength: 2 }),
    inside: fc.array(line('CHILD', ['A', 'B', 'BOX']), { minLength: 1, maxLength: 2 }),
    parent: fc.constantFrom('PAL', 'BOX'),
    documents: fc.array(fc.constantFrom('N1', 'N2'), { maxLength: 1 }),
    complete: fc.boolean(),
    all: fc.boolean(),
  })
  .map((one): Omit<HandOverAct, 'id'> => {
    const { step, time, by, other, documents } = one;
    if (step === 'SHIP') return { step, time, by, to: other, items: one.goods, documents };
    if (step === 'RECEIVE') {
      return { step, time, by, from: other, items: one.goods, documents, complete: one.complete };
    }
    const children = step === 'UNPACK' && one.all ? [] : one.inside;
    return { step, time, by, items: [{ role: 'PARENT', item: one.parent }, ...children] };
  });

/** Everything that the reference derives, by event keys instead of positions. */
const derived = (records: readonly LogRecord[]): string => {
  const facts = {
    ...noFacts,
    partyOf: (owner: number) => partyKey([...people].toSorted()[owner - 1] ?? ''),
  };
  const instants = [...new Set(records.map((record) => record.event.time.instant))].toSorted();
  const loads = loadsOf(records);
  return JSON.stringify({
    hops: hopsOf(records, facts).map((hop) => ({
      ...hop,
      shipping: hop.shipping?.eventKey,
      receivings: hop.receivings.map((record) => record.eventKey),
    })),
    contents: instants.map((instant) =>
      contentsAt(sscc(7), instant, loads).map(({ load, level }) => [
        load.child,
        load.amount,
        level,
      ]),
    ),
    books: ['A', 'B'].map((name) => booksOf(lot(name), records, facts)),
    holdings: instants.slice(-1).map((instant) =>
      holdingsAt(lot('A'), { instant, records }, facts).map((holding) => ({
        ...holding,
        since: holding.since?.eventKey,
      })),
    ),
  });
};

test('rules 9, 11, 35, 36: hops, contents, books and holdings are the same for any order of arrival', () => {
  let [worlds, nonTrivial] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(arbitraryAct, { minLength: 3, maxLength: 14 }),
      fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
      (drawn, by) => {
        const acts = [
          ...people.map((one, index) => ({ ...drawn[0], by: one, id: `first ${index}` })),
          ...drawn.map((act, index) => ({ ...act, id: `act ${index}` })),
        ] as readonly HandOverAct[];
        const shuffled = acts
          .map((act, index) => ({ act, rank: by[index % by.length] ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ act }) => act);
        const log = (list: readonly HandOverAct[]) =>
          handOverLog(list, (item) => keys[item] ?? item);
        worlds += 1;
        if (hopsOf(log(acts), noFacts).some((hop) => hop.shipping && hop.receivings.length > 0))
          nonTrivial += 1;
        expect(derived(log(shuffled))).toBe(derived(log(acts)));
      },
    ),
    { numRuns: 150 },
  );
  console.info(`worlds ${worlds}, non-trivial ${nonTrivial}`);
  expect(nonTrivial).toBeGreaterThan(10);
});
