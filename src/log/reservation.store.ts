import { sha256 } from '../core/sha256.ts';
import type { Transaction } from '../platform/transaction.ts';
import { answersOf } from './answer.store.ts';
import { bigintArray, byteaArray, textArray } from './binary-array.ts';
import { decideGroups } from './decide.ts';
import type { Appended, NewEntry } from './entry.ts';
import { contentOf } from './entry.ts';
import { lockHead } from './head.store.ts';
import { findKnown } from './known.store.ts';

/**
 * Promises the keys of some entries to a rollback job, under the head lock, so that no other content can take them before the job
 * appends them. Answers as an append would; a conflict anywhere means that the job must not begin.
 */
export const reserveKeys = async (
  tx: Transaction,
  job: number,
  entries: readonly NewEntry[],
): Promise<readonly Appended[]> => {
  const head = await lockHead(tx);
  // As a stranger to its own promises, so that two contents under one key within the document are found too.
  const groups = [{ entries, rollback: false, job: null }];
  const decision = decideGroups(groups, await findKnown(tx, groups), head.next);
  const fresh = decision.created;
  await tx.query(
    `insert into log.reservation (event_key, owner, declaration_time, content, job)
     select key, owner, declared::timestamptz, content, $5
     from unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[]) as given(key, owner, declared, content)
     on conflict do nothing`,
    [
      textArray(fresh.map(({ eventKey }) => eventKey)),
      bigintArray(fresh.map(({ owner }) => owner)),
      textArray(fresh.map(({ event }) => event.errorDeclaration?.instant ?? null)),
      byteaArray(fresh.map(({ hash, event }) => sha256(contentOf(hash, event)))),
      job,
    ],
  );
  // Positions of what is not in the log yet mean nothing to the caller, nor does a record time.
  const [answers] = await answersOf(tx, decision, '');
  return (answers ?? []).map((answer) =>
    answer.status === 'CONFLICT' && answer.existing !== null && answer.existing >= head.next
      ? { ...answer, existing: null }
      : answer,
  );
};

/** Takes the promises back: the job does not begin. */
export const cancelReservations = async (tx: Transaction, job: number): Promise<void> => {
  await tx.query('delete from log.reservation where job = $1', [job]);
};

/** True from the first append of a rollback job to its end. */
export const isHeld = async (tx: Transaction, job: number): Promise<boolean> =>
  (await tx.query('select from log.hold where job = $1', [job])).length > 0;

/**
 * Ends a rollback job whose records are all appended: readers go on past it, from the last batch on. Called in the transaction of
 * that batch, and harmless when repeated.
 */
export const releaseHold = async (tx: Transaction, job: number, last: number): Promise<void> => {
  await tx.query(
    `with hold as (delete from log.hold where job = $1 returning first_position)
     insert into log.held_range (first_position, last_position)
     select first_position, $2 from hold where first_position < $2 on conflict do nothing`,
    [job, last],
  );
  await cancelReservations(tx, job);
};
