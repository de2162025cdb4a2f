import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestAccount, graphql, openTestAccount } from './support/doors.ts';
import { checkDigit, gtin, lot } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

let service: TestService;
let farm: TestAccount;
beforeAll(async () => {
  service = await testService();
  farm = await openTestAccount(service, 'Farm');
}, 60_000);
afterAll(() => service.stop());

const sscc = `09521005000000001${checkDigit('09521005000000001')}`;

const ask = async <Data>(text: string, variables: object = {}): Promise<Data> =>
  graphql<Data>(service.url, farm.key, text, { ...variables });

it('each number of an item says what kind of number it is', async () => {
  const registered = await ask<{ registerProduct: { product: { id: string } } }>(
    'mutation { registerProduct(input: { name: "Cherry", unit: "KGM" }) { product { id } } }',
  );
  const own = registered.registerProduct.product.id;
  const outputs = [
    { product: own, lot: 'A-1', quantity: '1' },
    { product: gtin(1), lot: 'B-1', quantity: '1' },
    { product: gtin(1), serial: 'S-1' },
    { item: { number: sscc } },
    { item: { number: 'https://farm.example/crate/7' } },
  ];
  const input = {
    id: 'urn:uuid:00000000-0000-7000-8000-000000000001',
    time: '2026-03-01T10:00:00Z',
    step: { commission: { outputs } },
  };
  const { recordStep } = await ask<{
    recordStep: { event: { items: readonly { item: { id: string; name: string } }[] } };
  }>(
    'mutation($input: RecordStepInput!) { recordStep(input: $input) { event { items { item { id name } } } } }',
    { input },
  );
  const ids = recordStep.event.items.map(({ item }) => item.id);
  expect(ids).toHaveLength(5);
  const lotOfOwn = recordStep.event.items.find(({ item }) => item.name.endsWith('A-1'))?.item.id;
  for (const number of ['SHAMBA-12', lot('A-9', 2)]) {
    const added = { item: { id: lotOfOwn }, number };
    const text =
      'mutation($input: AliasInput!) { addNumber(input: $input) { problems { message } } }';
    expect(await ask(text, { input: added })).toEqual({ addNumber: { problems: [] } });
  }
  const { nodes } = await ask<{
    nodes: readonly { identifiers: readonly { scheme: string; value: string }[] }[];
  }>('query($ids: [ID!]!) { nodes(ids: $ids) { ... on Item { identifiers { scheme value } } } }', {
    ids,
  });
  const numbers = nodes.map(({ identifiers }) =>
    identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', '),
  );
  expect(numbers.toSorted()).toEqual([
    'GTIN_LOT B-1',
    'GTIN_SERIAL S-1',
    'OTHER 7',
    'OWN A-1, LOCAL SHAMBA-12, GTIN_LOT A-9',
    `SSCC ${sscc}`,
  ]);
});

it('an item says whether its name is what somebody called its product', async () => {
  const registered = await ask<{ registerProduct: { product: { id: string } } }>(
    'mutation { registerProduct(input: { name: "Lot", unit: "KGM" }) { product { id } } }',
  );
  const outputs = [
    { product: registered.registerProduct.product.id, lot: 'C-1', quantity: '1' },
    { product: gtin(2), lot: 'C-1', quantity: '1' },
    { item: { number: 'https://farm.example/crate/8' } },
  ];
  const { recordStep } = await ask<{
    recordStep: {
      event: { items: readonly { item: { name: string; isDescribed: boolean } }[] };
    };
  }>(
    'mutation($input: RecordStepInput!) { recordStep(input: $input) { event { items { item { name isDescribed } } } } }',
    {
      input: {
        id: 'urn:uuid:00000000-0000-7000-8000-000000000002',
        time: '2026-03-01T10:00:00Z',
        step: { commission: { outputs } },
      },
    },
  );
  const named = recordStep.event.items.map(({ item }) => `${item.name}: ${item.isDescribed}`);
  expect(named.toSorted()).toEqual(['Lot C-1: false', 'Lot C-1: true', 'Piece 8: false']);
});
