import { describe, expect, test } from '@jest/globals';
import { lot, sscc } from '../../../test/support/events.ts';
import { handOverLog, partyKey } from '../../../test/support/hand-overs.ts';
import type { HandOverAct } from '../../../test/support/hand-overs.ts';
import { linesByItem } from './books.ts';
import { loadsOf } from './containment.ts';
import { noFacts } from './facts.ts';
import { hopsOf } from './hops.ts';
import { stagesOf, stagesOfTrace } from './on-the-way.ts';
import { traceReference } from './trace.ts';
import type { Way } from './on-the-way.ts';

const keys: Readonly<Record<string, string>> = { A: lot('A'), PAL: sscc(7), BOX: sscc(8) };
const time = (day: number): string => `2026-04-${String(day).padStart(2, '0')}T08:00:00Z`;
const instant = (day: number): string => time(day).replace('Z', '.000000Z');

/** `mill>shop 10` on a day: shipped that day, received the day after. */
const hop = (
  id: string,
  day: number,
  ends: readonly [string, string],
  item = 'A',
): readonly HandOverAct[] => [
  {
    id: `${id} sent`,
    step: 'SHIP',
    time: time(day),
    by: ends[0],
    to: ends[1],
    items: [{ role: 'ITEM', item, ...(item === 'A' && { quantity: '10' }) }],
    documents: [id],
  },
  {
    id: `${id} got`,
    step: 'RECEIVE',
    time: time(day + 1),
    by: ends[1],
    from: ends[0],
    items: [{ role: 'ITEM', item, ...(item === 'A' && { quantity: '10' }) }],
    documents: [id],
  },
];
const pack = (day: number, container: string, by = 'mill'): HandOverAct => ({
  id: `pack ${container}`,
  step: 'PACK',
  time: time(day),
  by,
  items: [
    { role: 'PARENT', item: container },
    { role: 'CHILD', item: 'A', quantity: '10' },
  ],
});

const onTheWay = (acts: readonly HandOverAct[], way: Partial<Way> = {}): readonly string[] => {
  const records = handOverLog(acts, (item) => keys[item] ?? item);
  const stages = stagesOf(
    {
      item: lot('A'),
      maker: partyKey('mill'),
      madeAt: instant(1),
      user: partyKey('shop'),
      usedAt: instant(20),
      ...way,
    },
    linesByItem(hopsOf(records, noFacts)).get(lot('A')) ?? [],
    loadsOf(records).filter(({ child }) => child === lot('A')),
  );
  return stages.map((stage) => stage.hop.shipping?.eventKey ?? 'unannounced');
};

describe('hops on the way', () => {
  test('rule 37: through every hand from the maker to the user, not to another customer', () => {
    const acts = [
      ...hop('1', 2, ['mill', 'trader']),
      ...hop('2', 4, ['trader', 'shop']),
      ...hop('3', 4, ['trader', 'other']),
    ];
    expect(onTheWay(acts)).toEqual(['1 sent', '2 sent']);
    expect(onTheWay(acts.toReversed())).toEqual(['1 sent', '2 sent']);
  });

  test('rule 37: all receipts before the use count, later ones do not', () => {
    const acts = [
      ...hop('1', 2, ['mill', 'shop']),
      ...hop('2', 4, ['mill', 'shop']),
      ...hop('3', 8, ['mill', 'shop']),
    ];
    expect(onTheWay(acts, { usedAt: instant(6) })).toEqual(['1 sent', '2 sent']);
  });

  test('rule 37: custody does not go back in time', () => {
    const acts = [...hop('1', 6, ['mill', 'trader']), ...hop('2', 2, ['trader', 'shop'])];
    expect(onTheWay(acts)).toEqual([]);
  });

  test('rule 37: a lot that came from nobody who had it from the maker is not on the way', () => {
    expect(onTheWay(hop('1', 2, ['stranger', 'shop']))).toEqual([]);
    expect(onTheWay(hop('1', 2, ['stranger', 'shop']), { maker: null })).toEqual(['1 sent']);
  });

  test("rule 37: in an unopened container only that container's hops count", () => {
    const acts = [
      pack(1, 'PAL'),
      pack(1, 'BOX'),
      ...hop('pal', 2, ['mill', 'carrier'], 'PAL'),
      ...hop('box', 2, ['mill', 'carrier'], 'BOX'),
      ...hop('on', 4, ['carrier', 'shop'], 'PAL'),
    ];
    expect(onTheWay(acts)).toEqual(['pal sent', 'on sent']);
  });

  test('rule 37: what was packed on the way came by any of the hops before', () => {
    const acts = [
      ...hop('1', 2, ['mill', 'carrier']),
      ...hop('2', 3, ['mill', 'carrier']),
      pack(5, 'PAL', 'carrier'),
      ...hop('on', 6, ['carrier', 'shop'], 'PAL'),
    ];
    expect(onTheWay(acts)).toEqual(['1 sent', '2 sent', 'on sent']);
  });

  test('rules 37, 38: what lay in a container came by the hops before that was packed, or what it lay in', () => {
    const acts = [
      ...hop('1', 2, ['mill', 'shop']),
      ...hop('2', 2, ['mill', 'other']),
      pack(4, 'BOX', 'shop'),
      ...hop('3', 5, ['mill', 'shop']),
      {
        ...pack(7, 'PAL', 'shop'),
        items: [
          { role: 'PARENT', item: 'PAL' },
          { role: 'CHILD', item: 'BOX' },
        ],
      } as const,
      ...hop('4', 9, ['mill', 'shop']),
    ];
    const names = ['mill', 'other', 'shop'];
    const facts = { ...noFacts, partyOf: (owner: number) => partyKey(names[owner - 1] ?? '') };
    const records = handOverLog(acts, (item) => keys[item] ?? item);
    const hops = hopsOf(records, facts);
    const custody = { records, hops, loads: loadsOf(records), facts };
    const stages = (item: string): readonly string[] => {
      const question = { item, direction: 'BACK', knownAt: records.length, at: null } as const;
      return stagesOfTrace(traceReference(records, { ...question, depth: 9 }), custody).map(
        (stage) => stage.hop.shipping?.eventKey ?? 'unannounced',
      );
    };
    expect(stages(sscc(8))).toEqual(['1 sent']);
    expect(stages(sscc(7))).toEqual(['1 sent', '3 sent']);
  });

  test('rule 22: goods that go to and fro end, and each hop is there once', () => {
    const acts = [
      ...hop('1', 2, ['mill', 'shop']),
      ...hop('2', 4, ['shop', 'mill']),
      ...hop('3', 6, ['mill', 'shop']),
    ];
    expect(onTheWay(acts)).toEqual(['1 sent', '2 sent', '3 sent']);
  });
});
