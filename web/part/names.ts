import { itemKinds } from '../../src/core/gs1/key.ts';
import { kindWords } from '../../src/core/gs1/kind-words.ts';
import type { MessageKey } from '../messages/words.ts';
import type { ItemAnswer } from './answer.ts';

type Say = (key: MessageKey) => string;

/** An item as its name is told: by `name`, or under the alias `item`. */
interface Told extends Pick<ItemAnswer, '__typename' | 'isDescribed'> {
  readonly identifiers: readonly Pick<ItemAnswer['identifiers'][number], 'value'>[];
  readonly name?: string;
  readonly item?: string;
}

const isTold = (value: object): value is Told =>
  '__typename' in value &&
  (value.__typename === 'Part' || value.__typename === 'Container') &&
  'isDescribed' in value &&
  'identifiers' in value;

/**
 * The name of an item as the reader says it. The contract has names in the default language; of what nobody described the name is a word
 * for its kind and one of its numbers, and that word has its message. What somebody called "Lot" stays as it was called.
 */
export const spokenName = (
  say: Say,
  name: string,
  { isDescribed, identifiers }: Pick<Told, 'isDescribed' | 'identifiers'>,
): string => {
  const kind = itemKinds.find((one) => name.startsWith(`${kindWords[one]} `));
  if (isDescribed || kind === undefined) return name;
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
  const { name, item } = answer;
  if (typeof name === 'string') return { ...told, name: spokenName(say, name, answer) };
  return typeof item === 'string' ? { ...told, item: spokenName(say, item, answer) } : told;
};
