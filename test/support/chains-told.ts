import type { LogRecord } from '../../src/core/epcis/event.ts';
import { answerTo, expectedOf, reference } from './chains-answers.ts';
import type { Reference, Told } from './chains-answers.ts';
import { actOf, arrived, factsOf, recordsByAct } from './chains-acts.ts';
import { keysOf } from './chains.ts';
import type { Chain, ChainKeys, Question } from './chains.ts';
import { dice } from './golden-worlds.ts';

/** A chain with its records, before they arrive in any order. */
export interface ReadChain {
  readonly chain: Chain;
  readonly keys: ChainKeys;
  readonly ids: readonly string[];
  readonly records: readonly LogRecord[];
}

/** Reads the sentences of a chain once; `number` gives it numbers of its own. */
export const readChain = (chain: Chain, number: number): ReadChain => ({
  chain,
  keys: keysOf(chain, number),
  ids: chain.acts.map((sentence) => actOf(sentence).id),
  records: recordsByAct(chain, number),
});

/** An order of arrival of so many acts: 0 is the order given, every other number another one. */
export const orderOf = (length: number, seed: number): readonly number[] => {
  const given = Array.from({ length }, (_, index) => index);
  if (seed === 0) return given;
  const next = dice(seed * 7919);
  next();
  return given
    .map((index) => ({ index, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ index }) => index);
};

/** The chain as it lies in the log after that order of arrival. */
export const toldIn = (read: ReadChain, order: readonly number[]): Told => ({
  chain: read.chain,
  keys: read.keys,
  facts: factsOf(read.chain, read.keys),
  order: order.map((index) => read.ids[index] ?? ''),
  records: arrived(read.records, order),
});

const tellings = new WeakMap<ReadChain, Map<number, Told>>();

/** Told once for all who are asked about it: what is worked out of its records is remembered by them. */
const toldOnce = (read: ReadChain, seed: number): Told => {
  const bySeed = tellings.get(read) ?? new Map<number, Told>();
  tellings.set(read, bySeed);
  const told = bySeed.get(seed) ?? toldIn(read, orderOf(read.ids.length, seed));
  bySeed.set(seed, told);
  return told;
};

/** A question that was answered otherwise than its chain says. */
export interface Wrong {
  readonly ask: Question;
  readonly expected: unknown;
  readonly answer: unknown;
  /** The order of arrival. */
  readonly order: readonly string[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Questions of a chain that are answered wrongly after an order of arrival. */
export const wrongIn = (
  read: ReadChain,
  seed: number,
  by: Reference = reference,
): readonly Wrong[] => {
  const told = toldOnce(read, seed);
  return read.chain.asks
    .filter(({ known }) => seed === 0 || known === undefined)
    .map((ask) => ({ ask, expected: expectedOf(ask), answer: answerTo(ask, told, by) }))
    .filter(({ expected, answer }) => !same(expected, answer))
    .map((wrong) => ({ ...wrong, order: told.order }));
};
