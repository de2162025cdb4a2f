import { Injectable } from '@nestjs/common';
import { actions, eventTypes, type LogRecord } from '../core/epcis/event.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import {
  arrayLiteral,
  bigintArray,
  byteaArray,
  instantArray,
  intArray,
  textArray,
} from './binary-array.ts';
import { answersOf } from './answer.store.ts';
import { decideGroups } from './decide.ts';
import { type Head, lockHead } from './head.store.ts';
import type { Appended, EntryGroup, NewEntry } from './entry.ts';
import { hashBytes } from './entry.ts';
import { findKnown } from './known.store.ts';

/** What one append did. */
export interface Batch {
  /** For each group, for each of its entries in the order given. */
  readonly results: readonly (readonly Appended[])[];
  /** What was appended, in log order. */
  readonly records: readonly LogRecord[];
  /** The last position of the log after the batch; -1 while it is empty. */
  readonly last: number;
}

/** The only writer of the log. */
@Injectable()
export class LogStore {
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Appends entries of one caller, each for itself: a conflict keeps only its own entry out. */
  async appendBatch(tx: Transaction, entries: readonly NewEntry[]): Promise<readonly Appended[]> {
    const batch = await this.appendGroups(tx, [{ entries, rollback: false, job: null }]);
    return batch.results[0] ?? [];
  }

  /**
   * Appends what is new in one batch: gapless positions in commit order, one record time that rises strictly from batch to
   * batch. Whoever calls it holds the head of the log until its transaction ends; a repeat is answered with its first position.
   */
  async appendGroups(tx: Transaction, groups: readonly EntryGroup[]): Promise<Batch> {
    const head = await lockHead(tx);
    const known = await findKnown(tx, groups);
    const decision = decideGroups(groups, known, head.next);
    const recordTime = this.recordTimeAfter(head);
    const last = head.next + decision.created.length - 1;
    if (decision.created.length > 0) {
      await insertEntries(tx, decision.created, head.next, recordTime);
      const jobs = groups.map(({ job }, index) => (decision.appends[index] === true ? job : null));
      await holdBack(tx, jobs, head.next);
    }
    return {
      results: await answersOf(tx, decision, recordTime),
      records: decision.created.map((entry, index) => ({
        position: head.next + index,
        owner: entry.owner,
        recordTime,
        knownFrom: last,
        eventKey: entry.eventKey,
        hash: entry.hash,
        event: entry.event,
      })),
      last,
    };
  }

  private recordTimeAfter(head: Head): string {
    const now = this.clock.now().getTime();
    const earliest = head.lastRecordTimeMs === null ? now : head.lastRecordTimeMs + 1;
    return new Date(Math.max(now, earliest)).toISOString();
  }
}

/** Lists side by side in the select list are read in step: a table function of so many would keep each of them apart first. */
const insertSql = `
  with entries as (
    insert into log.entry (position, owner, recorder, event_key, declaration_time, event_hash, leaf, known_from, event_time,
                event_offset, record_time, type, action, step, biz_step, disposition, read_point, biz_location, persistent_set,
                sources, destinations, declared_reason, corrective_ids)
    select position, owner, recorder, event_key, declared, hash, leaf, $1::bigint + $2::int - 1,
                time, zone, $3::timestamptz, type, action, step, biz_step, disposition, read_point, biz_location,
                persistent::text[], sources::text[], destinations::text[], reason, corrective::text[]
    from (
      select generate_series($1::bigint, $1::bigint + $2::int - 1) as position, unnest($4::bigint[]) as owner,
        unnest($5::bigint[]) as recorder, unnest($6::text[]) as event_key, unnest($7::timestamptz[]) as declared,
        unnest($8::bytea[]) as hash, unnest($9::bytea[]) as leaf, unnest($12::timestamptz[]) as time, unnest($13::text[]) as zone,
        unnest($14::int[]) as type, unnest($15::int[]) as action, unnest($16::int[]) as step, unnest($17::text[]) as biz_step,
        unnest($18::text[]) as disposition, unnest($19::text[]) as read_point, unnest($20::text[]) as biz_location,
        unnest($21::text[]) as persistent, unnest($22::text[]) as sources, unnest($23::text[]) as destinations,
        unnest($24::text[]) as reason, unnest($25::text[]) as corrective
    ) given
  ), secrets as (
    insert into log.event_secret (position, secret)
    select generate_series($1::bigint, $1::bigint + $2::int - 1), unnest($10::bytea[])
  ), bodies as (
    insert into log.body (position, doc)
    select generate_series($1::bigint, $1::bigint + $2::int - 1), unnest($11::text[])
  )
  update log.head set next = next + $2::int, last_record_time = $3::timestamptz`;

/** One statement for any number of entries; the head moves with it. */
const insertEntries = async (
  tx: Transaction,
  entries: readonly NewEntry[],
  first: number,
  recordTime: string,
): Promise<void> => {
  const texts = (pick: (entry: NewEntry) => string | null) => textArray(entries.map(pick));
  const ints = (pick: (entry: NewEntry) => number | null) => intArray(entries.map(pick));
  const keys = (ids: readonly { readonly key: string }[]) =>
    arrayLiteral(ids.map(({ key }) => key));
  await tx.query(insertSql, [
    first,
    entries.length,
    recordTime,
    bigintArray(entries.map(({ owner }) => owner)),
    bigintArray(entries.map(({ recorder }) => recorder)),
    texts(({ eventKey }) => eventKey),
    instantArray(entries.map(({ event }) => event.errorDeclaration?.instant ?? null)),
    byteaArray(entries.map(({ hash }) => hashBytes(hash))),
    byteaArray(entries.map(({ leaf }) => leaf)),
    byteaArray(entries.map(({ secret }) => secret)),
    texts(({ text }) => text),
    instantArray(entries.map(({ event }) => event.time.instant)),
    texts(({ event }) => event.time.offset),
    ints(({ event }) => eventTypes.indexOf(event.type)),
    ints(({ event }) => (event.action === null ? null : actions.indexOf(event.action))),
    ints(({ step }) => step),
    texts(({ event }) => event.bizStep),
    texts(({ event }) => event.disposition),
    texts(({ event }) => event.readPoint),
    texts(({ event }) => event.bizLocation),
    texts(({ event }) => arrayLiteral(event.persistentDisposition.set)),
    texts(({ event }) => keys(event.sources)),
    texts(({ event }) => keys(event.destinations)),
    texts(({ event }) => event.errorDeclaration?.reason ?? null),
    texts(({ event }) => arrayLiteral(event.errorDeclaration?.correctiveEventIds ?? [])),
  ]);
};

/**
 * From the first batch with a record of it on, a rollback job holds readers back: what may be seen ends where a batch ends. A
 * job without reservations is over and holds nobody.
 */
const holdBack = async (
  tx: Transaction,
  jobs: readonly (number | null)[],
  first: number,
): Promise<void> => {
  for (const job of new Set(jobs)) {
    if (job === null) continue;
    await tx.query(
      `insert into log.hold (job, first_position)
       select $1, $2 where exists (select 1 from log.reservation where job = $1) on conflict do nothing`,
      [job, first],
    );
  }
};
