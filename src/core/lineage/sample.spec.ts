import { describe, expect, test } from '@jest/globals';
import {
  nameOf,
  organisationOf,
  organisations,
  sampleFacts,
  sampleLog,
  sampleLogs,
} from '../../../test/support/sample-chain.ts';
import type { LogRecord } from '../epcis/event.ts';
import { birthOf } from './births.ts';
import { booksOf } from './books.ts';
import { contentsAt, loadsOf } from './containment.ts';
import { holdingsAt } from './holdings.ts';
import { differenceOf, hopsOf } from './hops.ts';
import { knowledgeAt, positionAt } from './knowledge.ts';
import { stagesOfTrace } from './on-the-way.ts';
import { traceReference } from './trace.ts';

const short = (key: string): string => key.split('/').at(-1) ?? key;
const keyOf = (number: string): string => {
  const lines = sampleLog.flatMap((record) => record.event.items);
  return lines.find((line) => short(line.key) === number)?.key ?? number;
};
const pallet = keyOf('09521005000099PAL7');

const believed = (
  records: readonly LogRecord[],
  knownAt = records.length - 1,
): readonly LogRecord[] => knowledgeAt(records, knownAt).believed;

const ask = (
  records: readonly LogRecord[],
  number: string,
  direction: 'BACK' | 'FORWARD' = 'BACK',
  knownAt = records.length - 1,
) => traceReference(records, { item: keyOf(number), direction, knownAt, at: null, depth: 50 });

const inEveryOrder = (check: (records: readonly LogRecord[]) => void): void => {
  for (const records of sampleLogs) check(records);
};

