import { describe, expect, test } from '@jest/globals';
import { event, log, lot, piece, sscc } from '../../../test/support/events.ts';
import type { LineInput, Told } from '../../../test/support/events.ts';
import { containersAt, contentsAt, contentsEver, loadsOf } from './containment.ts';
import type { Load } from './containment.ts';
import { concerns, journeyOf } from './state.ts';

const [PAL, CASE, SHIP] = [sscc(1), sscc(2), sscc(3)];
const [A, B] = [lot('A'), lot('B')];
const S = piece('1');
let count = 0;
const act = (
  action: 'ADD' | 'DELETE' | 'OBSERVE',
  hour: number,
  parent: string,
  children: readonly (string | LineInput)[],
): Told => {
  count += 1;
  return {
    owner: 1,
    key: `event ${count}`,
    event: event({
      type: 'AggregationEvent',
      action,
      time: time(hour),
      items: { PARENT: [parent], CHILD: children },
    }),
  };
};
const fixed = (told: Told): Told => ({
  ...told,
  event: { ...told.event, type: 'AssociationEvent' },
});
const time = (hour: number): string => `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`;
const instant = (hour: number): string => time(hour).replace('Z', '.000000Z');
const loads = (told: readonly Told[]): readonly Load[] => loadsOf(log(told));
const inPal = (told: readonly Told[], hour: number): readonly string[] =>
  contentsAt(PAL, instant(hour), loads(told)).map(
    ({ load }) => `${load.child.split('/').at(-1)} ${load.amount?.value ?? '?'}`,
  );
const kg = (key: string, quantity: string): LineInput => ({ key, quantity });

describe('containment', () => {
  test('rule 11: packed at t is inside at t, unpacked at t is not', () => {
    const told = [act('ADD', 8, PAL, [S]), act('DELETE', 10, PAL, [S])];
    expect([7, 8, 9, 10].map((hour) => inPal(told, hour).length)).toEqual([0, 1, 1, 0]);
  });

  test('rule 11: item in case on pallet in container, each within its own time', () => {
    const told = [
      act('ADD', 8, CASE, [S]),
      act('ADD', 9, PAL, [CASE]),
      act('ADD', 10, SHIP, [PAL]),
      act('DELETE', 12, CASE, [S]),
    ];
    const levels = contentsAt(SHIP, instant(11), loads(told)).map(({ load, level }) => [
      load.child,
      level,
    ]);
    expect(levels).toEqual([
      [PAL, 1],
      [CASE, 2],
      [S, 3],
    ]);
    expect(containersAt(S, instant(11), loads(told))).toEqual([[CASE, PAL, SHIP]]);
    expect(contentsAt(SHIP, instant(12), loads(told))).toHaveLength(2);
  });

  test('rule 12: a reused container keeps its loads apart; rule 38: without a time all of them', () => {
    const told = [
      act('ADD', 8, PAL, [kg(A, '5')]),
      act('DELETE', 9, PAL, []),
      act('ADD', 10, PAL, [kg(B, '7')]),
    ];
    expect(inPal(told, 8)).toEqual(['A 5']);
    expect(inPal(told, 9)).toEqual([]);
    expect(inPal(told, 10)).toEqual(['B 7']);
    expect(contentsEver(PAL, loads(told)).map(({ load }) => load.child)).toEqual([A, B]);
  });

  test('rule 38: of a case only what lay in it while it was on the pallet', () => {
    const told = [
      act('ADD', 8, CASE, [kg(A, '5')]),
      act('DELETE', 9, CASE, []),
      act('ADD', 10, PAL, [CASE]),
      act('ADD', 11, CASE, [kg(B, '5')]),
    ];
    expect(contentsEver(PAL, loads(told)).map(({ load }) => load.child)).toEqual([CASE, B]);
  });

  test('rule 11: a part of a lot is taken out, the oldest load first', () => {
    const told = [
      act('ADD', 8, PAL, [kg(A, '5')]),
      act('ADD', 9, PAL, [kg(A, '5')]),
      act('DELETE', 10, PAL, [kg(A, '7')]),
    ];
    expect(inPal(told, 9)).toEqual(['A 5', 'A 2', 'A 3']);
    expect(inPal(told, 10)).toEqual(['A 3']);
  });

  test('rule 16: a part in another unit of mass is the same part', () => {
    const told = [
      act('ADD', 8, PAL, [kg(A, '2000')]),
      act('DELETE', 9, PAL, [{ key: A, quantity: '1.5', unit: 'TNE' }]),
    ];
    expect(inPal(told, 9)).toEqual(['A 500']);
  });

  test('rule 9: a late unpacking gives the same loads as one in time', () => {
    const told = [
      act('ADD', 8, PAL, [kg(A, '5')]),
      act('DELETE', 9, PAL, []),
      act('ADD', 10, PAL, [kg(B, '7')]),
    ];
    const late = [told[0], told[2], told[1]].flatMap((one) => one ?? []);
    expect(inPal(late, 11)).toEqual(inPal(told, 11));
  });

  test('rule 11: a single thing lies in one place; OBSERVE moves nothing', () => {
    const told = [act('ADD', 8, PAL, [S]), act('ADD', 9, CASE, [S]), act('OBSERVE', 10, PAL, [S])];
    expect(inPal(told, 10)).toEqual([]);
    expect(containersAt(S, instant(10), loads(told))).toEqual([[CASE]]);
  });

  test('rule 15: what is fixed is not unpacked with the rest, nor counted as contents', () => {
    const told = [
      fixed(act('ADD', 8, PAL, [piece('9')])),
      act('ADD', 8, PAL, [S]),
      act('DELETE', 9, PAL, []),
    ];
    expect(inPal(told, 8)).toEqual(['1 1']);
    expect(loads(told).find((load) => load.kind === 'FIXED')?.until).toBe(null);
  });

  test('rule 12: events of a container before loading and after unloading do not concern the item', () => {
    const seen = (hour: number, key: string): Told => ({
      owner: 1,
      key,
      event: event({
        type: 'ObjectEvent',
        action: 'OBSERVE',
        time: time(hour),
        step: 'inspecting',
        items: { ITEM: [PAL] },
      }),
    });
    const told = [
      seen(7, 'before'),
      act('ADD', 8, PAL, [S]),
      seen(9, 'inside'),
      act('DELETE', 10, PAL, [S]),
      seen(11, 'after'),
    ];
    const records = log(told);
    const keys = journeyOf(S, records).map((record) => record.eventKey);
    expect(keys).toContain('inside');
    expect(keys).not.toContain('before');
    expect(keys).not.toContain('after');
    expect(records.filter((record) => concerns(record, S, loadsOf(records)))).toHaveLength(3);
  });

  test('rule 22: a container packed into itself ends', () => {
    const told = [act('ADD', 8, PAL, [CASE]), act('ADD', 9, CASE, [PAL])];
    expect(contentsAt(PAL, instant(10), loads(told)).map(({ load }) => load.child)).toEqual([
      CASE,
      PAL,
    ]);
    expect(containersAt(PAL, instant(10), loads(told))).toHaveLength(1);
  });
});
