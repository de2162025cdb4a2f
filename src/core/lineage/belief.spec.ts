import { describe, expect, test } from '@jest/globals';
import { event, harvest, log, lot, make } from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import { claimsOf, withoutClaims } from './belief.ts';
import { noFacts } from './facts.ts';
import type { CustodyFacts } from './facts.ts';
import { defaultRules } from './rules.ts';
import { traceReference } from './trace.ts';

const party = (owner: number): string => `https://parties.example/${owner}`;
const [A, B] = [lot('A'), lot('B')];
const facts: CustodyFacts = {
  ...noFacts,
  partyOf: party,
  issuerOf: (item) => (item === A ? party(1) : null),
};
const handOver = (
  key: string,
  day: number,
  step: 'shipping' | 'receiving',
  ends: readonly [number, number],
): Told => ({
  owner: step === 'shipping' ? ends[0] : ends[1],
  key,
  event: event({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    step,
    time: `2026-03-0${day}T08:00:00Z`,
    items: { ITEM: [A] },
    from: party(ends[0]),
    to: party(ends[1]),
  }),
});
const use = (owner: number, day: number): Told =>
  make(owner, `use ${owner}`, `2026-03-0${day}T08:00:00Z`, { from: [A], into: [B] });
const claims = (told: readonly Told[]): readonly string[] => [
  ...new Set(claimsOf(log(told), facts).map((claim) => claim.record.eventKey)),
];

describe('belief', () => {
  const born = harvest(1, 'born', '2026-03-01T08:00:00Z', A);

  test('rule 40: the issuer is believed, and whoever it names, and whom they name', () => {
    const told = [
      born,
      handOver('sent', 2, 'shipping', [1, 2]),
      handOver('got', 3, 'receiving', [1, 2]),
      handOver('passed on', 4, 'shipping', [2, 3]),
      use(3, 5),
    ];
    expect(claims(told)).toEqual([]);
    expect(claims(told.toReversed())).toEqual([]);
  });

  test('rule 40: a stranger only claims, in any order of arrival', () => {
    expect(claims([born, use(4, 2)])).toEqual(['use 4']);
    expect(claims([use(4, 2), born])).toEqual(['use 4']);
  });

  test('rule 40: a stranger names nobody into belief', () => {
    expect(claims([born, handOver('guess', 2, 'shipping', [4, 5]), use(5, 3)])).toEqual([
      'guess',
      'use 5',
    ]);
  });

  test('rule 40: custody must have been had by then', () => {
    expect(claims([born, use(2, 2), handOver('sent', 3, 'shipping', [1, 2])])).toEqual(['use 2']);
  });

  test('rule 40: the first holder is believed while the issuer has recorded nothing', () => {
    const told = [handOver('got', 3, 'receiving', [1, 2]), use(2, 4)];
    expect(claims(told)).toEqual([]);
    expect(claims([...told, born])).toEqual(['got', 'use 2']);
  });

  test('rule 40: a trace leaves claims out when it is told to; by default everything counts', () => {
    const records = log([born, use(4, 2)]);
    const question = { item: A, direction: 'FORWARD', knownAt: 1, at: null, depth: 5 } as const;
    expect(traceReference(records, question).nodes).toHaveLength(2);
    const rules = { ...defaultRules, believed: withoutClaims(facts) };
    expect(traceReference(records, question, rules).nodes).toHaveLength(1);
  });

  test('rule 40: one event told by two organisations counts once, for the first who is believed', () => {
    const counted = (told: readonly Told[]): readonly number[] =>
      withoutClaims(facts)(log(told)).map((record) => record.owner);
    const sent = handOver('sent', 2, 'shipping', [1, 2]);
    const copied = { ...sent, owner: 2 };
    expect(counted([born, sent, copied])).toEqual([1, 1]);
    expect(counted([copied, sent, born])).toEqual([1, 1]);
    expect(counted([{ ...born, owner: 2 }, born])).toEqual([1]);
  });

  test('rules 11, 40: whoever a carried container is handed to may speak of what lies in it', () => {
    const box = 'urn:example:box';
    const pack = (owner: number, day: number, action: 'ADD' | 'DELETE'): Told => ({
      owner,
      key: `${action} ${owner} ${day}`,
      event: event({
        type: 'AggregationEvent',
        action,
        time: `2026-03-0${day}T08:00:00Z`,
        items: { PARENT: [box], CHILD: [A] },
      }),
    });
    const carried = { ...handOver('sent', 3, 'shipping', [1, 2]) };
    const sent: Told = {
      ...carried,
      event: {
        ...carried.event,
        items: event({ type: 'ObjectEvent', time: '2026-03-03T08:00:00Z', items: { ITEM: [box] } })
          .items,
      },
    };
    expect(claims([born, pack(1, 2, 'ADD'), sent, pack(2, 4, 'DELETE'), use(2, 5)])).toEqual([]);
    expect(claims([born, pack(1, 4, 'ADD'), sent, use(2, 5)])).toEqual(['use 2']);
    // A stranger's unpacking takes nothing out.
    const told = [born, pack(1, 2, 'ADD'), pack(4, 2, 'DELETE'), sent, use(2, 5)];
    expect(claims(told)).toEqual(['DELETE 4 2']);
  });
});
