import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { scopes } from '../src/access/viewer.ts';
import { type BeliefFacts, claimsOf } from '../src/core/lineage/belief.ts';
import { isDeclaration, knowledgeAt } from '../src/core/lineage/knowledge.ts';
import { SiteService } from '../src/masterdata/site.service.ts';
import { recorderOf } from './support/capture-room.ts';
import { type DoorWorld, doorWorld, factsOf } from './support/door-worlds.ts';
import { post } from './support/doors.ts';
import { valueOf } from './support/masterdata.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';
import { documentOf, recordsOf } from './support/world-log.ts';
import type { WorldCapture } from './support/worlds.ts';

/** All of them with FULL=1. */
const worlds = process.env['FULL'] === '1' ? 1_000 : 50;

interface Job {
  readonly warnings: readonly { readonly code: string; readonly at: string }[];
}

/** What belief is judged by in these worlds. */
const beliefOf = (world: DoorWorld): BeliefFacts => {
  const { partyOf, issuerOf, operatorOf } = factsOf(world);
  return { partyOf, issuerOf, partyNamed: (key) => operatorOf(key) ?? key };
};

/** The pointer of the warning about the only event of the last capture, by the judgement of the whole log so far; null: none. */
const expected = (world: DoorWorld, captures: readonly WorldCapture[]): string | null => {
  const records = recordsOf(captures);
  const last = records.at(-1);
  if (last === undefined || isDeclaration(last)) return null;
  const { believed } = knowledgeAt(records, last.position);
  const lines = claimsOf(believed, beliefOf(world)).flatMap(({ record, line }) =>
    record.position === last.position ? [line] : [],
  );
  const [first] = lines;
  const at = '/epcisBody/eventList/0';
  if (first === undefined) return null;
  return new Set(lines.map(({ key }) => key)).size === 1 ? at + first.at : at;
};

describe('random worlds recorded one event at a time', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  }, patience(60_000));
  afterAll(() => service.stop());

  const openAccounts = async ({ companies }: DoorWorld): Promise<readonly string[]> => {
    const { app } = service.server;
    const keys: string[] = [];
    for (const { name, gln, site } of companies) {
      const made = await app.get(OrganisationService).createAccount({ name, country: 'KE', gln });
      const { id } = valueOf(made);
      const grant = { scopes, site: null, test: true, label: name, expiresAt: null };
      keys.push(await app.get(ApiKeyService).issue(id, grant));
      if (site !== null) valueOf(await app.get(SiteService).register(recorderOf(id), site));
    }
    return keys;
  };

  const capture = async (one: WorldCapture, key: string): Promise<Job> => {
    const answer = await post(service.url, 'capture', JSON.stringify(documentOf(one)), { key });
    expect(answer.status).toBe(202);
    const job = await fetch(`${service.url}${answer.headers.get('location') ?? ''}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    return (await job.json()) as Job;
  };

  it(
    'warn of claims exactly when the whole log so far has a claim in the record',
    async () => {
      const seen = { worlds: 0, records: 0, warned: 0, 'of one item': 0, repeats: 0, turned: 0 };
      for (let number = 0; number < worlds; number += 1) {
        const world = doorWorld(number);
        const keys = await openAccounts(world);
        const told: WorldCapture[] = [];
        const at = (job: Job): string | null =>
          job.warnings.find(({ code }) => code === 'CLAIM_ONLY')?.at ?? null;
        const events = world.captures.flatMap(({ owner, events }) =>
          events.map((event): WorldCapture => ({ owner, events: [event] })),
        );
        for (const one of events) {
          told.push(one);
          const warned = at(await capture(one, keys[one.owner] ?? ''));
          const found = { number, record: told.length - 1 };
          expect({ ...found, warned }).toEqual({ ...found, warned: expected(world, told) });
          seen.records += 1;
          if (warned !== null) seen.warned += 1;
          if (warned?.includes('List/0/') === true) seen['of one item'] += 1;
        }
        // A repeat is warned of as it is by now: the last of all says the same of the whole log.
        for (const [index, one] of events.entries()) {
          if (index % 4 !== 0) continue;
          const others = events.filter((_, place) => place !== index);
          const now = at(await capture(one, keys[one.owner] ?? ''));
          const wanted = expected(world, [...others, one]);
          expect({ number, index, now }).toEqual({ number, index, now: wanted });
          seen.repeats += 1;
          if (now !== expected(world, events.slice(0, index + 1))) seen.turned += 1;
        }
        seen.worlds += 1;
      }
      const counts = Object.entries(seen).map(([name, many]) => `${name} ${many}`);
      console.log(counts.join(', '));
      expect(seen.warned).toBeGreaterThan(seen.records / 10);
      expect(seen['of one item']).toBeGreaterThan(0);
      expect(seen.warned).toBeGreaterThan(seen['of one item']);
      expect(seen.turned).toBeGreaterThan(0);
    },
    patience(900_000),
  );
});
