import { knownBy } from '../access/versions.ts';
import { stepKinds } from '../core/epcis/step.ts';
import { gtinOf } from '../core/lineage/transformations.ts';
import { bigintArray, intArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';
import { type ItemRow, readItems } from '../projections/item.store.ts';
import type { Asked } from '../query/moment.ts';
import { assemble, type WalkLink } from './assemble.ts';
import { MEETINGS_MAX, walkEdges } from './walk.store.ts';
import type { RecallSubject } from './recall-subject.ts';

/** Links followed at most: more than any chain has. */
const DEPTH_MAX = 200;

/** After these what an event names is no longer where it was read. */
const LEAVING = ['SHIP', 'SELL', 'DESTROY'].map((word) =>
  stepKinds.findIndex((kind) => kind === word),
);

/** What is recalled, before what lay in it and what was made from it. */
export interface RecallStart {
  /** Internal ids of items. */
  readonly items: readonly number[];
  /** Of those, what only may have been at the place: their holdings at the beginning of the time tell. */
  readonly perhaps: readonly number[];
}

/** Everything made from something. */
export interface Affected {
  readonly items: readonly ItemRow[];
  /** Fewest links from what is recalled, by internal id. */
  readonly distances: ReadonlyMap<number, number>;
  /** Between them; null: too many to be held. */
  readonly links: readonly WalkLink[] | null;
  /** False: the chain is longer or wider than one walk. */
  readonly complete: boolean;
}

const idsOf = (rows: readonly { readonly id: string }[]): readonly number[] =>
  rows.map(({ id }) => Number(id));

/** The product line, and every lot and piece of it, of which something is known. */
const readProduct = async (
  tx: Transaction,
  product: string,
  known: number,
): Promise<readonly number[]> => {
  const gtin = gtinOf(product);
  // Without a GTIN its lots and pieces are named below it: `/` comes right before `0`.
  const [below, named] =
    gtin === null ? ["key >= $1 || '/' and key < $1 || '0'", product] : ['gtin = $1', gtin];
  const rows = await tx.query<{ id: string }>(
    `select id from projection.item where ${below} and first_position <= $2
     union select id from projection.item where key = $3 and first_position <= $2`,
    [named, known, product],
  );
  return idsOf(rows);
};

/** SQL of a place (`$1`) and what is, or ever was, part of it by what was known at an instant, by canonical key. */
const placeKnownBy = (knownAt: string): string => `
  with recursive within as (
    select n.site from masterdata.site_number n where n.key = $1 and ${knownBy('n.recorded_at', knownAt)}
    union select v.site from masterdata.site_version v join within on v.within = within.site
    where ${knownBy('v.recorded_at', knownAt)}
  ), place as materialized (
    select $1::text as key
    union select n.key from masterdata.site_number n join within using (site) where ${knownBy('n.recorded_at', knownAt)}
  )`;

/** The canonical keys of a place and of what is part of it, as known at an instant; null: now. */
export const readPlace = async (
  tx: Transaction,
  site: string,
  knownAt: string | null,
): Promise<ReadonlySet<string>> => {
  const sql = `${placeKnownBy('$2')} select key from place`;
  const rows = await tx.query<{ key: string }>(sql, [site, knownAt]);
  return new Set(rows.map(({ key }) => key));
};

/**
 * What was at a place (`$1`) in a time (`$2` to `$3`), and what had come there before: named there, received there, or in a container
 * that was. Of the latter the holdings at the beginning of the time must tell (`perhaps`), but of things that were last named elsewhere.
 */
const WINDOW = `${placeKnownBy('$6')}, there as (
    select e.position from place cross join lateral (
      select e.position from log.entry e
      where e.biz_location = place.key and e.event_time >= $2::timestamptz and e.event_time < $3::timestamptz offset 0
    ) e
    union
    select e.position from log.entry e
    where e.event_time >= $2::timestamptz and e.event_time < $3::timestamptz and e.read_point in (select key from place)
    union
    select h.position from projection.hand_over h
    where h.event_time >= $2::timestamptz and h.event_time < $3::timestamptz and ${believed('h', '$4')}
      and (h.side = 2 and h.receiver_site in (select key from place) or h.side = 1 and h.sender_site in (select key from place))
  ), seen as (
    select distinct line.item from there cross join lateral (
      select l.item from projection.event_item l where l.position = there.position and ${believed('l', '$4')} offset 0
    ) line
  ), came as (
    select line.item, min(e.event_time) as since, bool_or(e.named) as named, bool_or(not e.named) as received
    from place cross join lateral (
      select e.position, e.event_time, true as named
      from log.entry e where e.biz_location = place.key and e.event_time < $2::timestamptz
      union all
      select e.position, e.event_time, true from log.entry e
      where e.read_point = place.key and e.biz_location is null and e.event_time < $2::timestamptz
      union all
      select h.position, h.event_time, false from projection.hand_over h join log.entry e on e.position = h.position
      where h.side = 2 and h.receiver_site = place.key and h.event_time < $2::timestamptz and ${believed('h', '$4')}
        and coalesce(e.biz_location, e.read_point) is distinct from place.key
      offset 0
    ) e cross join lateral (
      select l.item from projection.event_item l where l.position = e.position and ${believed('l', '$4')} offset 0
    ) line
    group by line.item
  ), emptied(item, since, taken) as (
    select item, since, false from came
    union
    select load.child, load.since, true from emptied cross join lateral (
      select c.child, greatest(c.from_time, emptied.since) as since from projection.contain c
      where c.parent = emptied.item and c.kind = 1 and ${believed('c', '$4')}
        and c.until_time >= emptied.since and c.until_time <= $2::timestamptz
      offset 0
    ) load
  ), earlier as (
    select item from came where named and item not in (select item from seen)
  ), kept as (
    select earlier.item, i.kind in (1, 2) as lot, last.here
    from earlier join projection.item i on i.id = earlier.item cross join lateral (
      -- Of what was told for one instant nobody knows what came last: any of it may say that it stayed.
      select coalesce(bool_or(placed.key in (select key from place) and not (placed.left_by and placed.step = any($5::int[]))), false)
        as here
      from (
        select coalesce(e.biz_location, e.read_point) as key, e.biz_location is null as left_by, e.step,
          rank() over (order by l.event_time desc) as nth
        from projection.event_item l join log.entry e on e.position = l.position
        where l.item = earlier.item and ${believed('l', '$4')} and l.event_time < $2::timestamptz
          and (e.biz_location is not null or e.read_point is not null)
      ) placed
      where placed.nth = 1
    ) last
    where i.kind in (1, 2) or last.here
  ), told as (
    select item from came where received union select item from emptied where taken
  )
  select item as id, false as perhaps from seen union all select item, lot and not here from kept
  union all select item, true from told
  where item not in (select item from seen) and item not in (select item from kept)`;

/** What was at a place in a time, and what was there before and may have stayed: a lot that was sent away may have been sent in part. */
const readWindow = async (
  tx: Transaction,
  { site, from, until }: Extract<RecallSubject, { kind: 'SITE' }>,
  { known, namesAt }: Asked,
): Promise<RecallStart> => {
  const rows = await tx.query<{ id: string; perhaps: boolean }>(WINDOW, [
    site,
    from,
    until,
    known,
    intArray(LEAVING),
    namesAt,
  ]);
  const perhaps = rows.filter((row) => row.perhaps);
  return { items: idsOf(rows), perhaps: idsOf(perhaps) };
};

/** What ever lay in some things, through all levels, each load within the time of the one around it (domain rules 11, 38). */
const INSIDE = `
  with recursive inside as (
    select item, lower(span) as since, upper(span) as until
    from unnest($1::bigint[]) as given(item), tstzrange($2::timestamptz, $3::timestamptz) as span
    union
    select load.child, greatest(inside.since, load.from_time), least(inside.until, load.until_time)
    from inside cross join lateral (
      select c.child, c.from_time, coalesce(c.until_time, 'infinity') as until_time from projection.contain c
      where c.parent = inside.item and c.kind = 1 and ${believed('c', '$4')} offset 0
    ) load
    where greatest(inside.since, load.from_time) < least(inside.until, load.until_time)
  )
  select distinct item as id from inside`;

/** What is recalled, without what lay in it; as known when it is asked of. */
export const readRecallStart = async (
  tx: Transaction,
  subject: RecallSubject,
  asked: Asked,
): Promise<RecallStart> => {
  const { known } = asked;
  switch (subject.kind) {
    case 'SITE':
      return readWindow(tx, subject, asked);
    case 'PRODUCT':
      return { items: await readProduct(tx, subject.product, known), perhaps: [] };
    case 'ITEM': {
      const [item] = await readItems(tx, [subject.item]);
      const whole = item?.kind === 'CLASS' ? await readProduct(tx, item.key, known) : [];
      return { items: [...new Set([subject.item, ...whole])], perhaps: [] };
    }
  }
};

/** What lay in some things that are recalled, and they: at a place in its time, else ever; as known at a log position. */
export const readRecalledInside = async (
  tx: Transaction,
  subject: RecallSubject,
  { items, known }: { readonly items: readonly number[]; readonly known: number },
): Promise<readonly number[]> => {
  const { from, until } =
    subject.kind === 'SITE' ? subject : { from: '-infinity', until: 'infinity' };
  return idsOf(await tx.query<{ id: string }>(INSIDE, [bigintArray(items), from, until, known]));
};

/** Some items and everything that was made from them, as known at a log position. */
export const readAffected = async (
  tx: Transaction,
  start: readonly number[],
  known: number,
): Promise<Affected> => {
  const asked = { start, direction: 'FORWARD', known, at: null, depth: DEPTH_MAX } as const;
  const xforms = await walkEdges(tx, asked);
  const graph = assemble(xforms, asked);
  const meetings = xforms.reduce((sum, one) => sum + one.meetings, 0);
  return {
    items: await readItems(tx, [...graph.distances.keys()]),
    distances: graph.distances,
    links: graph.incomplete ? null : graph.links,
    complete: meetings <= MEETINGS_MAX && graph.cut.size === 0,
  };
};
