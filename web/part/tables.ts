import { csvText } from '../../src/core/csv.ts';
import type { Amount } from './answer.ts';
import type { Picture } from './picture.ts';

/** How the values of a column are written for people; a file has them as they are. */
export type ColumnKind =
  | 'text'
  | 'number'
  | 'amount'
  | 'share'
  | 'country'
  | 'day'
  | 'time'
  | 'step'
  | 'status'
  | 'hop'
  | 'link'
  | 'gap'
  | 'yes';

/** One value; null: not recorded. */
export type Cell = string | number | boolean | Amount | null;

/** A column; its heading is the message `part.column.<id>`. */
export interface Column {
  readonly id: string;
  readonly kind: ColumnKind;
}

/** A row by the key of what it stands for. */
export interface Row {
  readonly key: string;
  readonly cells: readonly Cell[];
  /** Was put right: shown struck through. */
  readonly struck: boolean;
}

/** A table, with the same rows as the picture beside it. */
export interface Table {
  readonly name: TableName;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Of some of what is listed not every line is: the column `lines` says how many there are. */
  readonly isCut: boolean;
}

/** What there is a table of. */
export const tableNames = ['parts', 'links', 'hops', 'records', 'gaps'] as const;
/** One of them. */
export type TableName = (typeof tableNames)[number];

/** Columns by their ids, each with the kind of its values behind a colon where they are not plain text. */
export const columns = (text: string): readonly Column[] =>
  text.split(' ').map((one) => {
    const [id = '', kind = 'text'] = one.split(':');
    return { id, kind: kind as ColumnKind };
  });

const partColumns = columns(
  'part maker country:country day:day quantity:amount share:share distance:number corrected:yes gap:gap',
);
const linkColumns = columns('from to link:link quantity:amount share:share');
const hopColumns = columns(
  'from fromCountry:country to toCountry:country shipped:time received:time hop:hop border:yes part container sent:amount got:amount papers lines:number',
);
const recordColumns = columns(
  'time:time day:day step:step who country:country where part quantity:amount status:status papers lines:number',
);
const gapColumns = columns('gap:gap part ask');

/** A table of the picture. */
export function tableOf(picture: Picture, name: TableName): Table {
  switch (name) {
    case 'parts':
      return { name, columns: partColumns, rows: partRows(picture), isCut: false };
    case 'links':
      return { name, columns: linkColumns, rows: linkRows(picture), isCut: false };
    case 'hops':
      return {
        name,
        columns: hopColumns,
        rows: hopRows(picture),
        isCut: picture.hops.some(hasMoreLines),
      };
    case 'records':
      return recordsTable(picture);
    case 'gaps':
      return { name, columns: gapColumns, rows: gapRows(picture), isCut: false };
  }
}

/** The twin of a timeline. */
export const recordsTable = (picture: Pick<Picture, 'records'>): Table => ({
  name: 'records',
  columns: recordColumns,
  rows: recordRows(picture),
  isCut: picture.records.some(hasMoreLines),
});

const rowOf = (key: string, cells: readonly Cell[], struck = false): Row => ({
  key,
  cells,
  struck,
});

const partRows = ({ parts }: Picture): readonly Row[] =>
  parts.map(({ key, name, maker, country, day, quantity, share, distance, corrected, gaps }) =>
    rowOf(key, [name, maker, country, day, quantity, share, distance, corrected, gaps[0] ?? null]),
  );

const linkRows = ({ links, parts }: Picture): readonly Row[] => {
  const nameOf = new Map(parts.map(({ key, name }) => [key, name]));
  return links.map(({ from, to, kind, quantity, share }, index) =>
    rowOf(`link-${index + 1}`, [
      nameOf.get(from) ?? null,
      nameOf.get(to) ?? null,
      kind,
      quantity,
      share,
    ]),
  );
};

const hasMoreLines = ({
  lines,
  lineCount,
}: {
  readonly lines: readonly unknown[];
  readonly lineCount: number;
}): boolean => lineCount > lines.length;

/** The lines of something that stands in the table even where none of them is told. */
const linesOf = <Line>(lines: readonly Line[]): readonly (Line | null)[] =>
  lines.length === 0 ? [null] : lines;

/** A hand-over has a row for each of its lines. */
const hopRows = ({ hops }: Picture): readonly Row[] =>
  hops.flatMap((hop) => {
    const head = [hop.from, hop.fromCountry, hop.to, hop.toCountry, hop.shippedAt, hop.receivedAt];
    const papers = hop.documents.map(({ number }) => number).join(' ');
    return linesOf(hop.lines).map((line, index) =>
      rowOf(`${hop.key}-${index + 1}`, [
        ...head,
        hop.status,
        hop.border,
        line?.name ?? null,
        line?.container ?? null,
        line?.shipped ?? null,
        line?.received ?? null,
        papers,
        hop.lineCount,
      ]),
    );
  });

/** A record has a row for each of its lines. */
const recordRows = ({ records }: Pick<Picture, 'records'>): readonly Row[] =>
  records.flatMap(({ key, step, time, day, who, country, where, ...record }) => {
    const papers = record.documents.map(({ number }) => number).join(' ');
    const { status, lineCount, correctedBy } = record;
    const head = [time, day, step, who, country, where];
    return linesOf(record.lines).map((line, index) =>
      rowOf(
        `${key}-${index + 1}`,
        [...head, line?.name ?? null, line?.quantity ?? null, status, papers, lineCount],
        correctedBy !== null,
      ),
    );
  });

const gapRows = ({ gaps }: Picture): readonly Row[] =>
  gaps.map(({ key, reason, name, ask }) => rowOf(key, [reason, name, ask]));

/** Sorted by a column, null last either way; rows that are alike stay as they were. */
export function sortedRows(table: Table, by: string, descending: boolean): readonly Row[] {
  const index = table.columns.findIndex(({ id }) => id === by);
  if (index === -1) return table.rows;
  return table.rows.toSorted((a, b) => {
    const [one, two] = [a.cells[index] ?? null, b.cells[index] ?? null];
    if (one === null || two === null) return Number(one === null) - Number(two === null);
    return (descending ? -1 : 1) * compared(one, two);
  });
}

const compared = (a: NonNullable<Cell>, b: NonNullable<Cell>): number => {
  const [one, two] = [sortable(a), sortable(b)];
  if (typeof one === 'number' && typeof two === 'number') return one - two;
  return String(one).localeCompare(String(two), undefined, { numeric: true });
};

const sortable = (cell: NonNullable<Cell>): string | number =>
  typeof cell === 'object' ? Number(cell.value) : typeof cell === 'boolean' ? Number(cell) : cell;

/**
 * As RFC 4180 with a mark that tells spreadsheets it is UTF-8. An amount has two columns. Text that a spreadsheet would take as a
 * formula gets an apostrophe before it.
 */
export function csvOf({ columns: of, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const head = of.flatMap(({ id, kind }) => (kind === 'amount' ? [id, `${id}Unit`] : [id]));
  const lines = rows.map(({ cells }) =>
    of.flatMap(({ kind }, index): readonly Cell[] => {
      const cell = cells[index] ?? null;
      if (kind !== 'amount') return [cell];
      return cell !== null && typeof cell === 'object' ? [cell.value, cell.unit] : [null, null];
    }),
  );
  return `\uFEFF${[head, ...lines].map((line) => `${line.map(written).join(',')}\r\n`).join('')}`;
}

const written = (cell: Cell): string =>
  cell === null || typeof cell === 'object' ? '' : csvText(String(cell));
