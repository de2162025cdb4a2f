import { type ItemKind, itemKinds } from '../../src/core/gs1/key.ts';
import { kindWords } from '../../src/core/gs1/kind-words.ts';
import type { MessageKey } from '../messages/words.ts';
import type { IdentifierScheme, ItemAnswer } from './answer.ts';

type Say = (key: MessageKey) => string;

/** An item as its name is told: by `name`, or under the alias `item`. */
interface Told extends Pick<ItemAnswer, '__typename' | 'identifiers'> {
  readonly name?: string;
  readonly item?: string;
}

const isTold = (value: object): value is Told =>
  '__typename' in value &&
  (value.__typename === 'Part' || value.__typename === 'Container') &&
  'identifiers' in value;

/** What an item with a GS1 number is, by the scheme of its own number. */
const kindOf: Readonly<Partial<Record<IdentifierScheme, ItemKind>>> = {
  GTIN_SERIAL: 'SERIAL',
  GTIN_LOT: 'LOT',
  GTIN: 'CLASS',
  SSCC: 'LOGISTIC_UNIT',
  GRAI: 'RETURNABLE_ASSET',
  GIAI: 'INDIVIDUAL_ASSET',
};

/**
 * The name of an item as the reader says it. The contract has names in the default language; of what nobody described the name is a word
 * for its kind and one of its numbers, and that word has its message. A lot of what somebody called "Pallet" is none: its own number,
 * the first, says what it is. What has no GS1 number is of no product, so that nobody can have called it something.
 */
export const spokenName = (
  say: Say,
  name: string,
  identifiers: readonly Pick<ItemAnswer['identifiers'][number], 'scheme' | 'value'>[],
): string => {
  const own = identifiers[0] === undefined ? undefined : kindOf[identifiers[0].scheme];
  const kind = itemKinds.find((one) => name.startsWith(`${kindWords[one]} `));
  if (kind === undefined || (own !== undefined && own !== kind)) return name;
  const number = name.slice(kindWords[kind].length + 1);
  const isIts = identifiers.some(({ value }) => value === number);
  return isIts ? `${say(`part.kind.${kind}`)} ${number}` : name;
};

/** An answer with the name of every item as the reader says it. */
export const spokenAnswer = (say: Say, answer: unknown): unknown => {
  if (Array.isArray(answer)) return answer.map((one) => spokenAnswer(say, one));
  if (typeof answer !== 'object' || answer === null) return answer;
  const told = Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [key, spokenAnswer(say, value)]),
  );
  if (!isTold(answer)) return told;
  const { name, item, identifiers } = answer;
  if (typeof name === 'string') return { ...told, name: spokenName(say, name, identifiers) };
  return typeof item === 'string' ? { ...told, item: spokenName(say, item, identifiers) } : told;
};
