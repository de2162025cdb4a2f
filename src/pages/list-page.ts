import type { FastifyReply } from 'fastify';
import { CursorInvalidError } from '../access/cursor.service.ts';
import type { Page, PageRequest } from '../access/page.ts';
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

/** Every page of what a list was asked for, for its file. */
export const wholeList =
  <View>({ text, list }: ListAsked<View>) =>
  (page: PageRequest): Promise<Page<View>> =>
    list(text === '' ? null : text, page);
