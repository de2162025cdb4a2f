import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import { instantOf } from '../projections/believed.ts';

/** More meetings than this are not walked: the answer says TOO_LARGE. */
export const MEETINGS_MAX = 200_000;

/** What is walked. */
export interface WalkRequest {
  /** Internal ids of the items that the walk starts from. */
  readonly start: readonly number[];
  readonly direction: 'BACK' | 'FORWARD';
  /** As known at this log position. */
  readonly known: number;
  /** Later events are left out; ISO 8601, null: none. */
  readonly at: string | null;
  /** Links at most. */
  readonly depth: number;
}

/** A transformation, at the level at which the walk reached it. */
export interface ReachedXform {
  readonly id: number;
  readonly position: number;
  readonly kind: 'MADE' | 'MEMBER';
  /** Organisation whose event it is. */
  readonly owner: number;
  /** Event time, UTC with microseconds. */
  readonly instant: string;
  /** Owner and transformationID; null: it stands alone. */
  readonly process: string | null;
  /** Items on its far side: inputs when walking back, outputs when walking forward. */
  readonly beyond: readonly number[];
  /** Walking back: those of them in which others of them were packed. */
  readonly carriers: readonly number[];
  readonly level: number;
  /** Items through which it was met. */
  readonly met: ReadonlySet<number>;
  /** How often it was met: an item may lead to it at several levels. */
  readonly meetings: number;
}

interface XformRow {
  readonly id: string;
  readonly position: string;
  readonly kind: number;
  readonly owner: string;
  readonly instant: string;
  readonly process: string | null;
  readonly beyond: string;
  readonly carriers: string | null;
  readonly level: number;
  readonly met: string | null;
}

/** Numbers of an array that came as text: node-postgres takes half the time of a walk to read arrays. */
const numbersIn = (text: string): readonly number[] =>
  text === '' ? [] : text.split(',').map(Number);

/** The array makes the planner read transformations by their ids, however few there are in all. */
export const walkSql = (direction: WalkRequest['direction']): string => `
  with walked as materialized (
    select xform, min(level) as level, string_agg(through::text, ',') as met
    from projection.${direction === 'BACK' ? 'edge_back' : 'edge_forward'}($1::bigint[], $2, $3::timestamptz, $4, $5)
    group by xform
  )
  select x.id, x.position, x.kind, x.owner,
    ${instantOf('x.event_time')} as instant, x.owner || ' ' || x.process as process, walked.level, walked.met,
    array_to_string(${direction === 'BACK' ? 'x.inputs' : 'x.outputs'}, ',') as beyond,
    ${direction === 'BACK' ? "array_to_string(x.carriers, ',')" : 'null'} as carriers
  from projection.xform x join walked on walked.xform = x.id
  where x.id = any(array(select xform from walked))`;

/** Walks the edges and answers every transformation that was reached. */
export const walkEdges = async (
  tx: Transaction,
  { start, direction, known, at, depth }: WalkRequest,
): Promise<readonly ReachedXform[]> => {
  const rows = await tx.query<XformRow>(walkSql(direction), [
    bigintArray(start),
    known,
    at,
    depth,
    MEETINGS_MAX,
  ]);
  return rows.map((row) => {
    const met = numbersIn(row.met ?? '');
    return {
      id: Number(row.id),
      position: Number(row.position),
      kind: row.kind === 1 ? 'MADE' : 'MEMBER',
      owner: Number(row.owner),
      instant: row.instant,
      process: row.process,
      beyond: numbersIn(row.beyond),
      carriers: numbersIn(row.carriers ?? ''),
      level: row.level,
      met: new Set(met),
      meetings: met.length,
    };
  });
};
