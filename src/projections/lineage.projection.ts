import { Injectable } from '@nestjs/common';
import type { LogRecord } from '../core/epcis/event.ts';
import {
  isClassKey,
  type Transformation,
  transformationsOf,
} from '../core/lineage/transformations.ts';
import {
  arrayLiteral,
  bigintArray,
  instantArray,
  intArray,
  textArray,
} from '../log/binary-array.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readCountedBatch } from './counted.ts';
import { refreshEdges, type TouchedXforms } from './edge.store.ts';
import { ensureItems } from './item.store.ts';
import { mayBeFilled } from './used-contents.store.ts';
import { namedBy, usedOtherwise, withContents } from './used-contents.ts';

/** Codes of `projection.xform.kind`. */
const kindCodes: Readonly<Record<Transformation['kind'], number>> = { MADE: 1, MEMBER: 2 };
/** Codes of `projection.xform_item.role`. */
const INPUT = 1;
const OUTPUT = 2;

/** A transformation on its way into the read model. */
interface NewXform {
  readonly transformation: Transformation;
  readonly knownFrom: number;
  readonly stillborn: boolean;
}

/** Which items became which: `core/lineage` says what an event means, here it is kept so that a walk is a few look-ups. */
@Injectable()
export class LineageProjection implements Projector {
  readonly name = 'lineage';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    const knownFrom = records[0]?.knownFrom;
    if (knownFrom === undefined) return;
    const { closed, stillborn, events, restated, withdrawn } = await readCountedBatch(tx, records);
    const told = await withContents(tx, [...restated, ...events].flatMap(transformationsOf), {
      known: knownFrom,
      filled: restated.length === 0 ? mayBeFilled(tx, knownFrom) : null,
    });
    const again = await usedOtherwise(tx, records, closed);
    const gone = [...closed, ...again.map(({ position }) => position)];
    const closedXforms = await closeXforms(tx, [...new Set(gone)], knownFrom);
    const wrong = new Set([...stillborn, ...withdrawn.map(({ position }) => position)]);
    const xforms = [...again, ...told, ...membersOf(withdrawn)].map((transformation) => ({
      transformation,
      knownFrom,
      stillborn: wrong.has(transformation.position),
    }));
    const opened = await insertXforms(tx, xforms);
    if (closedXforms.length + opened.length === 0) return;
    await refreshEdges(tx, touched(opened, closedXforms), knownFrom);
  }
}

/**
 * Lots that pieces were said to be born into by what never counted and is declared wrong: no line names such a lot, so without a membership
 * nothing would tell that it was corrected.
 */
const membersOf = (withdrawn: readonly LogRecord[]): readonly Transformation[] =>
  withdrawn.flatMap(transformationsOf).filter(({ kind }) => kind === 'MEMBER');

/** A transformation in the read model, with the items that join something. */
interface KeptXform {
  readonly id: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const touched = (opened: readonly KeptXform[], closed: readonly KeptXform[]): TouchedXforms => ({
  closed: closed.map(({ id }) => id),
  remade: [...new Set(closed.flatMap(({ outputs }) => outputs))],
  gained: [...new Set(opened.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]))],
  firstOpened: opened.length === 0 ? null : Math.min(...opened.map(({ id }) => id)),
});

/** Closes them; answers their items, without those that join nothing (kind 2: a bare GTIN). */
const closeXforms = async (
  tx: Transaction,
  positions: readonly number[],
  knownUntil: number,
): Promise<readonly KeptXform[]> => {
  if (positions.length === 0) return [];
  const rows = await tx.query<{ id: string; inputs: string[]; outputs: string[] }>(
    `with closed as (
       update projection.xform set known_until = $2
       where position = any($1::bigint[]) and known_until is null
       returning id, inputs, outputs
     ), items as (
       update projection.xform_item i set known_until = $2 from closed where i.xform = closed.id and i.known_until is null
         and i.item = any(closed.inputs || closed.outputs)
       returning i.xform
     )
     select id, array(select i.id from projection.item i where i.id = any(inputs) and i.kind <> 2) as inputs,
       array(select i.id from projection.item i where i.id = any(outputs) and i.kind <> 2) as outputs
     from closed`,
    [bigintArray(positions), knownUntil],
  );
  return rows.map(({ id, inputs, outputs }) => ({
    id: Number(id),
    inputs: inputs.map(Number),
    outputs: outputs.map(Number),
  }));
};

