import { CursorInvalidError } from '../access/cursor.service.ts';
import type { Page } from '../access/page.ts';
import type { ConnectionOf } from './connection.ts';
import { PageInfo } from './connection.ts';
import type { RequestContext } from './context.ts';
import { overBudget } from './loaders.ts';
import { make } from './make.ts';
import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import { GraphQLError as FieldError, responsePathAsArray } from 'graphql';

/** What a page becomes a connection with. */
export interface PageFacts<View, Node> {
  readonly page: Page<View>;
  /** True when `after` was given. */
  readonly continued: boolean;
  readonly present: (view: View) => Node;
}

/** A page as Relay wants it; cut, and saying so, when the answer has no room for all of it. */
export function connect<View, Node>(
  facts: PageFacts<View, Node>,
  context: RequestContext,
  info: GraphQLResolveInfo,
): ConnectionOf<Node> {
  const { page, continued, present } = facts;
  const granted = context.budget.take(page.edges.length);
  const cut = granted < page.edges.length;
  if (cut) context.partial.push(cutError(info));
  const edges = page.edges
    .slice(0, granted)
    .map(({ node, cursor }) => ({ cursor, node: present(node) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: make(PageInfo, {
      hasNextPage: cut || page.hasNextPage,
      hasPreviousPage: continued,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    }),
  };
}

/** OBJECT_BUDGET beside data, with the path of the list that was cut. */
export function cutError(info: GraphQLResolveInfo): GraphQLError {
  const { message, extensions } = new FieldError('', { originalError: overBudget() });
  return new FieldError(message === '' ? overBudget().message : message, {
    path: responsePathAsArray(info.path),
    extensions: { ...extensions, code: 'OBJECT_BUDGET' },
  });
}

/** A place in a list, as cursors of `slice` name it. */
const placePattern = /^\d{1,9}$/;

/** A list that is held whole, in pages: cursors are places in it. @throws CursorInvalidError */
export function slice<Node>(
  list: readonly Node[],
  { first, after }: { readonly first: number; readonly after: string | null },
): Page<Node> {
  if (after !== null && !placePattern.test(after)) throw new CursorInvalidError();
  const start = after === null ? 0 : Number(after) + 1;
  const part = list.slice(start, start + first);
  return {
    edges: part.map((node, index) => ({ node, cursor: String(start + index) })),
    hasNextPage: start + first < list.length,
  };
}
