import { Injectable } from '@nestjs/common';
import { type ItemRole, itemRoles, type LogRecord } from '../core/epcis/event.ts';
import { isDeclaration } from '../core/lineage/knowledge.ts';
import { bigintArray, instantArray, intArray, textArray } from '../log/binary-array.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { judgeBatch } from './belief.ts';
import { closeUncounted } from './belief.store.ts';
import { indexedNumber } from './indexed-number.ts';
import { ensureItems, namedItems } from './item.store.ts';
import { type BatchKnowledge, readBatchKnowledge } from './knowledge.store.ts';

const roleCodes = Object.fromEntries(itemRoles.map((role, code) => [role, code])) as Readonly<
  Record<ItemRole, number>
>;

/** Which items every event names, in which role and how much of them, and whether that counts; and the documents that go with it. */
@Injectable()
export class ItemProjection implements Projector {
  readonly name = 'items';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    const [first] = records;
    if (first === undefined) return;
    const knowledge = await readBatchKnowledge(tx, records);
    const events = records.filter((record) => !isDeclaration(record));
    await closeItems(tx, knowledge.closed, first.knownFrom);
    await closeUncounted(tx, knowledge.closed, first.knownFrom);
    await insertLines(tx, events, knowledge);
    await insertDocuments(tx, events);
    await judgeBatch(tx, {
      standing: events.filter(({ position }) => !knowledge.stillborn.has(position)),
      closed: knowledge.closed,
      ids: await ensureItems(tx, namedItems(events)),
      first: first.position,
      knownFrom: first.knownFrom,
      recordTime: first.recordTime,
    });
  }
}

const closeItems = async (
  tx: Transaction,
  positions: readonly number[],
  knownUntil: number,
): Promise<void> => {
  if (positions.length === 0) return;
  await tx.query(
    `update projection.event_item set known_until = $2
     where position = any($1::bigint[]) and known_until is null`,
    [bigintArray(positions), knownUntil],
  );
};

const insertLines = async (
  tx: Transaction,
  events: readonly LogRecord[],
  knowledge: BatchKnowledge,
): Promise<void> => {
  if (events.every(({ event }) => event.items.length === 0)) return;
  const ids = await ensureItems(tx, namedItems(events));
  const { stillborn } = knowledge;
  const wrong = events.flatMap(({ position }, place) => (stillborn.has(position) ? [place] : []));
  await tx.query(INSERT_LINES, [
    bigintArray(events.map(({ position }) => position)),
    instantArray(events.map(({ event }) => event.time.instant)),
    intArray(wrong.map((place) => place + 1)),
    events[0]?.knownFrom ?? 0,
    ...linesOf(events, ids),
  ]);
};

/**
 * What all lines of an event share is sent once for each event ($1, $2: by its place in the batch, from 1) or batch. Lists side by side in the
 * select list are read in step, in half the time of a table function of several lists, which keeps each of them apart first.
 */
const INSERT_LINES = `
  insert into projection.event_item
    (position, line, item, role, class_level, quantity, unit, event_time, known_from, known_until)
  select ($1::bigint[])[place], line, item, role >> 1, (role & 1) = 1, quantity::numeric, unit, ($2::timestamptz[])[place], $4::bigint,
    case when place = any($3::int[]) then $4::bigint end
  from (
    select unnest($5::int[]) as place, unnest($6::int[]) as line, unnest($7::bigint[]) as item, unnest($8::int[]) as role,
      unnest($9::text[]) as quantity, unnest($10::text[]) as unit
  ) given`;

/** `$5` to `$10` of the insert, in one pass: there are thousands of lines. The last bit of a role says that it is a class. */
const linesOf = (
  events: readonly LogRecord[],
  ids: ReadonlyMap<string, number>,
): readonly Buffer[] => {
  const places: number[] = [];
  const lines: number[] = [];
  const items: (number | null)[] = [];
  const roles: number[] = [];
  const quantities: (string | null)[] = [];
  const units: (string | null)[] = [];
  let place = 0;
  for (const { event } of events) {
    place += 1;
    let line = 0;
    for (const { key, role, classLevel, quantity, unit } of event.items) {
      places.push(place);
      lines.push(line);
      items.push(ids.get(key) ?? null);
      roles.push(2 * roleCodes[role] + (classLevel ? 1 : 0));
      quantities.push(quantity);
      units.push(unit);
      line += 1;
    }
  }
  return [
    intArray(places),
    intArray(lines),
    bigintArray(items),
    intArray(roles),
    textArray(quantities),
    textArray(units),
  ];
};

const insertDocuments = async (tx: Transaction, events: readonly LogRecord[]): Promise<void> => {
  const documents = events.flatMap(({ position, event }) =>
    event.businessTransactions.map((document, line) => ({ position, line, ...document })),
  );
  if (documents.length === 0) return;
  await tx.query(
    `insert into projection.event_document (position, line, type, uri, number)
     select unnest($1::bigint[]), unnest($2::int[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[])`,
    [
      bigintArray(documents.map(({ position }) => position)),
      intArray(documents.map(({ line }) => line)),
      textArray(documents.map(({ type }) => type)),
      textArray(documents.map(({ id }) => id)),
      textArray(documents.map(({ id }) => indexedNumber(id))),
    ],
  );
};
