import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { type Scope, scopes } from '../src/access/viewer.ts';
import { graphql, logPosition } from './support/doors.ts';
import { checkDigit, gtin } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const checked = (digits: string): string => digits + checkDigit(digits);
const names = ['Mill', 'Roastery', 'Shop', 'Farm'] as const;
type Name = (typeof names)[number];
const gln = (name: Name): string => checked(`95210090000${names.indexOf(name)}`);
const site = (name: Name): string => checked(`95210050000${names.indexOf(name)}`);

interface Case {
  readonly id: string;
  readonly text: string;
  readonly item: { readonly name: string } | null;
  readonly drill: boolean;
  readonly reason: string;
  readonly startedAt: string;
  readonly closedAt: string | null;
  readonly notified: number;
  readonly acknowledged: number;
  readonly notifiedBehindWithheld: string;
  readonly startedBy: { readonly name: string };
  readonly answers: {
    readonly nodes: readonly { readonly answer: string | null; readonly by: { name: string } }[];
  };
}

interface Payload {
  readonly case: Case | null;
  readonly problems: readonly { readonly code: string; readonly at: string }[];
}

const fields = `id text item { name } drill reason startedAt closedAt notified acknowledged notifiedBehindWithheld
  startedBy { name } answers { nodes { answer by { name } } }`;
const answer = `{ case { ${fields} } problems { code at ... on IdConflict { differs } } }`;
const started = `mutation($input: StartRecallInput!) { done: startRecall(input: $input) ${answer} }`;

