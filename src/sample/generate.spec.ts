import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { EpcisEvent, LogRecord } from '../core/epcis/event.ts';
import { epcisContextUrl } from '../core/epcis/namespace.ts';
import { parseEvent } from '../core/epcis/parse.ts';
import { stepOf } from '../core/epcis/step.ts';
import { hasRightCheckDigit } from '../core/gs1/check-digit.ts';
import { toJsonValue } from '../core/json/parse.ts';
import { noFacts } from '../core/lineage/facts.ts';
import { hopsOf } from '../core/lineage/hops.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import { traceReference } from '../core/lineage/trace.ts';
import { generatedMasterData } from './generate-companies.ts';
import { lastLotOf, seasonEvents } from './generate-season.ts';
import type { GeneratedEvent } from './generate-teller.ts';
import { documentOf, grouped, worldEvents } from './generate.ts';

const read = (told: GeneratedEvent): EpcisEvent => {
  const json = toJsonValue(told);
  const event = json.ok ? parseEvent(json.value, epcisContextUrl, '') : json;
  if (!event.ok) throw new Error(JSON.stringify(event.problems));
  return event.value;
};
const recordsOf = (events: readonly EpcisEvent[]): readonly LogRecord[] =>
  events.map((event, position) => ({
    position,
    owner: 1,
    recordTime: new Date(Date.UTC(2026, 0, 1) + position).toISOString(),
    knownFrom: position,
    eventKey: event.eventId ?? '',
    hash: event.eventId ?? '',
    event,
  }));
const said = (events: number, seed: number): string =>
  [...worldEvents({ seed, events })].map(({ event }) => JSON.stringify(event)).join('\n');

describe('a generated world', () => {
  const season = seasonEvents(5, 3);
  const events = season.map(read);
  const records = recordsOf(events);

  it('is the same for the same seed, another for another, and a longer one begins as a shorter one', () => {
    expect(said(500, 1)).toBe(said(500, 1));
    expect(said(500, 2)).not.toBe(said(500, 1));
    expect(said(900, 1).startsWith(said(500, 1))).toBe(true);
  });

  it('gives every event an id and every season its own goods, whatever the seed', () => {
    const other = [...worldEvents({ seed: 5, events: 6_000 })];
    const ids = other.filter(({ event }) => !('errorDeclaration' in event));
    expect(new Set(ids.map(({ event }) => event['eventID'])).size).toBe(ids.length);
    const keysOf = (list: readonly EpcisEvent[]): ReadonlySet<string> =>
      new Set(list.flatMap(({ items }) => items.map(({ key }) => key)));
    const mine = keysOf(events);
    for (const [seed, number] of [
      [5, 2],
      [6, 3],
    ] as const) {
      const theirs = keysOf(seasonEvents(seed, number).map(read));
      expect([...theirs].filter((key) => mine.has(key))).toEqual([]);
    }
  });

  it('has the size of what was measured: some 7 items and 900 bytes an event', () => {
    const items = events.reduce((sum, event) => sum + event.items.length, 0) / events.length;
    const bytes = season.reduce((sum, one) => sum + JSON.stringify(one).length, 0) / season.length;
    expect([items > 6, items < 8, bytes > 850, bytes < 1_050]).toEqual([true, true, true, true]);
  });

  it('has 233 makings behind its last lot, in five tiers', () => {
    const question = { direction: 'BACK', knownAt: records.length, at: null, depth: 50 } as const;
    const { nodes, links } = traceReference(records, { item: lastLotOf(5, 3), ...question });
    const made = new Set(links.flatMap(({ steps }) => steps));
    expect([nodes.length, Math.max(...nodes.map(({ distance }) => distance))]).toEqual([1_001, 5]);
    expect(made.size).toBeGreaterThanOrEqual(233);
  });

  it('has all that makes tracing hard', () => {
    const steps = new Set(events.map(stepOf));
    for (const step of [
      'HARVEST',
      'COMMISSION',
      'MAKE',
      'PACK',
      'UNPACK',
      'SHIP',
      'RECEIVE',
      'SELL',
    ])
      expect([...steps]).toContain(step);
    const declared = events.filter(({ errorDeclaration }) => errorDeclaration !== null);
    expect(declared.length).toBeGreaterThan(3);
    const times = events.map(({ time }) => time.instant);
    expect(times.filter((time, index) => time < (times[index - 1] ?? '')).length).toBeGreaterThan(
      20,
    );
    expect(new Set(times).size).toBeLessThan(times.length - 50);
    expect(events.some(({ transformationId }) => transformationId !== null)).toBe(true);
    const papers = events.flatMap(({ businessTransactions }) => businessTransactions);
    expect(new Set(papers.map(({ type }) => type))).toEqual(
      new Set(['cert', 'po', 'desadv', 'bol', 'recadv', 'prodorder', 'testres']),
    );
  });

  it('has hand-overs across borders that arrive whole, short and in parts', () => {
    const countries = new Map<string, string>(
      generatedMasterData.organisations.flatMap(({ country, sites }) =>
        sites.map(({ gln }) => [`https://id.gs1.org/414/${gln}`, country] as const),
      ),
    );
    const { believed } = knowledgeAt(records, records.length);
    const hops = hopsOf(believed, {
      ...noFacts,
      countryOf: (site) => countries.get(site) ?? null,
    });
    const statuses = new Set(hops.map(({ status }) => status));
    expect([...statuses]).toEqual(expect.arrayContaining(['RECEIVED', 'SHORT']));
    expect(hops.some(({ receivings }) => receivings.length > 1)).toBe(true);
    expect(hops.some(({ crossesBorder }) => crossesBorder === true)).toBe(true);
  });

  it('has right check digits, all of prefix 952', () => {
    const numbers = events
      .flatMap(({ items }) => items.map(({ key }) => /\/(?:00|01)\/(\d+)/.exec(key)?.[1] ?? ''))
      .concat(
        generatedMasterData.organisations.flatMap(({ gln, sites }) => [
          gln,
          ...sites.map((site) => site.gln),
        ]),
      )
      .filter((number) => number !== '');
    expect(numbers.filter((number) => !hasRightCheckDigit(number))).toEqual([]);
    expect(numbers.filter((number) => !/^0?952/.test(number))).toEqual([]);
  });

  const schemaFile = join(
    import.meta.dirname,
    '../../../shared/standards/epcis-2.0/ratified-2.0.0/epcis-json-schema.json',
  );
  (existsSync(schemaFile) ? it : it.skip)('passes the ratified JSON schema', () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(
      JSON.parse(readFileSync(schemaFile, 'utf8').replace(/^\uFEFF/, '')),
    );
    const world = [...worldEvents({ seed: 8, events: 2_500 })].map(({ event }) => event);
    for (const document of grouped(world, 500)) {
      const sound = validate(JSON.parse(documentOf(document)));
      expect([sound, validate.errors?.slice(0, 3) ?? []]).toEqual([true, []]);
    }
  });
});
