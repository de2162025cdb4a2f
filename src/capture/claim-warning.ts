import type { EpcisEvent, ItemLine } from '../core/epcis/event.ts';
import { describeKey } from '../core/gs1/key.ts';
import type { Problem } from '../core/result.ts';
import type { Appended } from '../log/entry.ts';
import type { SubmissionOutcome } from '../log/submission.ts';
import type { Transaction } from '../platform/transaction.ts';
import { type KeptClaims, readBatchClaims, readKeptClaims } from '../projections/claims.ts';
import type { GoodEvent } from './document.ts';
import { shown } from './step-form.ts';

/** Items named in one sentence. */
const NAMED_MAX = 3;

/**
 * The warning that some lines of an event are kept as claims (domain rule 40): CLAIM_ONLY, at the item when it is one, else at the event.
 * @param lines indexes in `EpcisEvent.items`.
 * @param at JSON Pointer to the event.
 */
export const claimWarning = (
  event: EpcisEvent,
  lines: readonly number[],
  at: string,
): readonly Problem[] => {
  const claimed = new Map<string, ItemLine>();
  for (const line of lines) {
    const item = event.items[line];
    if (item !== undefined && !claimed.has(item.key)) claimed.set(item.key, item);
  }
  const [first, second] = claimed.values();
  if (first === undefined) return [];
  const names = [...claimed.values()].map(
    ({ key, classLevel }) => `"${shown(describeKey(key, classLevel).number)}"`,
  );
  return [
    {
      code: 'CLAIM_ONLY',
      message: second === undefined ? saidOfOne(names) : saidOfSeveral(names),
      at: second === undefined ? at + first.at : at,
    },
  ];
};

const saidOfOne = ([name]: readonly string[]): string =>
  `${name} is kept as a claim and not counted: you neither issued it nor had it by then. Have the one who gave it to you record the shipment to you, or name you.`;

const saidOfSeveral = (names: readonly string[]): string => {
  const rest = names.length - NAMED_MAX;
  const named = names.slice(0, NAMED_MAX);
  const list = rest > 0 ? `${named.join(', ')} and ${rest} more` : listed(named);
  return `${list} are kept as claims and not counted: you neither issued them nor had them by then. Have the one who gave them to you record the shipment to you, or name you.`;
};

const listed = (names: readonly string[]): string =>
  `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** An event, and where it stands in the log. */
export interface Placed {
  readonly one: GoodEvent;
  readonly position: number;
}

/** Where the events of a submission stand; those that were refused are left out. */
export const placedOf = (
  events: readonly GoodEvent[],
  appended: readonly Appended[],
): readonly Placed[] =>
  events.flatMap((one, index) => {
    const answer = appended[index];
    return answer?.status === 'CREATED' || answer?.status === 'EXISTING'
      ? [{ one, position: answer.position }]
      : [];
  });

/** What of a submission is kept as a claim, in its transaction: as it was judged with its batch, and of repeats as it is now. */
export const claimsIn = async (
  tx: Transaction,
  { appended, last }: SubmissionOutcome,
): Promise<KeptClaims> => {
  const isNew = appended.some(({ status }) => status === 'CREATED');
  const fresh: KeptClaims = isNew ? await readBatchClaims(tx, last) : new Map();
  const repeated = appended.flatMap((answer) =>
    answer.status === 'EXISTING' ? [answer.position] : [],
  );
  const earlier = await readKeptClaims(tx, repeated);
  return earlier.size === 0 ? fresh : new Map([...fresh, ...earlier]);
};
