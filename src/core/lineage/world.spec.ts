import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LogRecord } from '../epcis/event.ts';
import { recordsOf } from '../../../test/support/world-log.ts';
import { arbitraryWorld } from '../../../test/support/worlds.ts';
import type { World } from '../../../test/support/worlds.ts';
import type { TraceAnswer, TraceQuestion } from './answer.ts';
import { standingOf, knowledgeAt } from './knowledge.ts';
import { compareText } from './order.ts';
import { defaultRules } from './rules.ts';
import type { LineageRules } from './rules.ts';
import { traceReference } from './trace.ts';

/** Enough for a check; a longer run only changes this number. */
const runs = 50;

const questions = (world: World, knownAt: number): readonly TraceQuestion[] =>
  world.items.flatMap((item) =>
    (['BACK', 'FORWARD'] as const).map((direction) => ({
      item,
      direction,
      knownAt,
      at: null,
      depth: 50,
    })),
  );

const report = (worlds: number, nonTrivial: number): void =>
  console.info(`worlds ${worlds}, non-trivial ${nonTrivial}`);

/** What an answer says without naming positions, which depend on the order of arrival. */
const bare = (answer: TraceAnswer, records: readonly LogRecord[]): unknown => {
  const keyAt = (position: number | null): string =>
    position === null ? '' : `${records[position]?.owner} ${records[position]?.eventKey}`;
  return {
    nodes: answer.nodes.map((node) => ({ ...node, birth: keyAt(node.birth) })),
    links: answer.links.map((link) => ({
      ...link,
      steps: link.steps.map(keyAt).toSorted(compareText),
    })),
    gaps: answer.gaps,
  };
};

describe('random worlds', () => {
  test('rule 9: any order of arrival gives the same trace', () => {
    let [worlds, nonTrivial] = [0, 0];
    fc.assert(
      fc.property(
        arbitraryWorld(),
        fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
        (world, by) => {
          const order = world.captures
            .map((capture, index) => ({ capture, rank: by[index % by.length] ?? 0 }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ capture }) => capture);
          const [one, two] = [recordsOf(world.captures), recordsOf(order)];
          worlds += 1;
          let size = 0;
          for (const question of questions(world, one.length - 1)) {
            const answer = traceReference(one, question);
            size = Math.max(size, answer.links.length);
            const other = JSON.stringify(bare(traceReference(two, question), two));
            expect(other).toBe(JSON.stringify(bare(answer, one)));
          }
          if (size >= 3) nonTrivial += 1;
        },
      ),
      { numRuns: runs },
    );
    report(worlds, nonTrivial);
    expect(nonTrivial).toBeGreaterThan(worlds / 2);
  });

  test('rule 39: what was known at a position is what the log up to there gives', () => {
    let [worlds, nonTrivial] = [0, 0];
    fc.assert(
      fc.property(arbitraryWorld(), fc.nat(13), (world, pick) => {
        const records = recordsOf(world.captures);
        worlds += 1;
        if (records.some(({ event }) => event.errorDeclaration)) nonTrivial += 1;
        for (const { knownFrom } of records) {
          const item = world.items[pick] ?? '';
          const question = {
            item,
            direction: 'FORWARD',
            knownAt: knownFrom,
            at: null,
            depth: 50,
          } as const;
          const prefix = records.filter((record) => record.position <= knownFrom);
          expect(traceReference(prefix, question)).toEqual(traceReference(records, question));
        }
      }),
      { numRuns: runs },
    );
    report(worlds, nonTrivial);
    expect(nonTrivial).toBeGreaterThan(worlds / 4);
  });

  test('rule 24: whatever is found going back from an item is found going forward from there', () => {
    let [worlds, nonTrivial] = [0, 0];
    fc.assert(
      fc.property(arbitraryWorld(), (world) => {
        const records = recordsOf(world.captures);
        const knownAt = records.length - 1;
        worlds += 1;
        let checked = 0;
        const rest = { knownAt, at: null, depth: 50 };
        for (const item of world.items.filter((key) => !/\/01\/\d+$/.test(key))) {
          for (const origin of traceReference(records, { item, direction: 'BACK', ...rest })
            .nodes) {
            const forward = traceReference(records, {
              item: origin.key,
              direction: 'FORWARD',
              ...rest,
            });
            expect(forward.nodes.map((node) => node.key)).toContain(item);
            checked += 1;
          }
        }
        if (checked > world.items.length) nonTrivial += 1;
      }),
      { numRuns: runs },
    );
    report(worlds, nonTrivial);
    expect(nonTrivial).toBeGreaterThan(worlds / 2);
  });

  test('worlds have what they promise', () => {
    const seen = {
      equalTimes: 0,
      declaredFirst: 0,
      voided: 0,
      rings: 0,
      shared: 0,
      worlds: 0,
      events: 0,
    };
    fc.assert(
      fc.property(arbitraryWorld(), (world) => {
        const records = recordsOf(world.captures);
        const knowledge = knowledgeAt(records, records.length - 1);
        const instants = records.map(({ event }) => event.time.instant);
        seen.worlds += 1;
        seen.events += records.length;
        seen.equalTimes += instants.filter((one, index) => instants.indexOf(one) !== index).length;
        const first = knowledge.superseded.filter((record) =>
          knowledge.declarations.some(
            (one) => one.eventKey === record.eventKey && one.position < record.position,
          ),
        );
        seen.declaredFirst += first.length;
        seen.voided += knowledge.superseded.filter(
          (one) => standingOf(one, knowledge) === 'VOIDED',
        ).length;
        const processes = new Set(
          records.map(({ owner, event }) => `${event.transformationId} ${owner}`),
        );
        if ([...processes].filter((one) => one.startsWith('urn:example:run:1')).length > 1)
          seen.shared += 1;
        const links = world.items.flatMap(
          (item) =>
            traceReference(records, {
              item,
              direction: 'BACK',
              knownAt: records.length - 1,
              at: null,
              depth: 50,
            }).links,
        );
        if (links.some((one) => links.some((two) => one.from === two.to && one.to === two.from)))
          seen.rings += 1;
      }),
      { numRuns: runs },
    );
    console.info(JSON.stringify(seen));
    expect(seen.equalTimes / seen.events).toBeGreaterThan(0.2);
    for (const count of [seen.declaredFirst, seen.voided, seen.rings, seen.shared])
      expect(count).toBeGreaterThan(2);
  });
});

