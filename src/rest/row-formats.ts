import { Zip, ZipDeflate } from 'fflate';
import { isTimedOut, isTransient } from '../log/transient.ts';
import type { Cell, RowKind, RowStream } from '../trace/stream.ts';
import { csvRow } from './csv.ts';
import {
  contentTypes,
  relations,
  sheetBegin,
  SHEET_END,
  SHEET_ROWS_MAX,
  sheetRow,
  workbook,
} from './xlsx.ts';

/** Texts and bytes of a file, in their order. */
export type Written = AsyncGenerator<string | Uint8Array>;

/** A format in which a large answer is written. */
export interface RowFormat {
  readonly contentType: string;
  readonly suffix: string;
  readonly write: (stream: RowStream, after?: number) => Written;
}

/** Counts the rows of each table. */
class Counts {
  private readonly counts: Map<string, number>;

  constructor(kinds: readonly RowKind[]) {
    this.counts = new Map(kinds.map(({ table }) => [table, 0]));
  }

  add({ table }: RowKind, rows: number): void {
    this.counts.set(table, (this.counts.get(table) ?? 0) + rows);
  }

  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }
}

/** Writes lines of one kind: put together value by value, a third of the work of making an object of each row. */
const lineWriter = ({ kind, columns }: RowKind): ((row: readonly Cell[]) => string) => {
  const begin = `{"type":${JSON.stringify(kind)}`;
  const names = columns.map((name) => `,${JSON.stringify(name)}:`);
  return (row) => {
    let line = begin;
    for (const [place, name] of names.entries()) line += name + JSON.stringify(row[place] ?? null);
    return `${line}}\n`;
  };
};

const endLine = (end: object): string => `${JSON.stringify({ type: 'end', ...end })}\n`;

/** Why an answer ends early, for its surroundings and not for a fault of ours; null: it is a fault. */
const cutBy = (error: unknown): 'TIMEOUT' | 'UNAVAILABLE' | null => {
  if (isTimedOut(error)) return 'TIMEOUT';
  return isTransient(error) ? 'UNAVAILABLE' : null;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Lines of an answer before its end line: the header, and one for each row. */
export const linesIn = ({ header: { counts }, kinds }: RowStream): number =>
  1 + sum(kinds.map(({ table }) => counts[table] ?? 0));

/**
 * A header line, a line for each row, and an end line: it says whether that was all, and if not why. Without it the answer was cut
 * on its way, and what comes after the lines that arrived is written when their number is given. Kinds that arrived are not read again.
 */
async function* writeLines({ header, kinds, whole, blocks }: RowStream, after = 0): Written {
  const counts = new Counts(kinds);
  if (after === 0) yield `${JSON.stringify({ type: 'header', ...header })}\n`;
  let left = Math.max(after - 1, 0);
  const wanted = [...kinds];
  for (const kind of kinds) {
    const rows = header.counts[kind.table] ?? 0;
    if (left < rows) break;
    wanted.shift();
    counts.add(kind, rows);
    left -= rows;
  }
  try {
    for await (const { kind, rows } of blocks(wanted)) {
      counts.add(kind, rows.length);
      const text = rows.slice(left).map(lineWriter(kind));
      left = Math.max(left - rows.length, 0);
      if (text.length > 0) yield text.join('');
    }
  } catch (error) {
    const code = cutBy(error);
    if (code === null) throw error;
    yield endLine({ counts: counts.all, complete: false, code });
    return;
  }
  const ends = whole ? { complete: true } : { complete: false, code: 'TOO_LARGE' };
  yield endLine({ counts: counts.all, ...ends });
}

/** The main table alone. The mark at its beginning tells spreadsheets that it is UTF-8. */
async function* writeCsv({ kinds, blocks }: RowStream): Written {
  const [main] = kinds;
  if (main === undefined) return;
  yield `\uFEFF${csvRow(main.columns)}`;
  for await (const { rows } of blocks([main])) yield rows.map(csvRow).join('');
}

/** A workbook: what holds for all of it first, then a sheet for each table, and one more where a table is longer than a sheet. */
async function* writeWorkbook(stream: RowStream): Written {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    ready.push(chunk);
  });
  const sheets = new Sheets(zip);
  sheets.table('about', ['name', 'value']);
  sheets.rows(aboutRows(stream.header, ''));
  for (const kind of stream.kinds) {
    sheets.table(kind.table, kind.columns);
    for await (const { rows } of stream.blocks([kind])) {
      sheets.rows(rows);
      yield* ready.splice(0);
    }
  }
  sheets.end();
  yield* ready.splice(0);
}

/** `completeness.state`: a nested value by the names on the way to it. */
const aboutRows = (value: object, before: string): readonly (readonly Cell[])[] =>
  Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null
      ? aboutRows(inner, `${before}${name}.`)
      : [[before + name, inner as Cell]],
  );

/** The sheets of a workbook, one after the other. */
class Sheets {
  private readonly names: string[] = [];
  private file: ZipDeflate | null = null;
  private columns: readonly string[] = [];
  private title = '';
  private parts = 0;
  private row = 0;

  constructor(private readonly zip: Zip) {}

  /** Begins a table. */
  table(title: string, columns: readonly string[]): void {
    this.title = title;
    this.columns = columns;
    this.parts = 0;
    this.begin();
  }

  /** Further rows of the table. */
  rows(rows: readonly (readonly Cell[])[]): void {
    let text = '';
    for (const cells of rows) {
      if (this.row === SHEET_ROWS_MAX) {
        this.push(text);
        text = '';
        this.begin();
      }
      this.row += 1;
      text += sheetRow(this.row, cells);
    }
    this.push(text);
  }

  /** Ends the last table and the workbook. */
  end(): void {
    this.finish();
    for (const [path, text] of [
      ['xl/workbook.xml', workbook(this.names)],
      ...relations(this.names.length),
      ['[Content_Types].xml', contentTypes(this.names.length)],
    ] as const) {
      this.open(path).push(Buffer.from(text), true);
    }
    this.zip.end();
  }

  private begin(): void {
    this.finish();
    this.parts += 1;
    this.names.push(this.parts === 1 ? this.title : `${this.title} ${this.parts}`);
    this.file = this.open(`xl/worksheets/sheet${this.names.length}.xml`);
    this.row = 1;
    this.push(sheetBegin() + sheetRow(1, this.columns));
  }

  private finish(): void {
    this.file?.push(Buffer.from(SHEET_END), true);
    this.file = null;
  }

  private push(text: string): void {
    if (text !== '') this.file?.push(Buffer.from(text));
  }

  private open(path: string): ZipDeflate {
    // Level 1: a third of the time of the usual one, for files that are a sixth larger.
    const file = new ZipDeflate(path, { level: 1 });
    this.zip.add(file);
    return file;
  }
}

/** By the value of `format`. */
export const rowFormats = {
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    suffix: 'ndjson',
    write: writeLines,
  },
  csv: { contentType: 'text/csv; charset=utf-8', suffix: 'csv', write: writeCsv },
  xlsx: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    suffix: 'xlsx',
    write: writeWorkbook,
  },
} as const satisfies Readonly<Record<string, RowFormat>>;
