import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from '../src/core/epcis/event.ts';
import { withoutClaims } from '../src/core/lineage/belief.ts';
import { isDeclaration } from '../src/core/lineage/knowledge.ts';
import { defaultRules, type LineageRules } from '../src/core/lineage/rules.ts';
import { isClassKey } from '../src/core/lineage/transformations.ts';
import { LogReaderService } from '../src/log/log-reader.service.ts';
import { Database } from '../src/platform/database.ts';
import { custodyParties, registerParty } from './support/custody-worlds.ts';
import { logPosition, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';
import { documentOf, recordsOf } from './support/world-log.ts';
import { registerPlaces, withPlaces, worldSiteOf } from './support/world-places.ts';
import { askWholeTrace, expectedTrace } from './support/whole-traces.ts';
import { arbitraryWorld, type World } from './support/worlds.ts';
import { patience } from './support/patience.ts';

const runs = process.env['FULL'] === '1' ? 100 : 5;

/** Captures unrelated events until it is told to end; answers how many. */
const otherWriter = (service: TestService, key: string): (() => Promise<number>) => {
  let [going, written] = [true, 0];
  const writing = (async () => {
    while (going) {
      const body = JSON.stringify(
        eventJson({ id: `urn:example:other:${written}`, content: String(written) }),
      );
      expect((await post(service.url, 'events', body, { key })).status).toBe(201);
      written += 1;
      await new Promise((done) => setTimeout(done, 20));
    }
  })();
  return async () => {
    going = false;
    await writing;
    return written;
  };
};

/** The rules with what is registered of the companies: each has its number, and nobody a prefix. */
const rulesOf = (accounts: readonly TestAccount[]): LineageRules => {
  const numbers = new Map(
    accounts.map(({ organisation }, index) => [organisation, custodyParties[index] ?? null]),
  );
  const facts = { issuerOf: () => null, partyOf: (owner: number) => numbers.get(owner) ?? null };
  return { ...defaultRules, believed: withoutClaims(facts) };
};

/** Nothing is known of what only a declaration names whose event has not come. */
const namedIn = (records: readonly LogRecord[]): ReadonlySet<string> =>
  new Set(
    records
      .filter((record) => !isDeclaration(record))
      .flatMap(({ event }) => event.items.map(({ key }) => key)),
  );

interface Counts {
  readonly links: number;
  readonly questions: number;
  /** Answers of something that several companies made in part. */
  readonly mixtures: number;
  /** Answers of something that comes from a country in part. */
  readonly countries: number;
}

interface Running {
  readonly service: TestService;
  readonly accounts: readonly TestAccount[];
}

/** Posts all captures in their order; answers the record time after each. */
const capture = async (
  { service, accounts }: Running,
  world: World,
): Promise<readonly string[]> => {
  const times: string[] = [];
  for (const one of world.captures) {
    const key = accounts[one.owner]?.key ?? '';
    const answer = await post(service.url, 'capture', JSON.stringify(documentOf(one)), { key });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    times.push((await service.server.app.get(LogReaderService).watermark()).recordTime ?? '');
  }
  return times;
};

/** A share between nothing and everything. */
const isPart = (share: string): boolean => / 0\.(?!0000)/.test(share);

const compare = async (
  { service, accounts }: Running,
  records: readonly LogRecord[],
  asked: { readonly items: readonly string[]; readonly knownAt: number; readonly time?: string },
): Promise<Counts> => {
  let [links, questions, mixtures, countries] = [0, 0, 0, 0];
  const rules = rulesOf(accounts);
  const registered = {
    companyOf: (owner: number) =>
      `Company ${accounts.findIndex(({ organisation }) => organisation === owner) + 1}`,
    siteOf: worldSiteOf,
  };
  for (const item of asked.items) {
    for (const direction of ['BACK', 'FORWARD'] as const) {
      const { knownAt } = asked;
      const expected = expectedTrace(records, { item, direction, knownAt, rules, ...registered });
      const answer = await askWholeTrace(service.url, accounts[0]?.key ?? '', {
        number: item,
        direction,
        ...(asked.time === undefined ? {} : { asKnownAt: asked.time }),
      });
      // A bare product is a registered thing, not an item, until an event names it as one.
      if (answer === null && isClassKey(item)) continue;
      expect({ item, direction, knownAt, answer }).toEqual({
        item,
        direction,
        knownAt,
        answer: expected,
      });
      links = Math.max(links, expected.links.length);
      questions += 1;
      if (expected.composition.SUPPLIER.some(isPart)) mixtures += 1;
      if (
        expected.composition.COUNTRY.some((share) => isPart(share) && !share.startsWith('unknown'))
      )
        countries += 1;
    }
  }
  return { links, questions, mixtures, countries };
};

const runWorld = async (world: World, pick: number): Promise<Counts> => {
  const service = await testService();
  let stopped = async (): Promise<number> => 0;
  try {
    const accounts: TestAccount[] = [];
    for (let owner = 1; owner <= world.owners; owner += 1) {
      const account = await openTestAccount(service, `Company ${owner}`);
      await service.server.app
        .get(Database)
        .transaction(null, (tx) =>
          registerParty(tx, account.organisation, custodyParties[owner - 1] ?? ''),
        );
      accounts.push(account);
    }
    const stranger = await openTestAccount(service, 'Stranger');
    await registerPlaces(service.url, accounts[0]?.key ?? '');
    const running = { service, accounts };
    const stop = otherWriter(service, stranger.key);
    stopped = stop;
    const times = await capture(running, world);
    const records = recordsOf(
      world.captures,
      accounts.map(({ organisation }) => organisation),
    );
    const named = namedIn(records);
    const items = world.items.filter((item) => named.has(item));
    const atEnd = await compare(running, records, { items, knownAt: records.length - 1 });
    const batch = pick % world.captures.length;
    const events = world.captures.slice(0, batch + 1).flatMap((one) => one.events).length;
    const time = times[batch] ?? '';
    const known = namedIn(records.slice(0, events));
    const then = await compare(running, records, {
      items: items.filter((item) => known.has(item)),
      knownAt: events - 1,
      time,
    });
    const others = await stop();
    expect(others).toBeGreaterThan(0);
    expect(await logPosition(service)).toBe(records.length + others - 1);
    await capture(running, world);
    expect(await logPosition(service)).toBe(records.length + others - 1);
    return {
      links: atEnd.links,
      questions: atEnd.questions + then.questions,
      mixtures: atEnd.mixtures + then.mixtures,
      countries: atEnd.countries + then.countries,
    };
  } finally {
    await stopped();
    await service.stop();
  }
};

describe('random worlds, captured by REST and asked by GraphQL', () => {
  it(
    'are answered as the reference answers, now and as known then, while others capture',
    async () => {
      let [worlds, nonTrivial, questions, mixtures, countries] = [0, 0, 0, 0, 0];
      await fc.assert(
        fc.asyncProperty(arbitraryWorld().map(withPlaces), fc.nat(1000), async (world, pick) => {
          const found = await runWorld(world, pick);
          mixtures += found.mixtures;
          countries += found.countries;
          worlds += 1;
          questions += found.questions;
          if (found.links >= 3) nonTrivial += 1;
        }),
        { seed: 20_261_128, numRuns: runs, endOnFailure: true },
      );
      console.log(
        `worlds ${worlds}, non-trivial ${nonTrivial}, questions ${questions}, of something in part ${mixtures}, of several countries ${countries}`,
      );
      expect(Math.min(mixtures, countries)).toBeGreaterThan(0);
      expect(nonTrivial).toBeGreaterThan(worlds / 2);
    },
    patience(900_000),
  );
});
