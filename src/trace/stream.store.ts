import { readBirths, readFirstTellers } from '../projections/birth.store.ts';
import { readItems } from '../projections/item.store.ts';
import { type GraphRequest, readClaimsOf } from './graph.store.ts';
import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { believed } from '../projections/believed.ts';
import { quantityName } from './graph.store.ts';
import type { TracedQuantity } from './traced-quantity.ts';

/** An item in an event, in the role it has there. */
export interface QuantityAsked {
  readonly position: number;
  readonly item: number;
  readonly role: 'INPUT' | 'OUTPUT';
}

/** Roles by their number in the read model (core/epcis/event.ts, itemRoles). */
const roles = { INPUT: 1, OUTPUT: 2 } as const;

interface Row {
  readonly ordinality: string;
  readonly quantity: string | null;
  readonly unit: string | null;
}

/** What events say of items, by `quantityName`; what cannot be added up, or is not recorded, is left out. */
export const readStreamQuantities = async (
  tx: Transaction,
  asked: readonly QuantityAsked[],
  known: number,
): Promise<ReadonlyMap<string, TracedQuantity>> => {
  const rows = await tx.query<Row>(
    `select told.ordinality, coalesce(line.quantity, load.quantity) as quantity, coalesce(line.unit, load.unit) as unit
     from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as told(position, item, role, ordinality)
     left join lateral (
       select trim_scale(sum(l.quantity))::text as quantity, min(l.unit) as unit
       from projection.event_item l
       where l.item = told.item and l.position = told.position and l.role = told.role and ${believed('l', '$4')}
       having count(*) = count(l.quantity) and count(distinct coalesce(l.unit, '')) = 1
       offset 0
     ) line on true
     left join lateral (
       select trim_scale(sum(c.quantity))::text as quantity, min(c.unit) as unit
       from projection.contain c
       where line.quantity is null and told.role = ${roles.INPUT}
         and not exists (
           select from projection.event_item l
           where l.item = told.item and l.position = told.position and l.role = ${roles.INPUT} and ${believed('l', '$4')}
         )
         and c.child = told.item and c.kind = 1 and c.until_position = told.position and ${believed('c', '$4')}
       having count(*) = count(c.quantity) and count(distinct coalesce(c.unit, '')) = 1
       offset 0
     ) load on true`,
    [
      bigintArray(asked.map(({ position }) => position)),
      bigintArray(asked.map(({ item }) => item)),
      bigintArray(asked.map(({ role }) => roles[role])),
      known,
    ],
  );
  return new Map(
    rows.flatMap(({ ordinality, quantity, unit }) => {
      const one = asked[Number(ordinality) - 1];
      if (one === undefined || quantity === null) return [];
      return [[quantityName(one.position, one.item, one.role), { value: quantity, unit }] as const];
    }),
  );
};

/** What is recorded of some items. */
export const readBlock = async (
  tx: Transaction,
  ids: readonly number[],
  asked: Pick<GraphRequest, 'known' | 'at' | 'direction'>,
) => {
  const births = await readBirths(tx, ids, asked);
  const unborn = ids.filter((id) => !births.births.has(id));
  return {
    births,
    firstTellers: await readFirstTellers(tx, unborn, asked),
    claimed: await readClaimsOf(tx, ids, asked),
    items: await readItems(tx, ids),
  };
};
