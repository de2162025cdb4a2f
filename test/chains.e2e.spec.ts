import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { addCompanyPrefix } from '../src/access/company-prefix.store.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { scopes } from '../src/access/viewer.ts';
import { LogReaderService } from '../src/log/log-reader.service.ts';
import { ProductService } from '../src/masterdata/product.service.ts';
import { SiteService } from '../src/masterdata/site.service.ts';
import { Database } from '../src/platform/database.ts';
import { atDoor, type CapturedChain, doorKinds, faultsIn } from './support/chains-doors.ts';
import { capturesOf } from './support/chains-acts.ts';
import { type Chain, chains, keysOf, partyGlnOf, placesOf, productsOf } from './support/chains.ts';
import { orderOf } from './support/chains-told.ts';
import { recorderOf } from './support/capture-room.ts';
import { graphql, post } from './support/doors.ts';
import { valueOf } from './support/masterdata.ts';
import { testService, type TestService } from './support/service.ts';
import { patience } from './support/patience.ts';

/** Of so many chains one arrives in another order too; with FULL=1 each does. */
const otherOrderOf = process.env['FULL'] === '1' ? 1 : 6;
/** Numbers from here on are those of the chains that arrive in another order. */
const OTHER_ORDER = 1000;

/** A company of a chain, by name. */
interface Account {
  readonly organisation: number;
  readonly key: string;
}

/** The longest company prefix that a GTIN may begin with is that of one product alone. */
const licence = (
  app: TestService['server']['app'],
  owner: number,
  gtin: string,
): Promise<unknown> =>
  app
    .get(Database)
    .transaction(null, (tx) =>
      addCompanyPrefix(tx, owner, gtin.slice(1, 13), new Date(Date.now() - 60_000)),
    );

const openAccounts = async (
  { server: { app } }: TestService,
  chain: Chain,
  number: number,
): Promise<ReadonlyMap<string, Account>> => {
  const accounts = new Map<string, Account>();
  for (const [name, { country }] of Object.entries(chain.organisations)) {
    const gln = partyGlnOf(chain, number, name);
    const made = await app
      .get(OrganisationService)
      .createAccount({ name: `${name} ${number}`, country, gln });
    const { id } = valueOf(made);
    const grant = { scopes, site: null, test: true, label: name, expiresAt: null };
    accounts.set(name, { organisation: id, key: await app.get(ApiKeyService).issue(id, grant) });
  }
  for (const { name, organisation, country, gln } of placesOf(chain, number)) {
    const viewer = recorderOf(accounts.get(organisation)?.organisation ?? 0);
    valueOf(await app.get(SiteService).register(viewer, { name, gln, country }));
  }
  const keys = keysOf(chain, number);
  const [first = ''] = Object.keys(chain.organisations);
  for (const product of productsOf(chain)) {
    const owner = accounts.get(chain.products?.[product] ?? first)?.organisation ?? 0;
    const described = { name: `${product} ${number}`, gtin: keys.gtin(product) };
    valueOf(await app.get(ProductService).register(recorderOf(owner), described));
    if (chain.products?.[product] !== undefined) await licence(app, owner, keys.gtin(product));
  }
  return accounts;
};

const capture = async (
  service: TestService,
  chain: Chain,
  number: number,
): Promise<CapturedChain & { readonly key: string }> => {
  const accounts = await openAccounts(service, chain, number);
  const captures = capturesOf(chain, number);
  const recordTimes = new Map<string, string>();
  for (const index of orderOf(captures.length, number < OTHER_ORDER ? 0 : number)) {
    const one = captures[index];
    if (one === undefined) continue;
    const key = accounts.get(one.act.by)?.key ?? '';
    const answer = await post(service.url, 'capture', JSON.stringify(one.document), { key });
    expect([chain.name, one.act.id, answer.status, await answer.text()]).toEqual([
      chain.name,
      one.act.id,
      202,
      '',
    ]);
    const { recordTime } = await service.server.app.get(LogReaderService).watermark();
    recordTimes.set(one.act.id, recordTime ?? '');
  }
  const [first] = accounts.values();
  return { chain, number, keys: keysOf(chain, number), recordTimes, key: first?.key ?? '' };
};

/** What no door is asked, and why. */
const exceptions = {
  'as known, of a chain that arrived in another order':
    'what was known after an act depends on what had arrived before it',
} as const;

describe('golden chains through the doors', () => {
  let service: TestService;
  let otherOrders = 0;
  const asked = new Map<string, number>();
  const left = new Map<keyof typeof exceptions, number>();
  const count = <Name extends string>(list: Map<Name, number>, name: Name): void =>
    void list.set(name, (list.get(name) ?? 0) + 1);
  /** Of chains in the order given: all of their questions. */
  let answered = 0;

  beforeAll(async () => {
    service = await testService();
  }, patience(60_000));

  afterAll(async () => {
    await service.stop();
  });

  const answersOf = async (captured: CapturedChain & { readonly key: string }): Promise<void> => {
    const given = captured.number < OTHER_ORDER;
    const wrong: unknown[] = [];
    for (const ask of captured.chain.asks) {
      if (!given && ask.known !== undefined) {
        count(left, 'as known, of a chain that arrived in another order');
        continue;
      }
      const questions = atDoor(ask, captured);
      for (const { kind, query, variables, read, expected } of questions) {
        count(asked, ask.known === undefined ? kind : `${kind} as known then`);
        const data = await graphql<unknown>(service.url, captured.key, query, variables);
        const answer = read(data);
        if (JSON.stringify(answer) !== JSON.stringify(expected)) wrong.push({ ask, answer });
      }
      if (given && questions.length > 0) answered += 1;
    }
    expect(wrong).toEqual([]);
  };

  it('are asked in the words of the contract', () => {
    const contract = readFileSync(join(import.meta.dirname, '../schema.graphql'), 'utf8');
    expect(faultsIn(buildSchema(contract))).toEqual([]);
  });

  it.each(chains.map((chain, index) => [chain.name, chain, index + 1] as const))(
    '%s',
    async (_name, chain, number) => {
      const numbers = number % otherOrderOf === 0 ? [number, number + OTHER_ORDER] : [number];
      const captured = await Promise.all(numbers.map((one) => capture(service, chain, one)));
      await Promise.all(captured.map(answersOf));
      if (captured.length > 1) otherOrders += 1;
    },
    patience(60_000),
  );

  it('are asked of all that they ask, but for what is listed with a reason', () => {
    const listed = (list: ReadonlyMap<string, number>): string =>
      [...list].map(([name, many]) => `${name} ${many}`).join(', ');
    const total = [...asked.values()].reduce((sum, many) => sum + many, 0);
    console.info(
      `chains ${chains.length}, ${otherOrders} of them in another order too; ` +
        `asked at the doors: ${total} (${listed(asked)}); not asked: ${listed(left)}`,
    );
    expect(answered).toBe(chains.flatMap(({ asks }) => asks).length);
    expect(doorKinds.filter((kind) => !asked.has(kind))).toEqual([]);
    // An exception that is none any more goes.
    expect([...left.keys()]).toEqual(Object.keys(exceptions));
  });
});
