import { describe, expect, test } from '@jest/globals';
import { event, harvest, log, lot, make } from '../../../test/support/events.ts';
import type { Told } from '../../../test/support/events.ts';
import { claimsOf, toldOnce, withoutClaims } from './belief.ts';
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

  test('rule 40: one event told by two organisations counts once', () => {
    const records = log([born, { ...born, owner: 2 }]);
    expect(toldOnce(records).map((record) => record.owner)).toEqual([1]);
    expect(toldOnce(records.toReversed()).map((record) => record.owner)).toEqual([1]);
  });
});
