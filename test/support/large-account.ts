import { setTimeout as sleep } from 'node:timers/promises';
import { SiteService } from '../../src/masterdata/site.service.ts';
import { ProductService } from '../../src/masterdata/product.service.ts';
import { documentOf } from '../../src/sample/generate.ts';
import { recorderOf } from './capture-room.ts';
import { openTestAccount, post, type TestAccount } from './doors.ts';
import { checkDigit } from './events.ts';
import { valueOf } from './masterdata.ts';
import type { TestService } from './service.ts';

/** A name as long as one may be, in words that no browser breaks. */
const long = (start: string): string =>
  `${start} ${'Donaudampfschifffahrtsgesellschaft'.repeat(9)}`.slice(0, 200);

const LOTS = 70;
const RECEIVER = '9521007000004';
const numbered = (digits: string): string => `${digits}${checkDigit(digits)}`;
const gtin = numbered('0952199000001');
const lot = (number: string): string => `https://id.gs1.org/01/${gtin}/10/${number}`;
const amount = (epcClass: string, quantity: number) => ({ epcClass, quantity, uom: 'KGM' });

/** Numbers of what a company with very much of everything has. */
export const large = {
  gln: numbered('952199000100'),
  site: numbered('952199000200'),
  gtin,
  /** Went into all of the others. */
  source: lot('SOURCE'),
  /** Was made of all of the others. */
  whole: lot('WHOLE'),
  container: `https://id.gs1.org/00/${numbered('09521990000000001')}`,
} as const;

const hour = (number: number): string => new Date(Date.UTC(2026, 2, 1, number)).toISOString();
const common = {
  eventTimeZoneOffset: '+00:00',
  readPoint: { id: `https://id.gs1.org/414/${large.site}` },
};
const made = (at: string, inputs: readonly object[], outputs: readonly object[]) => ({
  type: 'TransformationEvent',
  eventTime: at,
  ...common,
  bizStep: 'commissioning',
  inputQuantityList: inputs,
  outputQuantityList: outputs,
});

/** One lot in seventy, those in one, packed into one container, and sent: what a page must bear. */
const events = () => {
  const lots = Array.from({ length: LOTS }, (_, index) => lot(`${'L'.repeat(12)}-${index}`));
  return [
    ...lots.map((one, index) =>
      made(hour(index % 24), [amount(large.source, 1)], [amount(one, 2)]),
    ),
    {
      type: 'AggregationEvent',
      eventTime: hour(25),
      ...common,
      action: 'ADD',
      bizStep: 'packing',
      parentID: large.container,
      childQuantityList: lots.map((one) => amount(one, 1)),
    },
    made(
      hour(26),
      lots.map((one) => amount(one, 1)),
      [amount(large.whole, 100)],
    ),
    {
      type: 'ObjectEvent',
      eventTime: hour(27),
      ...common,
      action: 'OBSERVE',
      bizStep: 'shipping',
      epcList: [large.container],
      quantityList: [amount(large.whole, 50)],
      sourceList: [{ type: 'owning_party', source: `https://id.gs1.org/417/${large.gln}` }],
      destinationList: [
        { type: 'owning_party', destination: `https://id.gs1.org/417/${RECEIVER}` },
      ],
    },
  ];
};

/** Opens an account with long names, many products and places, and a part of many others. */
export const openLargeAccount = async (service: TestService): Promise<TestAccount> => {
  const account = await openTestAccount(service, long('Company'), { gln: large.gln });
  const recorder = recorderOf(account.organisation);
  const { app } = service.server;
  const sites = app.get(SiteService, { strict: false });
  const products = app.get(ProductService, { strict: false });
  const place = { country: 'KE', subdivision: 'KE-30' };
  valueOf(await sites.register(recorder, { ...place, name: long('Place'), gln: large.site }));
  valueOf(await products.register(recorder, { name: long('Product'), gtin, unit: 'KGM' }));
  for (let number = 0; number < 60; number += 1) {
    valueOf(await sites.register(recorder, { ...place, name: long(`Place ${number}`) }));
    valueOf(await products.register(recorder, { name: long(`Product ${number}`) }));
  }
  const sent = await post(service.url, 'capture', documentOf(events()), account);
  if (sent.status !== 202) throw new Error(`${sent.status} ${await sent.text()}`);
  const job = sent.headers.get('location') ?? '';
  const headers = { authorization: `Bearer ${account.key}` };
  for (;;) {
    const answer = await fetch(new URL(job, service.url), { headers });
    const { running, success } = (await answer.json()) as {
      readonly running: boolean;
      readonly success: boolean;
    };
    if (success) return account;
    if (!running) throw new Error(`${job} did not succeed`);
    await sleep(20);
  }
};
