import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Big from 'big.js';
import { randomUUID } from 'node:crypto';
import { canonicalKey } from '../src/core/gs1/key.ts';
import { askTrace, graphql, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { checkDigit, gtin } from './support/events.ts';
import { patience } from './support/patience.ts';
import { seasonChain } from './support/season-chains.ts';
import { testService, type TestService } from './support/service.ts';

const worlds = process.env['FULL'] === '1' ? 100 : 6;
const checked = (digits: string): string => digits + checkDigit(digits);
const [farm, shop] = ['952100900000', '952100900001'].map(checked);

const lines = [
  'made',
  'adjusted',
  'used',
  'sold',
  'destroyed',
  'inTransit',
  'onHand',
  'unaccounted',
] as const;
type Lines<Value> = { readonly [line in (typeof lines)[number]]: Value } & {
  readonly unit: string | null;
};

interface Total extends Lines<string> {
  readonly parts: number;
  readonly missing: string;
  readonly surplus: string;
}
interface Answer {
  readonly recall: {
    readonly balance: {
      readonly totals: readonly Total[];
      readonly parts: number;
      readonly unknown: number;
    };
    readonly parts: {
      readonly totalCount: number;
      readonly nodes: readonly {
        readonly part: {
          readonly id: string;
          readonly identifiers: readonly { readonly uri: string }[];
        };
        readonly balance: Lines<string | null>;
      }[];
      readonly links: readonly {
        readonly from: string;
        readonly to: string;
        readonly kind: string;
      }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}

const QUERY = `query($number: String!, $after: String, $first: Int, $known: DateTime) {
  recall(of: { item: { number: $number } }, asKnownAt: $known) {
    balance { parts unknown totals { unit parts ${lines.join(' ')} missing surplus } }
    parts(first: $first, after: $after) { totalCount links { from to kind } pageInfo { hasNextPage endCursor }
      nodes { part { id identifiers { uri } } balance { unit ${lines.join(' ')} } } } } }`;

describe('what a recall says of all its parts at once', () => {
  let service: TestService;
  let account: TestAccount;
  beforeAll(async () => {
    service = await testService();
    account = await openTestAccount(service, 'Farm', { gln: farm ?? null });
  }, 60_000);
  afterAll(() => service.stop());

  const page = (variables: Record<string, unknown>, key = account.key): Promise<Answer> =>
    graphql<Answer>(service.url, key, QUERY, { first: 200, ...variables });

  /** All pages of a recall, each so long. */
  const pages = async (number: string, first: number, key = account.key) => {
    const all: Answer['recall']['parts'][] = [];
    let balance: Answer['recall']['balance'] | null = null;
    let after: string | null = null;
    do {
      const { recall } = await page({ number, first, after }, key);
      balance ??= recall.balance;
      expect(recall.balance).toEqual(balance);
      all.push(recall.parts);
      after = recall.parts.pageInfo.hasNextPage ? recall.parts.pageInfo.endCursor : null;
    } while (after !== null);
    return { balance, parts: all.flatMap(({ nodes }) => nodes), pages: all };
  };

  /** The books of all parts added up here, another way. */
  const expectedOf = (books: readonly Lines<string | null>[]) => {
    const sums = new Map<string | null, Record<string, Big>>();
    const counts = new Map<string | null, number>();
    const whole = books.filter((one) => lines.every((line) => one[line] !== null));
    const add = (unit: string | null, line: string, value: Big): void => {
      const of = sums.get(unit) ?? {};
      sums.set(unit, { ...of, [line]: (of[line] ?? new Big(0)).plus(value) });
    };
    for (const one of whole) {
      counts.set(one.unit, (counts.get(one.unit) ?? 0) + 1);
      for (const line of lines) add(one.unit, line, new Big(one[line] ?? ''));
      const open = new Big(one.unaccounted ?? '');
      add(one.unit, 'missing', open.gt(0) ? open : new Big(0));
      add(one.unit, 'surplus', open.lt(0) ? open.neg() : new Big(0));
    }
    const totals = [...sums].map(([unit, of]) => ({
      unit,
      parts: counts.get(unit),
      ...Object.fromEntries(Object.entries(of).map(([line, value]) => [line, value.toFixed()])),
    }));
    const sorted = totals.toSorted((a, b) => ((a.unit ?? '~') < (b.unit ?? '~') ? -1 : 1));
    return { totals: sorted, parts: whole.length, unknown: books.length - whole.length };
  };

  /** Links of all pages by canonical keys, each named once and with the page of its later end. */
  const linksOf = (all: readonly Answer['recall']['parts'][]): readonly string[] => {
    const seen = new Map<string, string>();
    const found: string[] = [];
    for (const { nodes, links } of all) {
      for (const { part } of nodes) seen.set(part.id, canonicalKey(part.identifiers[0]?.uri ?? ''));
      const own = new Set(nodes.map(({ part }) => part.id));
      for (const { from, to, kind } of links) {
        expect([from, to].some((end) => own.has(end))).toBe(true);
        found.push(`${seen.get(from)} ${kind} ${seen.get(to)}`);
      }
    }
    expect(new Set(found).size).toBe(found.length);
    return found.toSorted();
  };

  const lot = (name: string, quantity?: string, unit: string | null = 'KGM') => ({
    product: gtin(1),
    lot: name,
    ...(quantity !== undefined && { quantity, unit }),
  });
  const record = async (time: string, step: object, key = account.key): Promise<void> => {
    const text =
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { code at } } }';
    const input = { id: `urn:uuid:${randomUUID()}`, time: `2026-01-${time}:00:00Z`, step };
    const { recordStep } = await graphql<{ recordStep: object }>(service.url, key, text, { input });
    expect(recordStep).toEqual({ status: 'RECORDED', problems: [] });
  };

  it('adds the books up by unit, keeps what is missing and what is too much apart, and counts what it cannot add', async () => {
    const other = await openTestAccount(service, 'Shop', { gln: shop ?? null });
    await record('01T08', { commission: { outputs: [lot('M-1', '100')] } });
    const [roast, boxes] = [lot('M-2', '45.5'), lot('M-3', '12', null)];
    await record('02T08', { make: { inputs: [lot('M-1', '60')], outputs: [roast, boxes] } });
    // More of it is used than was made; of what comes of it nobody says how much.
    await record('03T08', { make: { inputs: [lot('M-2', '50')], outputs: [lot('M-4')] } });
    await record('04T08', { ship: { items: [lot('M-1', '30')], to: shop } });
    const before = new Date().toISOString();
    const items = [lot('M-1', '28')];
    await record('05T08', { receive: { items, from: farm, complete: true } }, other.key);
    const number = canonicalKey(`https://id.gs1.org/01/${gtin(1)}/10/M-1`);
    const { balance, parts } = await pages(number, 2);
    expect(parts).toHaveLength(4);
    expect(balance).toEqual(expectedOf(parts.map((one) => one.balance)));
    expect(balance).toMatchObject({ parts: 3, unknown: 1 });
    const [kilograms, pieces] = balance?.totals ?? [];
    expect(kilograms).toMatchObject({
      unit: 'KGM',
      parts: 2,
      made: '145.5',
      used: '110',
      missing: '2',
      surplus: '4.5',
      unaccounted: '-2.5',
    });
    expect(pieces).toMatchObject({ unit: null, parts: 1, made: '12', onHand: '12', missing: '0' });
    // As it was known when it was still on its way.
    const { recall } = await page({ number, known: before });
    expect(recall.balance.totals[0]).toMatchObject({ missing: '0', inTransit: '30' });
  });

  it(
    'is the sum over all pages, and the links are those of the trace, for generated chains',
    async () => {
      let many = 0;
      for (let seed = 1; seed <= worlds; seed += 1) {
        const { asked, documents } = seasonChain(seed);
        for (const document of documents)
          expect((await post(service.url, 'capture', document, account)).status).toBe(202);
        const first = [...documents.join('').matchAll(/"epcClass":"([^"]+)"/g)][0]?.[1] ?? '';
        for (const number of [asked.number, canonicalKey(first)]) {
          const length = 50;
          const { balance, parts, pages: all } = await pages(number, length);
          expect(balance).toEqual(expectedOf(parts.map((one) => one.balance)));
          const trace = await askTrace(service.url, account.key, { number, direction: 'FORWARD' });
          expect(linksOf(all)).toEqual(trace?.links);
          many += trace?.links.length ?? 0;
        }
      }
      expect(many).toBeGreaterThan(worlds);
    },
    patience(240_000),
  );
});