describe('the sample chain, in 51 orders of arrival', () => {
  test('rules 5, 13, 14, 16: where the roasted lot comes from', () => {
    inEveryOrder((records) => {
      const answer = ask(records, 'RR-0415');
      const born = (key: string): string | undefined =>
        birthOf(key, believed(records))?.line?.quantity ?? undefined;
      expect(
        answer.nodes.map((node) => [
          short(node.key),
          node.distance,
          node.tier,
          organisationOf(node.madeBy ?? 0)?.name,
          born(node.key),
          node.corrected,
        ]),
      ).toEqual([
        ['RR-0415', 0, 0, 'Rhein Roastery', '160', false],
        ['KM-0312', 1, 1, 'Kilele Mill', '800', false],
        ['A-0302', 2, 2, 'Asha Farm', '400', false],
        ['B-0302', 2, 2, 'Baraka Farm', '300', true],
        ['T-0306', 2, 2, 'Chui Traders', '300', false],
        ['D-0303', 3, 3, 'Dalili Farm', '320', false],
      ]);
      expect(answer.links.map((link) => `${short(link.from)} ${short(link.to)}`)).toEqual([
        'A-0302 KM-0312',
        'B-0302 KM-0312',
        'D-0303 T-0306',
        'T-0306 KM-0312',
        'KM-0312 RR-0415',
      ]);
      expect(answer.gaps).toEqual([]);
    });
  });

  test('rules 17, 24: what became of the harvest of the first farm, with the by-product', () => {
    inEveryOrder((records) => {
      expect(
        ask(records, 'A-0302', 'FORWARD').nodes.map((node) => [short(node.key), node.distance]),
      ).toEqual([
        ['A-0302', 0],
        ['KM-0312', 1],
        ['KH-0312', 1],
        ['RR-0415', 2],
      ]);
    });
  });

  test('rules 19, 36, 37: the six hops on the way, without the load of February and the other customer', () => {
    inEveryOrder((records) => {
      const counted = believed(records);
      const hops = hopsOf(counted, sampleFacts);
      const stages = stagesOfTrace(ask(records, 'RR-0415'), {
        records: counted,
        hops,
        loads: loadsOf(counted),
        facts: sampleFacts,
      });
      expect(
        stages.map(({ hop, line }) => [
          hop.status,
          nameOf(hop.from),
          nameOf(hop.to),
          hop.crossesBorder,
          short(line.item),
          line.container === null ? null : short(line.container),
          line.shipped?.value,
          line.received?.value,
          differenceOf(line),
          hop.documents.map((one) => one.id.split(':').at(-1)).join(' '),
          hop.disagreements.map((one) => one.kind).join(' '),
        ]),
      ).toEqual([
        [
          'RECEIVED',
          'Asha Farm',
          'Kilele Mill',
          false,
          'A-0302',
          null,
          '400',
          '400',
          '0',
          'PO-771',
          '',
        ],
        [
          'SHORT',
          'Baraka Farm',
          'Kilele Mill',
          false,
          'B-0302',
          null,
          '300',
          '290',
          '-10',
          'PO-772',
          'QUANTITY',
        ],
        [
          'RECEIVED',
          'Dalili Farm',
          'Chui Traders',
          false,
          'D-0303',
          null,
          '320',
          '320',
          '0',
          '',
          '',
        ],
        [
          'RECEIVED',
          'Chui Traders',
          'Kilele Mill',
          true,
          'T-0306',
          null,
          '300',
          '300',
          '0',
          'TOR-88',
          '',
        ],
        [
          'RECEIVED',
          'Kilele Mill',
          'Scheldt Logistics',
          true,
          'KM-0312',
          '09521005000099PAL7',
          '500',
          '500',
          '0',
          'BOL-5501 PHYTO-88',
          '',
        ],
        [
          'RECEIVED',
          'Scheldt Logistics',
          'Rhein Roastery',
          true,
          'KM-0312',
          '09521005000099PAL7',
          '500',
          '500',
          '0',
          'DA-1001',
          '',
        ],
      ]);
    });
  });

  const lines = (records: readonly LogRecord[], instant: string): readonly unknown[] =>
    contentsAt(pallet, instant, loadsOf(records)).map(({ load, level }) => [
      short(load.child),
      load.amount?.value,
      level,
      load.since.event.time.text,
      load.until?.event.time.text ?? null,
    ]);

  test('rules 11, 12: what the pallet carried in February, in March, after unpacking, and now', () => {
    inEveryOrder((records) => {
      const counted = believed(records);
      expect(lines(counted, '2026-02-15T12:00:00.000000Z')).toEqual([
        ['KM-0210', '100', 1, '2026-02-10T15:00:00.000+03:00', '2026-02-20T11:00:00.000+01:00'],
      ]);
      expect(lines(counted, '2026-03-20T12:00:00.000000Z')).toEqual([
        ['KM-0312', '500', 1, '2026-03-14T09:00:00.000+03:00', '2026-04-13T15:00:00.000+02:00'],
      ]);
      expect(lines(counted, '2026-04-14T12:00:00.000000Z')).toEqual([]);
      expect(lines(counted, '2026-04-17T12:00:00.000000Z')).toEqual([
        ['RR-0415', '160', 1, '2026-04-16T09:00:00.000+02:00', null],
      ]);
    });
  });

  test('rule 39: as known before the late unpacking, both loads lie on the pallet', () => {
    const records = sampleLog;
    const knownAt = positionAt(records, '2026-04-18T00:00:00.000Z');
    expect(lines(believed(records, knownAt), '2026-04-17T12:00:00.000000Z')).toEqual([
      ['KM-0312', '500', 1, '2026-03-14T09:00:00.000+03:00', null],
      ['RR-0415', '160', 1, '2026-04-16T09:00:00.000+02:00', null],
    ]);
  });

  test('rules 5, 39: the corrected harvest, as known before and now', () => {
    const records = sampleLog;
    const then = positionAt(records, '2026-03-05T00:00:00.000Z');
    const state = (knownAt: number): unknown => [
      birthOf(keyOf('B-0302'), believed(records, knownAt))?.line?.quantity,
      ask(records, 'B-0302', 'BACK', knownAt).nodes[0]?.corrected,
    ];
    expect([state(then), state(records.length - 1)]).toEqual([
      ['350', false],
      ['300', true],
    ]);
  });

  test('rules 16, 46: the books of the corrected harvest, the mill lot, its husk and the roasted lot', () => {
    inEveryOrder((records) => {
      const books = (number: string): unknown =>
        booksOf(keyOf(number), believed(records), sampleFacts);
      const none = {
        unit: 'KGM',
        adjusted: '0',
        sold: '0',
        destroyed: '0',
        inTransit: '0',
        onHand: '0',
        unaccounted: '0',
        used: '0',
      };
      expect(books('A-0302')).toEqual({ ...none, made: '400', used: '400' });
      expect(books('B-0302')).toEqual({ ...none, made: '300', used: '290', unaccounted: '10' });
      expect(books('KM-0312')).toEqual({
        ...none,
        made: '800',
        used: '200',
        inTransit: '300',
        onHand: '300',
      });
      expect(books('KH-0312')).toEqual({ ...none, made: '180', onHand: '180' });
      expect(books('RR-0415')).toEqual({ ...none, made: '160', onHand: '160' });
    });
  });

  test('rule 35: the mill lot in several hands: packed, on its way, and now', () => {
    const hands = (
      records: readonly LogRecord[],
      number: string,
      instant: string,
    ): readonly unknown[] =>
      holdingsAt(keyOf(number), { instant, records: believed(records) }, sampleFacts).map(
        (holding) => [
          nameOf(holding.holder),
          organisations.find((one) => one.site?.uri === holding.site)?.site?.name ?? null,
          holding.container === null ? null : short(holding.container),
          holding.amount?.value,
          holding.status,
        ],
      );
    inEveryOrder((records) => {
      const [unit, pal] = ['095210050000000020', '09521005000099PAL7'];
      expect(hands(records, 'KM-0312', '2026-03-14T12:00:00.000000Z')).toEqual([
        ['Kilele Mill', 'Kilele Mill, Thika', unit, '300', 'ON_HAND'],
        ['Kilele Mill', 'Kilele Mill, Thika', pal, '500', 'ON_HAND'],
      ]);
      expect(hands(records, 'KM-0312', '2026-03-20T12:00:00.000000Z')).toEqual([
        ['Scheldt Logistics', null, unit, '300', 'IN_TRANSIT'],
        ['Scheldt Logistics', null, pal, '500', 'IN_TRANSIT'],
      ]);
      expect(hands(records, 'KM-0312', '2026-05-01T12:00:00.000000Z')).toEqual([
        ['Rhein Roastery', 'Rhein Roastery, Cologne', null, '300', 'ON_HAND'],
        ['Canal Coffee', null, unit, '300', 'IN_TRANSIT'],
      ]);
      expect(hands(records, 'RR-0415', '2026-05-01T12:00:00.000000Z')).toEqual([
        ['Rhein Roastery', 'Rhein Roastery, Cologne', pal, '160', 'ON_HAND'],
      ]);
    });
  });
});
