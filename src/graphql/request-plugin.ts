import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from '@apollo/server';
import { Kind } from 'graphql';
import type { FragmentDefinitionNode, GraphQLFormattedError, SelectionSetNode } from 'graphql';
import type { RequestContext } from './context.ts';
import { costOf } from './cost.ts';
import { codeOf, failure } from './errors.ts';
import { costMax, costMaxAnonymous } from './limits.ts';
import { scopeRefusal } from './schema-guards.ts';
import { fieldScopes } from './scopes.ts';

/** Where a bug is told, with the request id that its reader was given. */
export type BugReport = (error: unknown, requestId: string) => void;

type ResolvedRequest = GraphQLRequestContextDidResolveOperation<RequestContext>;
type AnsweredRequest = GraphQLRequestContextWillSendResponse<RequestContext>;

/** Points that the viewer's requests may cost. */
export const costMaxOf = (context: RequestContext): number =>
  context.viewer.organisation === null ? costMaxAnonymous : costMax;

/** Cost before running, partial errors beside data, `extensions.cost`, the right HTTP status. */
export function requestPlugin(report: BugReport): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: (): Promise<GraphQLRequestListener<RequestContext>> => {
      let requested = 0;
      return Promise.resolve({
        didResolveOperation: (resolved) => {
          refuseStrangers(resolved);
          requested = priceOf(resolved);
          return Promise.resolve();
        },
        didEncounterErrors: (failed) => {
          for (const error of failed.errors) {
            const code = codeOf({ message: error.message, extensions: error.extensions }, error);
            if (code === 'INTERNAL_SERVER_ERROR') report(error, failed.contextValue.requestId);
          }
          return Promise.resolve();
        },
        willSendResponse: (answered) => {
          answered.contextValue.deadline.stop();
          finish(answered, requested);
          return Promise.resolve();
        },
      });
    },
  };
}

/** A request of which every root field is closed to the viewer is refused whole. */
function refuseStrangers(request: ResolvedRequest): void {
  if (request.operation === undefined) return;
  const root = request.operation.operation === 'mutation' ? 'Mutation' : 'Query';
  const refusals = rootFields(request.operation.selectionSet, fragmentsOf(request)).map((name) =>
    name.startsWith('__')
      ? null
      : scopeRefusal(request.contextValue.viewer, fieldScopes[`${root}.${name}`] ?? 'OPEN', 403),
  );
  const [first] = refusals;
  if (first != null && refusals.every((refusal) => refusal !== null)) throw first;
}

function rootFields(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return rootFields(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    return fragment === undefined ? [] : rootFields(fragment.selectionSet, fragments);
  });
}

const fragmentsOf = (request: ResolvedRequest): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    request.document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );

function priceOf(request: ResolvedRequest): number {
  if (request.operation === undefined) return 0;
  const requested = costOf({
    schema: request.schema,
    operation: request.operation,
    fragments: fragmentsOf(request),
    variables: request.request.variables ?? {},
  });
  const most = costMaxOf(request.contextValue);
  if (requested <= most) return requested;
  throw failure(
    'COST_LIMIT',
    `This costs ${requested} points, at most ${most} are allowed: ask for fewer (smaller \`first\`).`,
    { cost: { requested, costMax: most }, status: 400 },
  );
}

function finish(request: AnsweredRequest, requested: number): void {
  const { body, http } = request.response;
  if (body.kind !== 'single') return;
  const context = request.contextValue;
  const errors = [
    ...(body.singleResult.errors ?? []),
    ...context.partial.map(({ message, path, extensions }) => ({
      message,
      extensions,
      ...(path === undefined ? {} : { path }),
    })),
  ];
  if (errors.length > 0) {
    body.singleResult.errors = errors.map((error) => withRequestId(error, context.requestId));
  }
  const status = wholeStatus(body.singleResult.data, errors);
  if (status !== null) http.status = status;
  if (status === 503) http.headers.set('retry-after', String(retryAfterSeconds(errors)));
  body.singleResult.extensions = {
    ...body.singleResult.extensions,
    cost: { requested, actual: context.budget.used, costMax: costMaxOf(context) },
  };
  http.headers.set('cache-control', 'no-store');
}

const withRequestId = (error: GraphQLFormattedError, requestId: string): GraphQLFormattedError =>
  error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR'
    ? { ...error, extensions: { ...error.extensions, requestId } }
    : error;

/** The longest that any of them asks for. */
const retryAfterSeconds = (errors: readonly GraphQLFormattedError[]): number =>
  Math.max(1, ...errors.map((error) => Number(error.extensions?.['retryAfterSeconds'] ?? 0)));

/** 503 and 504 only when there is nothing at all; beside data a fault is an error with a path. */
function wholeStatus(
  data: Readonly<Record<string, unknown>> | null | undefined,
  errors: readonly GraphQLFormattedError[],
): number | null {
  const empty = data == null || Object.values(data).every((value) => value == null);
  if (!empty) return null;
  const codes = errors.map((error) => error.extensions?.['code']);
  if (codes.includes('UNAVAILABLE')) return 503;
  if (codes.includes('TIMEOUT')) return 504;
  return null;
}
