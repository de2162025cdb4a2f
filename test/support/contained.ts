import type { LogRecord } from '../../src/core/epcis/event.ts';
import { type Load, loadsOf } from '../../src/core/lineage/containment.ts';
import { knowledgeAt } from '../../src/core/lineage/knowledge.ts';
import type { Transaction } from '../../src/platform/transaction.ts';

/** A load in words that name it by what it says. */
const wordsOf = ({ kind, child, parent, amount, since, until }: Load): string =>
  [kind, child, parent, amount?.value, amount?.unit, since.eventKey, until?.eventKey]
    .map((word) => word ?? '-')
    .join(' ');

const KNOWN = `
  select concat_ws(' ', case c.kind when 1 then 'PACKED' else 'FIXED' end, child.key, parent.key,
    coalesce(trim_scale(c.quantity)::text, '-'), coalesce(c.unit, '-'), since.event_key, coalesce(until.event_key, '-')) as load
  from projection.contain c
  join projection.item child on child.id = c.child join projection.item parent on parent.id = c.parent
  join log.entry since on since.position = c.from_position left join log.entry until on until.position = c.until_position
  where c.known_from <= $1 and (c.known_until is null or c.known_until > $1)
    and c.from_time = since.event_time and c.until_time is not distinct from until.event_time`;

/** The loads of the read model as known at a position, in words and sorted. */
export const keptLoads = async (tx: Transaction, known: number): Promise<readonly string[]> => {
  const rows = await tx.query<{ load: string }>(KNOWN, [known]);
  return rows.map(({ load }) => load).toSorted();
};

/** The loads of the reference as known at a position. */
export const expectedLoads = (records: readonly LogRecord[], known: number): readonly Load[] =>
  loadsOf(knowledgeAt(records, known).believed);

/** Loads in the words of `keptLoads`. */
export const inWords = (loads: readonly Load[]): readonly string[] => loads.map(wordsOf).toSorted();