describe('recalls', () => {
  let service: TestService;
  const keys: Record<string, string> = {};
  const keyOf = (name: Name): string => keys[name] ?? '';
  const issue = (organisation: number, allowed: readonly Scope[]): Promise<string> =>
    service.server.app.get(ApiKeyService).issue(organisation, {
      scopes: allowed,
      site: null,
      test: true,
      label: 'test',
      expiresAt: null,
    });

  beforeAll(async () => {
    service = await testService();
    for (const name of names) {
      const made = await service.server.app
        .get(OrganisationService)
        .createAccount({ name, country: 'KE', gln: gln(name) });
      if (!made.ok) throw new Error(JSON.stringify(made.problems));
      keys[name] = await issue(made.value.id, scopes);
      keys[`${name} may share only`] = await issue(made.value.id, ['READ', 'SHARE']);
    }
    const input = { gtin: gtin(1), name: 'Green coffee', unit: 'KGM' };
    await ask(
      'Mill',
      'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }',
      { input },
    );
    const place = { gln: site('Mill'), name: 'Mill Yard', country: 'KE' };
    await ask(
      'Mill',
      'mutation($input: RegisterSiteInput!) { registerSite(input: $input) { problems { code } } }',
      { input: place },
    );
  }, 60_000);
  afterAll(() => service.stop());

  const ask = <Data>(who: Name, query: string, variables: Record<string, unknown> = {}) =>
    graphql<Data>(service.url, keyOf(who), query, variables);
  const id = (): string => `urn:uuid:${randomUUID()}`;
  const lot = (name: string, quantity = '10', product = 1) => ({
    product: gtin(product),
    lot: name,
    quantity,
    unit: 'KGM',
  });
  const record = async (who: Name, time: string, step: object): Promise<void> => {
    const text =
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { code at } } }';
    const input = { id: id(), time: `2026-${time}:00Z`, site: site(who), step };
    const { recordStep } = await ask<{ recordStep: object }>(who, text, { input });
    expect(recordStep).toEqual({ status: 'RECORDED', problems: [] });
  };
  const start = async (who: Name, given: object): Promise<Payload> =>
    (await ask<{ done: Payload }>(who, started, { input: given })).done;
  const caseOf = (payload: Payload): Case => {
    expect(payload.problems).toEqual([]);
    if (payload.case === null) throw new Error('no case');
    return payload.case;
  };
  const held = async (by: Name): Promise<readonly string[]> => {
    const text = `{ events(filter: { steps: [HOLD] }, first: 200) { nodes { title by { name } } } }`;
    interface Found {
      readonly events: { readonly nodes: readonly { title: string; by: { name: string } }[] };
    }
    const { events } = await ask<Found>(by, text);
    return events.nodes.filter((one) => one.by.name === by).map(({ title }) => title);
  };
  const mine = async (who: Name): Promise<readonly Case[]> => {
    const text = `{ recallCases(first: 200) { nodes { ${fields} } } }`;
    return (await ask<{ recallCases: { nodes: readonly Case[] } }>(who, text)).recallCases.nodes;
  };

  /** The mill makes green coffee, keeps some, and sends some to a roastery, which roasts and sends that on to a shop. */
  const chain = async (name: string): Promise<void> => {
    await record('Mill', '03-01T08:00', {
      make: { inputs: [lot(`C-${name}`, '100', 3)], outputs: [lot(`G-${name}`, '80')] },
    });
    const sent = [lot(`G-${name}`, '50')];
    await record('Mill', '03-02T08:00', { ship: { items: sent, to: gln('Roastery') } });
    await record('Roastery', '03-03T08:00', { receive: { items: sent, from: gln('Mill') } });
    await record('Roastery', '03-04T08:00', {
      make: { inputs: [lot(`G-${name}`, '50')], outputs: [lot(`R-${name}`, '40', 2)] },
    });
    const roasted = [lot(`R-${name}`, '15', 2)];
    await record('Roastery', '03-05T08:00', { ship: { items: roasted, to: gln('Shop') } });
  };

  it('hold what the starter has and tell whoever has the rest, in his own words', async () => {
    await chain('1');
    const before = new Date().toISOString();
    const input = { id: id(), of: { item: { number: 'C-1' } }, reason: 'Glass in the cherries' };
    const begun = caseOf(await start('Mill', input));
    expect(begun).toMatchObject({
      text: 'Lot C-1',
      item: { name: 'Lot C-1' },
      drill: false,
      reason: 'Glass in the cherries',
      closedAt: null,
      notified: 2,
      acknowledged: 0,
      notifiedBehindWithheld: 'NONE',
      startedBy: { name: 'Mill' },
    });
    expect(begun.startedAt >= before && begun.startedAt <= new Date().toISOString()).toBe(true);
    expect(await held('Mill')).toEqual(['Mill recalled Green coffee G-1.']);
    expect(await held('Roastery')).toEqual([]);
    for (const holder of ['Roastery', 'Shop'] as const) {
      const [told] = await mine(holder);
      expect(told).toMatchObject({
        text: 'Lot C-1',
        reason: input.reason,
        startedBy: { name: 'Mill' },
      });
      expect(told?.id).not.toBe(begun.id);
      const own = { id: told?.id };
      expect(
        await ask(
          holder,
          'query($id: ID!) { recallCase(id: $id) { reason } node(id: $id) { id } }',
          own,
        ),
      ).toEqual({ recallCase: { reason: input.reason }, node: own });
    }
    expect(await mine('Farm')).toEqual([]);
    for (const stranger of ['Farm', 'Shop'] as const) {
      const foreign = 'query($id: ID!) { recallCase(id: $id) { id } node(id: $id) { id } }';
      expect(await ask(stranger, foreign, { id: begun.id })).toEqual({
        recallCase: null,
        node: null,
      });
    }
  });

  it('are one case for one id, whatever comes when', async () => {
    await chain('2');
    const input = { id: id(), of: { item: { number: 'G-2' } }, reason: 'Wet' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => start('Mill', input)));
    expect(new Set(answers.map((payload) => caseOf(payload).id)).size).toBe(1);
    const position = await logPosition(service);
    service.clock.set(new Date(Date.now() + 86_400_000));
    try {
      expect(await start('Mill', input)).toEqual(answers[0]);
      const others = [
        { ...input, reason: 'Dry' },
        { ...input, of: { item: { number: 'R-2' } } },
        { ...input, drill: true },
      ];
      const differs = [['/reason'], ['/of'], ['/drill']];
      for (const [index, other] of others.entries()) {
        expect(await start('Mill', other)).toEqual({
          case: null,
          problems: [{ code: 'ID_CONFLICT', at: '/id', differs: differs[index] }],
        });
      }
    } finally {
      service.clock.set(null);
    }
    expect(await logPosition(service)).toBe(position);
    expect((await held('Mill')).filter((title) => title.includes('G-2'))).toHaveLength(1);
    // The same id is another organisation's own.
    expect(caseOf(await start('Roastery', input)).notified).toBe(2);
  });

  it('are answered by who was told, and closed by who started them', async () => {
    await chain('3');
    const of = { item: { number: 'G-3' } };
    const begun = caseOf(await start('Mill', { id: id(), of, reason: 'Wet' }));
    const told = (await mine('Roastery'))[0]?.id ?? '';
    const word = `mutation($case: ID!, $answer: String) { done: acknowledgeRecall(case: $case, answer: $answer) ${answer} }`;
    const say = async (who: Name, recall: string, text?: string): Promise<Payload> =>
      (await ask<{ done: Payload }>(who, word, { case: recall, answer: text })).done;
    const roastery = { name: 'Roastery' };
    expect(caseOf(await say('Roastery', told))).toMatchObject({
      acknowledged: 1,
      answers: { nodes: [{ answer: null, by: roastery }] },
    });
    await say('Roastery', told, 'All of it is set apart');
    const twice = caseOf(await say('Roastery', told, 'All of it is set apart'));
    expect(twice.acknowledged).toBe(1);
    const shop = (await mine('Shop'))[0]?.id ?? '';
    expect(caseOf(await say('Shop', shop, 'Not arrived yet')).answers.nodes).toEqual([
      { answer: 'Not arrived yet', by: { name: 'Shop' } },
    ]);
    const one = `query($id: ID!) { recallCase(id: $id) { ${fields} } }`;
    const { recallCase } = await ask<{ recallCase: Case }>('Mill', one, { id: begun.id });
    expect(recallCase).toMatchObject({
      notified: 2,
      acknowledged: 2,
      answers: {
        nodes: [
          { answer: 'All of it is set apart', by: roastery },
          { answer: 'Not arrived yet', by: { name: 'Shop' } },
        ],
      },
    });
    const refused = (code: string) => ({ case: null, problems: [{ code, at: '/case' }] });
    expect(await say('Mill', begun.id, 'Me too')).toEqual(refused('INVALID_VALUE'));
    expect(await say('Farm', begun.id)).toEqual(refused('INVALID_VALUE'));
    expect(await say('Farm', 'rec_nonsense')).toEqual(refused('INVALID_VALUE'));
    expect(await say('Roastery', told, 'x'.repeat(2_001))).toMatchObject({
      problems: [{ code: 'INVALID_VALUE', at: '/answer' }],
    });
    const shut = `mutation($case: ID!) { done: closeRecall(case: $case) ${answer} }`;
    const close = async (who: Name, recall: string): Promise<Payload> =>
      (await ask<{ done: Payload }>(who, shut, { case: recall })).done;
    expect(await close('Roastery', told)).toEqual(refused('NOT_YOURS'));
    expect(await close('Farm', begun.id)).toEqual(refused('INVALID_VALUE'));
    const closed = caseOf(await close('Mill', begun.id));
    expect(closed.closedAt).not.toBeNull();
    expect(caseOf(await close('Mill', begun.id)).closedAt).toBe(closed.closedAt);
    expect((await mine('Shop'))[0]?.closedAt).toBe(closed.closedAt);
  });

  it('tell nobody and hold nothing when they are drills', async () => {
    await chain('4');
    const position = await logPosition(service);
    const cases = (await mine('Roastery')).length;
    const of = { item: { number: 'G-4' } };
    const drill = caseOf(await start('Mill', { id: id(), of, reason: 'Exercise', drill: true }));
    expect(drill).toMatchObject({ drill: true, notified: 0, acknowledged: 0 });
    expect(await logPosition(service)).toBe(position);
    expect(await mine('Roastery')).toHaveLength(cases);
    const internal = await ask<{ recallCase: Case }>(
      'Mill',
      `query($id: ID!) { recallCase(id: $id) { ${fields} } }`,
      { id: drill.id },
    );
    expect(internal.recallCase).toEqual(drill);
    expect((await mine('Mill'))[0]).toEqual(drill);
  });

  it('call back a product, a pallet and a place in a time', async () => {
    await chain('5');
    const pallet = { number: `(00)${checked('19521005000000005')}` };
    const born = [lot('P-5', '10'), lot('Q-5', '10')];
    await record('Mill', '04-01T08:00', { commission: { outputs: born } });
    await record('Mill', '04-02T08:00', { pack: { container: pallet, items: [lot('P-5', '10')] } });
    await record('Mill', '04-03T08:00', { ship: { items: [{ item: pallet }], to: gln('Shop') } });
    await record('Shop', '04-04T08:00', { unpack: { container: pallet } });
    const reason = 'Wet';
    const packed = caseOf(await start('Roastery', { id: id(), of: { item: pallet }, reason }));
    expect(packed).toMatchObject({ notified: 1, text: expect.stringContaining('Logistic unit') });
    expect((await mine('Shop'))[0]?.startedBy.name).toBe('Roastery');
    const product = caseOf(await start('Farm', { id: id(), of: { product: gtin(2) }, reason }));
    expect(product.text).toBe(`Product ${gtin(2)}`);
    expect(product.notified).toBe(2);
    const window = (from: string, until: string) => ({
      site: { site: site('Mill'), from: `2026-${from}:00Z`, until: `2026-${until}:00Z` },
    });
    const before = (await held('Mill')).length;
    const at = window('04-05T00:00', '04-06T00:00');
    const placed = caseOf(await start('Mill', { id: id(), of: at, reason }));
    expect(placed.text).toBe(
      'Everything at Mill Yard from 2026-04-05T00:00:00Z until 2026-04-06T00:00:00Z',
    );
    expect(await held('Mill')).toHaveLength(before + 1);
    interface Newest {
      readonly events: { nodes: readonly [{ items: readonly { item: { name: string } }[] }] };
    }
    const newest =
      '{ events(filter: { steps: [HOLD] }, first: 1) { nodes { items { item { name } } } } }';
    const [event] = (await ask<Newest>('Mill', newest)).events.nodes;
    const there = event.items.map(({ item }) => item.name);
    expect(there).toContain('Green coffee Q-5');
    expect(there).toContain('Green coffee G-5');
    // Sent away whole, two days before.
    expect(there).not.toContain('Green coffee P-5');
    const early = caseOf(
      await start('Mill', { id: id(), of: window('02-01T00:00', '02-02T00:00'), reason }),
    );
    expect(early).toMatchObject({ notified: 0 });
    expect(await held('Mill')).toHaveLength(before + 1);
  });

  it('say what is wrong, and want both scopes', async () => {
    const given = { id: id(), reason: 'Wet' };
    const wrong = async (more: object): Promise<Payload['problems']> =>
      (await start('Mill', { ...given, ...more })).problems;
    expect(await wrong({ of: { item: { number: 'no such thing' } }, reason: '' })).toEqual([
      { code: 'INVALID_VALUE', at: '/reason' },
      { code: 'UNKNOWN_ITEM', at: '/of/item/number' },
    ]);
    const unseen = { gtin: { gtin: gtin(1), lot: 'UNSEEN' } };
    expect(await wrong({ of: { item: unseen } })).toEqual([
      { code: 'UNKNOWN_ITEM', at: '/of/item' },
    ]);
    expect(await wrong({ of: { product: 'nothing' } })).toEqual([
      { code: 'UNKNOWN_PRODUCT', at: '/of/product' },
    ]);
    const [from, until] = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'];
    expect(await wrong({ of: { site: { site: 'nowhere', from, until } } })).toEqual([
      { code: 'UNKNOWN_SITE', at: '/of/site/site' },
    ]);
    expect(await wrong({ of: { site: { site: site('Mill'), from, until } } })).toEqual([
      { code: 'INVALID_VALUE', at: '/of/site/until' },
    ]);
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${keys['Mill may share only'] ?? ''}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        query: started,
        variables: { input: { ...given, of: { product: gtin(1) } } },
      }),
    });
    const { errors } = (await response.json()) as { errors: [{ extensions: { code: string } }] };
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });
});
