import { ApiKeyService } from '../src/access/api-key.service.ts';
import { lotKey, products } from '../src/sample/generate-companies.ts';
import type { GeneratedEvent } from '../src/sample/generate-teller.ts';
import { documentOf, grouped } from '../src/sample/generate.ts';
import { capture, type World } from './world.ts';

/** How many orders, and lots that one of them makes, or takes. */
const [ORDERS, LOTS] = [100, 1_000];
/** Lots behind the last one of a wide chain, at the least. */
export const WIDE = ORDERS * LOTS;
const DOCUMENT = 10;
const NEWLINE = 10;
const TRIES_MAX = 10;

const lots = (name: string, quantity: number): object => ({
  epcClass: lotKey(products.roasted, name),
  quantity,
  uom: 'KGM',
});

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** One lot that goes into 100 orders of 1,000 lots each, and 100 orders that make one lot of 1,000 each, and then one of all. */
const eventsOf = (name: string): readonly GeneratedEvent[] => {
  const common = { type: 'TransformationEvent', eventTimeZoneOffset: '+00:00' };
  const make = (id: string, day: number, inputs: object[], outputs: object[]): GeneratedEvent => ({
    ...common,
    eventID: `urn:throughline:bench:${name}:${id}`,
    eventTime: `2026-01-0${day}T00:00:00.000Z`,
    bizStep: 'creating_class_instance',
    inputQuantityList: inputs,
    outputQuantityList: outputs,
  });
  const wide = numbers(LOTS);
  const many = (side: string, order: number): object[] =>
    wide.map((index) => lots(`${name}-${side}-${order}-${index}`, 1));
  const orders = numbers(ORDERS);
  return [
    ...orders.map((n) => make(`out-${n}`, 2, [lots(`${name}-FIRST`, LOTS)], many('OUT', n))),
    ...orders.map((n) => make(`in-${n}`, 3, many('IN', n), [lots(`${name}-MID-${n}`, LOTS)])),
    make(
      'last',
      4,
      orders.map((n) => lots(`${name}-MID-${n}`, LOTS)),
      [lots(`${name}-LAST`, ORDERS * LOTS)],
    ),
  ];
};

/** A chain of 100,000 nodes in the log, and a key that may ask about it. */
export interface WideChain {
  readonly key: string;
  /** The lot that all came from. */
  readonly first: string;
  /** The lot that all went into. */
  readonly last: string;
}

/** Adds 201 events to the log, once for each name and seed. */
export const wideChain = async (world: World, title: string): Promise<WideChain> => {
  const name = `${title}${world.seed}`;
  for (const some of grouped(eventsOf(name), DOCUMENT)) await capture(world, documentOf(some));
  const { organisation } = world.viewer;
  if (organisation === null) throw new Error('nobody records here');
  const grant = { scopes: world.viewer.scopes, site: null, test: true, label: 'Bench' };
  const keys = world.app.get(ApiKeyService);
  const key = await keys.issue(organisation, { ...grant, expiresAt: null });
  const lot = (end: string): string => lotKey(products.roasted, `${name}-${end}`);
  return { key, first: lot('FIRST'), last: lot('LAST') };
};

const questions = {
  forward: `query($number: String!) { answer: provenance(item: { number: $number }, direction: FORWARD, first: 10) { streamUrl } }`,
  back: `query($number: String!) { answer: provenance(item: { number: $number }, direction: BACK, first: 10) { streamUrl } }`,
  recall: `query($number: String!) { answer: recall(of: { item: { number: $number } }) { streamUrl } }`,
} as const;

/** A question whose answer is streamed, of a lot. */
export interface Streamed {
  readonly question: keyof typeof questions;
  readonly key: string;
  readonly number: string;
}

/** The link to an answer; one that is not worked out within the time of a question is asked for again. */
export const linkOf = async (url: string, asked: Streamed): Promise<string> => {
  let told = '';
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${asked.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: questions[asked.question],
        variables: { number: asked.number },
      }),
    });
    told = await response.text();
    const { data } = JSON.parse(told) as { data?: { answer: { streamUrl: string } | null } };
    const link = data?.answer?.streamUrl;
    if (link !== undefined) return link;
  }
  throw new Error(`no link: ${told}`);
};

/** Takes all of a stream and keeps none of it; answers its bytes, and how many lines it has. */
export const take = async (
  link: string,
): Promise<{ readonly bytes: number; readonly lines: number }> => {
  const { body, ok } = await fetch(link);
  if (!ok || body === null) throw new Error('no stream');
  let [bytes, lines] = [0, 0];
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === NEWLINE) lines += 1;
  }
  return { bytes, lines };
};
