import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { contentColumns } from './check-rows.store.ts';
import type { Shadow } from './check-shadow.store.ts';

/** What makes a transformation the same one: no event has two that agree in all of it. */
const IDENTITY = ['position', 'kind', 'inputs', 'outputs'];

const sidesOf = ({ schema }: Shadow): string => {
  const rows = (of: string): string =>
    `select t.id, row(${IDENTITY.map((name) => `t.${name}`).join(', ')})::text as content,
       row_number() over (partition by ${IDENTITY.map((name) => `t.${name}`).join(', ')} order by t.id) as nth
     from ${of}.xform t where t.position = any($1::bigint[])`;
  return `with kept as materialized (${rows('projection')}), wanted as materialized (${rows(schema)})`;
};

/**
 * Mends the transformations of some positions. They keep their ids, by which other rows know them, where the items agree; the edges of one
 * that is not true go with it.
 */
export const repairXforms = async (
  tx: Transaction,
  shadow: Shadow,
  positions: readonly number[],
): Promise<{ readonly deleted: number; readonly inserted: number }> => {
  const parameters = [bigintArray(positions)];
  const sides = sidesOf(shadow);
  const names = await contentColumns(tx, 'xform');
  const rest = names.filter((name) => !IDENTITY.includes(name));
  const values = (alias: string): string => rest.map((name) => `${alias}.${name}`).join(', ');
  const changed = await tx.query(
    `${sides} update projection.xform t set (${rest.join(', ')}) = row(${values('s')})
     from kept k join wanted w using (content, nth) join ${shadow.schema}.xform s on s.id = w.id
     where t.id = k.id and row(${values('t')}) is distinct from row(${values('s')}) returning 1`,
    parameters,
  );
  const gone = await tx.query<{ id: string }>(
    `${sides} delete from projection.xform t where t.id = any(array(
       select k.id from kept k where not exists (select from wanted w where w.content = k.content and w.nth = k.nth)))
     returning t.id`,
    parameters,
  );
  if (gone.length > 0) {
    const ids = bigintArray(gone.map(({ id }) => Number(id)));
    await tx.query('delete from projection.xedge where src = any($1::bigint[])', [ids]);
    await tx.query('delete from projection.xedge where dst = any($1::bigint[])', [ids]);
  }
  const added = await tx.query(
    `${sides} insert into projection.xform (${names.join(', ')})
     select ${names.map((name) => `s.${name}`).join(', ')}
     from wanted w join ${shadow.schema}.xform s on s.id = w.id
     where not exists (select from kept k where k.content = w.content and k.nth = w.nth)
     order by s.id returning 1`,
    parameters,
  );
  return { deleted: changed.length + gone.length, inserted: changed.length + added.length };
};