const planted: Readonly<Record<string, LineageRules>> = {
  'equal times do not feed': {
    ...defaultRules,
    feeds: (source, use, makers) =>
      source.instant < use.instant || makers.every((maker) => maker.instant > use.instant),
  },
  'a wrong clock cuts the trace': {
    ...defaultRules,
    feeds: (source, use) => source.instant <= use.instant,
  },
  'time is ignored': { ...defaultRules, feeds: () => true },
  'only the first input counts': {
    ...defaultRules,
    transformationsOf: (record) =>
      defaultRules
        .transformationsOf(record)
        .map((one) => ({ ...one, inputs: one.inputs.slice(0, 1) })),
  },
  'by-products are lost': {
    ...defaultRules,
    transformationsOf: (record) =>
      defaultRules
        .transformationsOf(record)
        .map((one) => ({ ...one, outputs: one.outputs.slice(0, 1) })),
  },
  'pieces are not in their lot': {
    ...defaultRules,
    transformationsOf: (record) =>
      defaultRules.transformationsOf(record).filter((one) => one.kind === 'MADE'),
  },
  'halves of a process are not joined': { ...defaultRules, processMates: (one) => [one] },
  'processes of two owners are mixed': {
    ...defaultRules,
    processMates: (one, all) =>
      one.process === null ? [one] : all.filter((other) => other.process === one.process),
  },
  'corrections are ignored': { ...defaultRules, superseded: () => false },
  'anybody can declare anything wrong': {
    ...defaultRules,
    superseded: (record, declared) =>
      [...declared].some((name) => name.endsWith(` ${record.eventKey}`)),
  },
  'a bare product joins': { ...defaultRules, joinsNothing: () => false },
};

describe('planted mistakes', () => {
  test.each(Object.keys(planted))('rule 24: seen in random worlds: %s', (name) => {
    let [worlds, caught] = [0, 0];
    fc.assert(
      fc.property(arbitraryWorld(), (world) => {
        const records = recordsOf(world.captures);
        worlds += 1;
        const differs = questions(world, records.length - 1).some((question) => {
          const wrong = traceReference(records, question, planted[name]);
          return JSON.stringify(wrong) !== JSON.stringify(traceReference(records, question));
        });
        if (differs) caught += 1;
      }),
      { numRuns: 40, seed: 952 },
    );
    console.info(`${name}: worlds ${worlds}, caught in ${caught}`);
    expect(caught).toBeGreaterThan(0);
  });
});
