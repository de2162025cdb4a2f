import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { CursorInvalidError } from '../access/cursor.service.ts';
import { type Page, type PageRequest, pageMax } from '../access/page.ts';
import { csvText } from '../core/csv.ts';
import { addressOf } from './addresses.ts';

/** Rows of one page of a list. */
const ROWS = 50;

/** A list that people look through. */
export interface ListAsked<View> {
  /** Of the page: `/console/products`. */
  readonly path: string;
  /** What is looked for; '' is everything. */
  readonly text: string;
  readonly list: (text: string | null, page: PageRequest) => Promise<Page<View>>;
}

/** A part of a list, with the ways from it. */
export interface ListPart<View> {
  readonly path: string;
  readonly text: string;
  readonly views: readonly View[];
  readonly more: string | null;
  readonly csv: string;
}

/** The part of a list after a cursor; '' is the start. Null where there is no such cursor: it is another reader's, or of another question. */
export const listPart = async <View>(
  { path, text, list }: ListAsked<View>,
  after: string,
): Promise<ListPart<View> | null> => {
  const page = { first: ROWS, after: after === '' ? null : after };
  const found = await list(text === '' ? null : text, page).catch((error: unknown) => {
    if (error instanceof CursorInvalidError) return null;
    throw error;
  });
  if (found === null) return null;
  const last = found.hasNextPage ? found.edges.at(-1)?.cursor : undefined;
  return {
    path,
    text,
    views: found.edges.map(({ node }) => node),
    more: last === undefined ? null : addressOf(path, { q: text, after: last }),
    csv: addressOf(path, { q: text, format: 'csv' }),
  };
};

/** Where a list begins: what answers a cursor that there is not. */
export const startOver = <View>({ path, text }: ListAsked<View>, reply: FastifyReply): void => {
  void reply.redirect(addressOf(path, { q: text }), 302);
};

/** What a file has of a list. */
export interface ListFile<View> {
  /** Of the file, without its ending. */
  readonly name: string;
  /** Headings: names of the contract, the same in every language. */
  readonly columns: readonly string[];
  readonly cells: (views: readonly View[]) => Promise<readonly (readonly string[])[]>;
}

/** Answers with all rows of a list as CSV (RFC 4180), read as they are sent. */
export const sendCsv = async <View>(
  asked: ListAsked<View>,
  { name, columns, cells }: ListFile<View>,
  reply: FastifyReply,
): Promise<void> => {
  await reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .type('text/csv; charset=utf-8')
    .send(Readable.from(csvOf(asked, columns, cells)));
};

async function* csvOf<View>(
  { text, list }: ListAsked<View>,
  columns: readonly string[],
  cells: ListFile<View>['cells'],
): AsyncGenerator<string> {
  yield csvLine(columns);
  let after: string | null = null;
  do {
    const page: Page<View> = await list(text === '' ? null : text, { first: pageMax, after });
    const rows = await cells(page.edges.map(({ node }) => node));
    yield rows.map(csvLine).join('');
    after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvText).join(',')}\r\n`;
