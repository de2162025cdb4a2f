import Negotiator from 'negotiator';

/** What this door answers, in the words that Apollo judges `Accept` by. */
const spoken = [
  'application/json; charset=utf-8',
  'application/graphql-response+json; charset=utf-8',
];

/**
 * False where a caller says that he would not take the answer. Asked before anything is done: Apollo finds out when all is recorded, and
 * then answers 406.
 */
export const takesAnswer = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept === '' ||
  new Negotiator({ headers: { accept } }).mediaType(spoken) !== undefined;
