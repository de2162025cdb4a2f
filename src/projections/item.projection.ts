import { Injectable } from '@nestjs/common';
import { type ItemLine, itemRoles, type LogRecord } from '../core/epcis/event.ts';
import { isDeclaration } from '../core/lineage/knowledge.ts';
import { bigintArray, intArray, textArray } from '../log/binary-array.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { ensureItems } from './item.store.ts';
import { type BatchKnowledge, readBatchKnowledge } from './knowledge.store.ts';

interface Line {
  readonly record: LogRecord;
  readonly index: number;
  readonly item: ItemLine;
}

/** Which items every event names, in which role and how much of them; and the documents that go with it. */
@Injectable()
export class ItemProjection implements Projector {
  readonly name = 'items';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    if (records.length === 0) return;
    const knowledge = await readBatchKnowledge(tx, records);
    const events = records.filter((record) => !isDeclaration(record));
    await closeItems(tx, knowledge.closed, records[0]?.knownFrom ?? 0);
    await insertLines(tx, events, knowledge);
    await insertDocuments(tx, events);
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
  const lines: readonly Line[] = events.flatMap((record) =>
    record.event.items.map((item, index) => ({ record, index, item })),
  );
  if (lines.length === 0) return;
  const ids = await ensureItems(
    tx,
    lines.map(({ record, item }) => ({
      key: item.key,
      uri: item.id,
      classLevel: item.classLevel,
      position: record.position,
    })),
  );
  await tx.query(
    `insert into projection.event_item
       (position, line, item, role, class_level, quantity, unit, event_time, known_from, known_until)
     select position, line, item, role, class_level = 1, quantity, unit, event_time, known_from, known_until
     from unnest($1::bigint[], $2::int[], $3::bigint[], $4::int[], $5::text[]::numeric[], $6::text[],
       $7::text[]::timestamptz[], $8::bigint[], $9::bigint[], $10::int[])
       as given(position, line, item, role, quantity, unit, event_time, known_from, known_until, class_level)`,
    [
      bigintArray(lines.map(({ record }) => record.position)),
      intArray(lines.map(({ index }) => index)),
      bigintArray(lines.map(({ item }) => ids.get(item.key) ?? null)),
      intArray(lines.map(({ item }) => itemRoles.indexOf(item.role))),
      textArray(lines.map(({ item }) => item.quantity)),
      textArray(lines.map(({ item }) => item.unit)),
      textArray(lines.map(({ record }) => record.event.time.instant)),
      bigintArray(lines.map(({ record }) => record.knownFrom)),
      bigintArray(
        lines.map(({ record }) =>
          knowledge.stillborn.has(record.position) ? record.knownFrom : null,
        ),
      ),
      intArray(lines.map(({ item }) => (item.classLevel ? 1 : 0))),
    ],
  );
};

/** The number as people write it: what stands after the last colon or slash. */
const documentNumber = (uri: string): string => /[^:/]+$/.exec(uri)?.[0] ?? uri;

const insertDocuments = async (tx: Transaction, events: readonly LogRecord[]): Promise<void> => {
  const documents = events.flatMap(({ position, event }) =>
    event.businessTransactions.map((document, line) => ({ position, line, ...document })),
  );
  if (documents.length === 0) return;
  await tx.query(
    `insert into projection.event_document (position, line, type, uri, number)
     select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[])`,
    [
      bigintArray(documents.map(({ position }) => position)),
      intArray(documents.map(({ line }) => line)),
      textArray(documents.map(({ type }) => type)),
      textArray(documents.map(({ id }) => id)),
      textArray(documents.map(({ id }) => documentNumber(id).slice(0, 500))),
    ],
  );
};
