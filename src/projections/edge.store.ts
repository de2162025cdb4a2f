import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

/** Transformations that a batch added or closed, and their items. */
export interface TouchedXforms {
  readonly opened: readonly number[];
  readonly closed: readonly number[];
  /** Items that gained or lost a maker: all their edges are looked at again. */
  readonly made: readonly number[];
  /** Items that gained a user: only the new users' edges are. */
  readonly used: readonly number[];
}

/**
 * The edges as the rules want them (`core/lineage/transformations.ts`, feeds): a maker feeds a use that is not earlier, or every use
 * that is earlier than all makers; where a transformation makes a piece, its membership in a lot is followed forward only (kind 2).
 */
const DESIRED = `
  with uses as (
    select i.item, i.xform, i.event_time from projection.xform_item i
    where i.item = any($2::bigint[]) and i.role = 1 and i.known_until is null
    union
    select i.item, i.xform, i.event_time from projection.xform_item i
    where i.item = any($3::bigint[]) and i.role = 1 and i.xform = any($4::bigint[]) and i.known_until is null
  ), used as (
    select distinct item from uses
  ), makers as (
    select i.item, i.xform, x.kind, i.event_time
    from used join projection.xform_item i on i.item = used.item and i.role = 2 and i.known_until is null
    join projection.xform x on x.id = i.xform
  ), made as (
    select item, bool_or(kind = 1) as by_xform,
      coalesce(min(event_time) filter (where kind = 1), min(event_time)) as first_made
    from makers group by item
  ), desired as (
    select m.xform as src, u.xform as dst, m.item, case when m.kind = 2 and made.by_xform then 2 else 1 end as kind
    from makers m join made on made.item = m.item join uses u on u.item = m.item
    where (m.kind = 2 and made.by_xform) or m.event_time <= u.event_time or made.first_made > u.event_time
  ), present as (
    select e.id, e.src, e.dst, e.item, e.kind from projection.xedge e
    where e.item = any($2::bigint[]) and e.known_until is null
  )`;

/** Closes the edges that do not hold any more and adds those that do since this batch. */
export const refreshEdges = async (
  tx: Transaction,
  touched: TouchedXforms,
  knownFrom: number,
): Promise<void> => {
  if (touched.closed.length > 0) {
    await tx.query(
      `update projection.xedge set known_until = $1
       where (src = any($2::bigint[]) or dst = any($2::bigint[])) and known_until is null`,
      [knownFrom, bigintArray(touched.closed)],
    );
  }
  const used = touched.used.filter((item) => !touched.made.includes(item));
  await tx.query(
    `${DESIRED}, ended as (
       update projection.xedge e set known_until = $1
       from present p where e.id = p.id and not exists (
         select from desired d where d.src = p.src and d.dst = p.dst and d.item = p.item and d.kind = p.kind)
     )
     insert into projection.xedge (src, dst, item, kind, known_from)
     select d.src, d.dst, d.item, d.kind, $1 from desired d
     where not exists (
       select from present p where p.src = d.src and p.dst = d.dst and p.item = d.item and p.kind = d.kind)`,
    [knownFrom, bigintArray(touched.made), bigintArray(used), bigintArray(touched.opened)],
  );
};
