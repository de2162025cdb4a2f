import { documentOf, grouped } from '../../src/sample/generate.ts';
import { lastLotOf, seasonEvents } from '../../src/sample/generate-season.ts';
import type { GeneratedEvent } from '../../src/sample/generate-teller.ts';
import type { PartAsked } from './part-page.ts';

/** Part of a generated season: everything that was ever told of one part and of what it was made from. */
export interface SeasonChain {
  readonly asked: PartAsked;
  readonly events: number;
  /** EPCIS documents in their order, each small enough to be captured at once. */
  readonly documents: readonly string[];
}

const keysOf = (value: unknown): readonly string[] =>
  [
    ...JSON.stringify(value ?? null).matchAll(
      /"(https:\/\/id\.gs1\.org\/(?:01|00|8003|8004)\/[^"]+)"/g,
    ),
  ].map(([, key = '']) => key);

const outputsOf = (event: GeneratedEvent): readonly string[] => [
  ...keysOf(event['outputQuantityList']),
  ...keysOf(event['outputEPCList']),
];
const inputsOf = (event: GeneratedEvent): readonly string[] => [
  ...keysOf(event['inputQuantityList']),
  ...keysOf(event['inputEPCList']),
];

/** The chain of a seed: another part of another season for each, every fourth asked forward from what was harvested first. */
export const seasonChain = (seed: number): SeasonChain => {
  const events = seasonEvents(seed, 0);
  const made = events.flatMap((event) => outputsOf(event).slice(0, 1));
  // Later parts are made of thousands of others: those are for the bench.
  const target = made[Math.floor(made.length * ((seed * 0.137) % 0.7))] ?? lastLotOf(seed, 0);
  const keys = new Set([target]);
  for (const event of events.toReversed()) {
    if (outputsOf(event).some((key) => keys.has(key)))
      for (const key of inputsOf(event)) keys.add(key);
  }
  const carriers = new Set(
    events
      .filter((event) => keysOf(event).some((key) => keys.has(key)))
      .flatMap((event) => keysOf(event['parentID'])),
  );
  const concerned = events.filter((event) =>
    keysOf(event).some((key) => keys.has(key) || carriers.has(key)),
  );
  const [first = target] = concerned.flatMap(keysOf).filter((key) => keys.has(key));
  const forward = seed % 4 === 0;
  return {
    asked: { number: forward ? first : target, direction: forward ? 'FORWARD' : 'BACK' },
    events: concerned.length,
    documents: [...grouped(concerned, 250)].map(documentOf),
  };
};