/** Adds them with their items; answers those that are believed, without items that join nothing (a bare GTIN). */
const insertXforms = async (
  tx: Transaction,
  xforms: readonly NewXform[],
): Promise<readonly KeptXform[]> => {
  if (xforms.length === 0) return [];
  const ids = await ensureItems(
    tx,
    xforms.flatMap(({ transformation }) => namedBy(transformation)),
  );
  const itemIds = (keys: readonly string[]): readonly number[] =>
    keys.flatMap((key) => ids.get(key) ?? []);
  const joins = (keys: readonly string[]): readonly number[] =>
    itemIds(keys.filter((key) => !isClassKey(key)));
  const rows = await insertRows(tx, xforms, itemIds);
  return xforms.flatMap(({ transformation, stillborn }, index) =>
    stillborn
      ? []
      : [
          {
            id: rows[index] ?? 0,
            inputs: joins(transformation.inputs),
            outputs: joins(transformation.outputs),
          },
        ],
  );
};

type ItemIds = (keys: readonly string[]) => readonly number[];

/**
 * Transformations and their items at once. The ids are drawn first, so that they stand in the order of the transformations whatever
 * order the insert takes; an item line names its transformation by its place among them, from 1 ($8).
 */
const INSERT = `
  with fresh as materialized (
    select nextval(pg_get_serial_sequence('projection.xform', 'id')) as id, given.*
    from unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $12::bigint[], $13::text[])
      with ordinality as given(position, kind, owner, process, event_time, inputs, outputs, known_until, carriers, place)
  ), added as (
    insert into projection.xform (id, position, kind, owner, process, event_time, inputs, outputs, known_from, known_until, carriers)
    overriding system value
    select id, position, kind, owner, process, event_time, coalesce(inputs, '{}')::bigint[], coalesce(outputs, '{}')::bigint[],
      $11::bigint, known_until, carriers::bigint[] from fresh
  ), drawn as materialized (
    select array_agg(id order by place) as ids from fresh
  ), lines as (
    insert into projection.xform_item (item, role, xform, event_time, known_from, known_until)
    select item, role, drawn.ids[place], ($5::timestamptz[])[place], $11::bigint, ($12::bigint[])[place]
    from drawn cross join (
      select unnest($8::int[]) as place, unnest($9::bigint[]) as item, unnest($10::int[]) as role
    ) given
  )
  select id from fresh order by place`;

const insertRows = async (
  tx: Transaction,
  xforms: readonly NewXform[],
  itemIds: ItemIds,
): Promise<readonly number[]> => {
  const members = xforms.map(({ transformation: { inputs, outputs, carriers } }) => ({
    inputs: itemIds(inputs),
    outputs: itemIds(outputs),
    carriers: itemIds(carriers),
  }));
  const lines = members.flatMap(({ inputs, outputs }, index) => {
    const line = (role: number) => (item: number) => ({ item, role, place: index + 1 });
    return [...inputs.map(line(INPUT)), ...outputs.map(line(OUTPUT))];
  });
  const listText = (ids: readonly number[]): string | null => arrayLiteral(ids.map(String));
  const rows = await tx.query<{ id: string }>(INSERT, [
    bigintArray(xforms.map(({ transformation }) => transformation.position)),
    intArray(xforms.map(({ transformation }) => kindCodes[transformation.kind])),
    bigintArray(xforms.map(({ transformation }) => transformation.owner)),
    textArray(xforms.map(({ transformation }) => transformation.process)),
    instantArray(xforms.map(({ transformation }) => transformation.instant)),
    textArray(members.map(({ inputs }) => listText(inputs))),
    textArray(members.map(({ outputs }) => listText(outputs))),
    intArray(lines.map(({ place }) => place)),
    bigintArray(lines.map(({ item }) => item)),
    intArray(lines.map(({ role }) => role)),
    xforms[0]?.knownFrom ?? 0,
    bigintArray(xforms.map(({ knownFrom, stillborn }) => (stillborn ? knownFrom : null))),
    textArray(members.map(({ carriers }) => (carriers.length === 0 ? null : listText(carriers)))),
  ]);
  return rows.map(({ id }) => Number(id));
};
