import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { type Page, type PageRequest, pageMax } from '../access/page.ts';
import { csvText } from '../core/csv.ts';

/** One value of a row; null: not recorded. */
export type CsvCell = string | number | boolean | null;
/** A row in the order of its columns. */
export type CsvRow = readonly CsvCell[];

/** A list as a file. */
export interface CsvFile {
  /** Of the file, without its ending. */
  readonly name: string;
  /** Headings: names of the contract, the same in every language. */
  readonly columns: readonly string[];
  /** Read as they are taken. */
  readonly rows: AsyncIterable<readonly CsvRow[]>;
}

/** Every page of a list, one after the other. */
export async function* everyPage<View>(
  list: (page: PageRequest) => Promise<Page<View>>,
): AsyncGenerator<readonly View[]> {
  let after: string | null = null;
  do {
    const page: Page<View> = await list({ first: pageMax, after });
    yield page.edges.map(({ node }) => node);
    after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
}

/** Rows that are there at once. */
export async function* atOnce(rows: readonly CsvRow[]): AsyncGenerator<readonly CsvRow[]> {
  yield await Promise.resolve(rows);
}

/** Answers with a list as CSV (RFC 4180). The first rows are read before anything is said: who asks for what cannot be had is told so. */
export const sendCsv = async (
  { name, columns, rows }: CsvFile,
  reply: FastifyReply,
): Promise<void> => {
  const reading = rows[Symbol.asyncIterator]();
  const first = await reading.next();
  const text = async function* (): AsyncGenerator<string> {
    // The mark tells spreadsheets that it is UTF-8.
    yield `\uFEFF${lineOf(columns)}`;
    for (let block = first; block.done !== true; block = await reading.next())
      yield block.value.map(lineOf).join('');
  };
  await reply
    .header('cache-control', 'no-store')
    .header('content-disposition', attachment(`${name}.csv`))
    .type('text/csv; charset=utf-8')
    .send(Readable.from(text()));
};

const lineOf = (cells: CsvRow): string =>
  `${cells.map((cell) => (cell === null ? '' : csvText(String(cell)))).join(',')}\r\n`;

/** The name in every alphabet (RFC 6266), and for who reads none but the Latin one; as the pages name what they save. */
const attachment = (name: string): string => {
  const plain = name.replaceAll(/[\\/:*?"<>|\p{Cc}\p{Cs}]/gu, '-');
  const latin = plain.replaceAll(/[^\x20-\x7e]/g, '_');
  const whole = encodeURIComponent(plain).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${latin}"; filename*=UTF-8''${whole}`;
};
