import { bigintArray } from '../log/binary-array.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { RecallAnswer, RecallCase, RecallFacts } from './recall-case.ts';
import type { RecallSubject } from '../trace/recall-subject.ts';

interface Row {
  readonly id: string;
  readonly starter: string;
  readonly case_key: string;
  readonly item: string | null;
  readonly product: string | null;
  readonly site: string | null;
  readonly from_time: string | null;
  readonly until_time: string | null;
  readonly reason: string;
  readonly drill: boolean;
  readonly started_at: string;
  readonly closed_at: string | null;
  readonly addressees: readonly string[];
  readonly answers: readonly {
    readonly organisation: number;
    readonly answer: string | null;
    readonly answeredAt: string;
  }[];
}

const utc = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `c.id, c.starter, c.case_key, c.item, c.product, c.site, c.from_time, c.until_time, c.reason, c.drill,
  ${utc('c.started_at')} as started_at, ${utc('c.closed_at')} as closed_at,
  array(select a.organisation::text from cases.recall_addressee a where a.recall_case = c.id order by a.organisation) as addressees,
  (select coalesce(json_agg(json_build_object('organisation', last.organisation, 'answer', last.answer, 'answeredAt', last.at)
      order by last.at, last.id), '[]')
    from (select distinct on (w.organisation) w.id, w.organisation, w.answer, ${utc('w.answered_at')} as at
      from cases.recall_answer w where w.recall_case = c.id order by w.organisation, w.id desc) last) as answers`;

/** Only whoever started a case and the holders that were told may know of it. */
const visibleTo = (parameter: string): string => `(c.starter = ${parameter} or exists (
  select from cases.recall_addressee a where a.recall_case = c.id and a.organisation = ${parameter}))`;

const subjectOf = ({ item, product, site, from_time, until_time }: Row): RecallSubject => {
  if (item !== null) return { kind: 'ITEM', item: Number(item) };
  if (product !== null) return { kind: 'PRODUCT', product };
  return { kind: 'SITE', site: site ?? '', from: from_time ?? '', until: until_time ?? '' };
};

const caseOf = (row: Row): RecallCase => ({
  id: Number(row.id),
  starter: Number(row.starter),
  key: row.case_key,
  subject: subjectOf(row),
  reason: row.reason,
  drill: row.drill,
  startedAt: row.started_at,
  closedAt: row.closed_at,
  addressees: row.addressees.map(Number),
  answers: row.answers,
});

/** Stores a case with the holders to tell. Repeating it changes nothing, whatever it says. */
export const insertRecallCase = async (
  tx: Transaction,
  { starter, key, subject, reason, drill, startedAt }: RecallFacts,
  addressees: readonly number[],
): Promise<void> => {
  const window = subject.kind === 'SITE' ? subject : null;
  await tx.query(
    `with made as (
       insert into cases.recall_case (starter, case_key, item, product, site, from_time, until_time, reason, drill, started_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (starter, case_key) do nothing returning id
     )
     insert into cases.recall_addressee (recall_case, organisation) select made.id, told from made, unnest($11::bigint[]) told`,
    [
      starter,
      key,
      subject.kind === 'ITEM' ? subject.item : null,
      subject.kind === 'PRODUCT' ? subject.product : null,
      window?.site ?? null,
      window?.from ?? null,
      window?.until ?? null,
      reason,
      drill,
      startedAt,
      bigintArray(addressees),
    ],
  );
};

/** The case that an organisation started under a key of its own; null for none. */
export const findRecallCaseByKey = async (
  tx: Transaction,
  starter: number,
  key: string,
): Promise<RecallCase | null> => {
  const [row] = await tx.query<Row>(
    `select ${columns} from cases.recall_case c where c.starter = $1 and c.case_key = $2`,
    [starter, key],
  );
  return row === undefined ? null : caseOf(row);
};

/** A case that an organisation started or was told of; null for any other. */
export const findRecallCase = async (
  tx: Transaction,
  organisation: number,
  id: number,
): Promise<RecallCase | null> => {
  const [row] = await tx.query<Row>(
    `select ${columns} from cases.recall_case c where c.id = $1 and ${visibleTo('$2')}`,
    [id, organisation],
  );
  return row === undefined ? null : caseOf(row);
};

/** Cases that an organisation started or was told of, newest first. */
export const readRecallCases = async (
  tx: Transaction,
  organisation: number,
  { before, rows }: { readonly before: number | null; readonly rows: number },
): Promise<readonly RecallCase[]> => {
  const found = await tx.query<Row>(
    `select ${columns} from (
       select id from cases.recall_case where starter = $1
       union select recall_case from cases.recall_addressee where organisation = $1
     ) mine join cases.recall_case c using (id)
     where $2::bigint is null or c.id < $2 order by c.id desc limit $3`,
    [organisation, before, rows],
  );
  return found.map(caseOf);
};

/** Keeps what a holder says; the same word again is said once. */
export const insertRecallAnswer = async (
  tx: Transaction,
  id: number,
  { organisation, answer, answeredAt }: RecallAnswer,
): Promise<void> => {
  // Two answers of one holder wait for each other, so that of equal ones the second sees the first.
  await tx.query(
    'select from cases.recall_addressee where recall_case = $1 and organisation = $2 for update',
    [id, organisation],
  );
  await tx.query(
    `insert into cases.recall_answer (recall_case, organisation, answer, answered_at)
     select $1, $2, $3, $4
     where not exists (
       select from (select answer from cases.recall_answer where recall_case = $1 and organisation = $2 order by id desc limit 1) last
       where last.answer is not distinct from $3::text)`,
    [id, organisation, answer, answeredAt],
  );
};

/** Ends a case; one that has ended keeps its end. */
export const closeRecallCase = async (
  tx: Transaction,
  id: number,
  closedAt: string,
): Promise<void> => {
  await tx.query(
    'update cases.recall_case set closed_at = $2 where id = $1 and closed_at is null',
    [id, closedAt],
  );
};
