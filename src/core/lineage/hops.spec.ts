import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lot, sscc } from '../../../test/support/events.ts';
import { handOverLog } from '../../../test/support/hand-overs.ts';
import type { HandOverAct } from '../../../test/support/hand-overs.ts';
import { noFacts } from './facts.ts';
import { hopsOf } from './hops.ts';

interface ExpectedHop {
  readonly shipment: string | null;
  readonly status: string;
  readonly receipts: readonly string[];
  readonly lines: readonly {
    readonly item: string;
    readonly container: string | null;
    readonly shipped: string | null;
    readonly received: string | null;
  }[];
}
interface HopCase {
  readonly title: string;
  readonly events: readonly HandOverAct[];
  readonly hops: readonly ExpectedHop[];
}

const keys: Readonly<Record<string, string>> = {
  A: lot('A'),
  B: lot('B'),
  PAL: sscc(7),
  BOX: sscc(8),
};
const keyOf = (item: string): string => keys[item] ?? item;
const nameOf = (key: string | null): string | null =>
  Object.keys(keys).find((name) => keys[name] === key) ?? key;

/** The same list in another order, the same for the same number. */
const shuffled = <T>(list: readonly T[], seed: number): readonly T[] =>
  list
    .map((item, index) => ({ item, rank: ((index + 1) * 7919 * (seed + 3)) % 101 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);

const answer = (acts: readonly HandOverAct[]): readonly ExpectedHop[] =>
  hopsOf(handOverLog(acts, keyOf), noFacts).map((hop) => ({
    shipment: hop.shipping?.eventKey ?? null,
    status: hop.status,
    receipts: hop.receivings.map((record) => record.eventKey),
    lines: hop.lines.map((line) => ({
      item: nameOf(line.item) ?? '',
      container: nameOf(line.container),
      shipped: line.shipped?.value ?? null,
      received: line.received?.value ?? null,
    })),
  }));

const check = ({ events, hops }: HopCase): void => {
  for (let seed = 0; seed < 20; seed += 1) {
    expect(answer(shuffled(events, seed))).toEqual(hops);
  }
};

const at = (day: number, hour = 8): string =>
  `2026-04-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
const item = (name: string, quantity?: string): HandOverAct['items'][number] => ({
  role: 'ITEM',
  item: name,
  ...(quantity !== undefined && { quantity }),
});
const ship = (
  id: string,
  day: number,
  items: HandOverAct['items'],
  documents: readonly string[] = [],
): HandOverAct => ({
  id,
  step: 'SHIP',
  time: at(day),
  by: 'mill',
  to: 'shop',
  items,
  documents,
});
const receive = (
  id: string,
  day: number,
  items: HandOverAct['items'],
  documents: readonly string[] = [],
): HandOverAct => ({
  id,
  step: 'RECEIVE',
  time: at(day, 17),
  by: 'shop',
  from: 'mill',
  items,
  documents,
});
const line = (
  name: string,
  shipped: string | null,
  received: string | null,
  container: string | null = null,
): ExpectedHop['lines'][number] => ({
  item: name,
  container,
  shipped,
  received,
});

const cases: readonly HopCase[] = [
  {
    title: 'three receipts answer two shipments',
    events: [
      ship('s1', 1, [item('A', '60')]),
      ship('s2', 2, [item('A', '40')]),
      receive('r1', 3, [item('A', '50')]),
      receive('r2', 4, [item('A', '30')]),
      receive('r3', 5, [item('A', '20')]),
    ],
    hops: [
      {
        shipment: 's1',
        status: 'RECEIVED',
        receipts: ['r1', 'r2'],
        lines: [line('A', '60', '60')],
      },
      {
        shipment: 's2',
        status: 'RECEIVED',
        receipts: ['r2', 'r3'],
        lines: [line('A', '40', '40')],
      },
    ],
  },
  {
    title: 'a shared document goes before age, also with several receipts',
    events: [
      ship('s1', 1, [item('A', '10')], ['N1']),
      ship('s2', 2, [item('A', '10')], ['N2']),
      receive('r1', 3, [item('A', '4')], ['N2']),
      receive('r2', 4, [item('A', '6')], ['N2']),
    ],
    hops: [
      { shipment: 's1', status: 'IN_TRANSIT', receipts: [], lines: [line('A', '10', null)] },
      {
        shipment: 's2',
        status: 'RECEIVED',
        receipts: ['r1', 'r2'],
        lines: [line('A', '10', '10')],
      },
    ],
  },
  {
    title: 'a box goes before age when no document is shared',
    events: [
      {
        id: 'p1',
        step: 'PACK',
        time: at(1, 6),
        by: 'mill',
        items: [
          { role: 'PARENT', item: 'PAL' },
          { role: 'CHILD', item: 'A', quantity: '10' },
        ],
      },
      {
        id: 'p2',
        step: 'PACK',
        time: at(1, 7),
        by: 'mill',
        items: [
          { role: 'PARENT', item: 'BOX' },
          { role: 'CHILD', item: 'A', quantity: '10' },
        ],
      },
      ship('s1', 1, [item('PAL')]),
      ship('s2', 2, [item('BOX')]),
      receive('r1', 3, [item('BOX')]),
    ],
    hops: [
      { shipment: 's1', status: 'IN_TRANSIT', receipts: [], lines: [line('A', '10', null, 'PAL')] },
      {
        shipment: 's2',
        status: 'RECEIVED',
        receipts: ['r1'],
        lines: [line('A', '10', '10', 'BOX')],
      },
    ],
  },
  {
    title: 'received and not shipped, beside something that was',
    events: [ship('s1', 1, [item('A', '10')]), receive('r1', 2, [item('A', '10'), item('B', '5')])],
    hops: [
      {
        shipment: 's1',
        status: 'OVER',
        receipts: ['r1'],
        lines: [line('A', '10', '10'), line('B', null, '5')],
      },
    ],
  },
  {
    title: 'an empty pallet is handed over as itself',
    events: [ship('s1', 1, [item('PAL')]), receive('r1', 2, [item('PAL')])],
    hops: [
      { shipment: 's1', status: 'RECEIVED', receipts: ['r1'], lines: [line('PAL', '1', '1')] },
    ],
  },
  {
    title: 'a pallet unpacked at the very time of its receipt',
    events: [
      {
        id: 'p1',
        step: 'PACK',
        time: at(1),
        by: 'mill',
        items: [
          { role: 'PARENT', item: 'PAL' },
          { role: 'CHILD', item: 'A', quantity: '10' },
        ],
      },
      ship('s1', 1, [item('PAL')]),
      receive('r1', 2, [item('PAL')]),
      {
        id: 'u1',
        step: 'UNPACK',
        time: at(2, 17),
        by: 'shop',
        items: [{ role: 'PARENT', item: 'PAL' }],
      },
    ],
    hops: [
      {
        shipment: 's1',
        status: 'RECEIVED',
        receipts: ['r1'],
        lines: [line('A', '10', '10', 'PAL')],
      },
    ],
  },
  {
    title: 'a receipt that only a full shipment could answer is unannounced',
    events: [
      ship('s1', 1, [item('A', '10')]),
      receive('r1', 2, [item('A', '10')]),
      receive('r2', 3, [item('A', '7')]),
    ],
    hops: [
      { shipment: 's1', status: 'RECEIVED', receipts: ['r1'], lines: [line('A', '10', '10')] },
      { shipment: null, status: 'UNANNOUNCED', receipts: ['r2'], lines: [line('A', null, '7')] },
    ],
  },
];

describe('hops', () => {
  test.each(cases)('rule 36: $title, in any order of arrival', check);

  test('rule 36: a shipping towards two parties is two hops', () => {
    const [first] = handOverLog([ship('s1', 1, [item('A', '10')])], keyOf);
    if (first === undefined) throw new Error('no record');
    const [to] = first.event.destinations;
    if (to === undefined) throw new Error('no destination');
    const destinations = [to, { ...to, key: 'https://parties.example/other' }];
    const hops = hopsOf([{ ...first, event: { ...first.event, destinations } }], noFacts);
    expect(hops.map((hop) => hop.to)).toEqual([
      'https://parties.example/other',
      'https://parties.example/shop',
    ]);
  });

  test('rule 36: the cases of the contract', () => {
    const path = join(import.meta.dirname, '../../../../shared/design/api-sample.json');
    if (!existsSync(path)) {
      console.info('The contract is not beside this clone: its hop cases are not run.');
      return;
    }
    const { hopCases } = JSON.parse(readFileSync(path, 'utf8')) as {
      hopCases: { cases: HopCase[] };
    };
    for (const one of hopCases.cases) check(one);
    console.info(
      `hop cases of the contract: ${hopCases.cases.length}, each in 20 orders of arrival`,
    );
  });
});
