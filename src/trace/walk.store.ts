import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';

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
  /** Owner and transformationID; null: it stands alone. */
  readonly process: string | null;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly level: number;
  /** Items through which it was met. */
  readonly met: ReadonlySet<number>;
}

interface MeetingRow {
  readonly xform: string;
  readonly level: number;
  readonly through: string | null;
}

interface XformRow {
  readonly id: string;
  readonly position: string;
  readonly kind: number;
  readonly owner: string;
  readonly process: string | null;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

interface Meetings {
  level: number;
  readonly met: Set<number>;
}

const collect = (rows: readonly MeetingRow[]): ReadonlyMap<string, Meetings> => {
  const meetings = new Map<string, Meetings>();
  for (const { xform, level, through } of rows) {
    const known = meetings.get(xform) ?? { level, met: new Set<number>() };
    known.level = Math.min(known.level, level);
    if (through !== null) known.met.add(Number(through));
    meetings.set(xform, known);
  }
  return meetings;
};

/** Walks the edges and answers every transformation that was reached. */
export const walkEdges = async (
  tx: Transaction,
  request: WalkRequest,
): Promise<readonly ReachedXform[]> => {
  const walker = request.direction === 'BACK' ? 'edge_back' : 'edge_forward';
  const rows = await tx.query<MeetingRow>(
    `select xform, level, through from projection.${walker}($1::bigint[], $2, $3::timestamptz, $4, $5)`,
    [bigintArray(request.start), request.known, request.at, request.depth, MEETINGS_MAX],
  );
  const meetings = collect(rows);
  const xforms = await tx.query<XformRow>(
    `select id, position, kind, owner, process, inputs, outputs from projection.xform where id = any($1::bigint[])`,
    [bigintArray([...meetings.keys()].map(Number))],
  );
  return xforms.map((row) => ({
    id: Number(row.id),
    position: Number(row.position),
    kind: row.kind === 1 ? 'MADE' : 'MEMBER',
    process: row.process === null ? null : `${row.owner} ${row.process}`,
    inputs: row.inputs.map(Number),
    outputs: row.outputs.map(Number),
    level: meetings.get(row.id)?.level ?? 0,
    met: meetings.get(row.id)?.met ?? new Set(),
  }));
};
