import type { RecordRow } from './picture.ts';

/** Records that stand so near each other that one mark stands for them. */
export interface Mark {
  readonly key: string;
  /** 0 to 1, earliest to latest. */
  readonly at: number;
  readonly records: readonly RecordRow[];
  /** All of them were put right. */
  readonly struck: boolean;
}

/** What one company recorded, oldest first. */
export interface Lane {
  /** Null: it is not known who. */
  readonly who: string | null;
  readonly marks: readonly Mark[];
  readonly records: number;
}

/** Lanes from earliest to latest. */
export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Instants in milliseconds. */
  readonly from: number;
  readonly until: number;
}

/** Marks nearer than this share of the whole time would lie on one another. */
const NEAR = 0.012;

/** When a record's step was: a day without a time is taken as its beginning. */
export const instantOf = ({ time, day }: RecordRow): number => Date.parse(time ?? day);

/** A lane for each company, in the order in which they come in. Every record is in exactly one mark. */
export function lanesOf(records: readonly RecordRow[]): Lanes {
  const instants = records.map(instantOf);
  const from = instants.reduce((least, one) => Math.min(least, one), Infinity);
  const until = instants.reduce((most, one) => Math.max(most, one), -Infinity);
  const span = Math.max(1, until - from);
  const byWho = new Map<string | null, RecordRow[]>();
  for (const record of records) {
    const of = byWho.get(record.who);
    if (of === undefined) byWho.set(record.who, [record]);
    else of.push(record);
  }
  const lanes = [...byWho].map(([who, of]) => ({
    who,
    records: of.length,
    marks: marksOf(of, (record) => (instantOf(record) - from) / span),
  }));
  return { lanes, from, until };
}

function marksOf(
  records: readonly RecordRow[],
  placeOf: (record: RecordRow) => number,
): readonly Mark[] {
  const marks: { key: string; at: number; records: RecordRow[]; struck: boolean }[] = [];
  for (const record of records) {
    const at = placeOf(record);
    const struck = record.correctedBy !== null;
    const last = marks.at(-1);
    if (last !== undefined && last.struck === struck && at - last.at < NEAR)
      last.records.push(record);
    else marks.push({ key: record.key, at, records: [record], struck });
  }
  return marks;
}
