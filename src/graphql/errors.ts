import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { UnavailableError } from '../log/unavailable.ts';

/** `errors[].extensions.code`: a closed list. */
export const errorCodes = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'INVALID_VALUE',
  'CURSOR_INVALID',
  'AMBIGUOUS_NUMBER',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'COST_LIMIT',
  'OBJECT_BUDGET',
  'TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** More that an error says: argument path, scope, cost, HTTP status of the whole answer. */
export interface ErrorFacts {
  /** Argument that is wrong: `first`. */
  readonly at?: string;
  readonly scope?: string;
  readonly cost?: { readonly requested: number; readonly costMax: number };
  readonly status?: number;
}

/** An error of the closed list. */
export function failure(code: ErrorCode, message: string, facts: ErrorFacts = {}): GraphQLError {
  const { status, ...rest } = facts;
  return new GraphQLError(message, {
    extensions: { code, ...rest, ...(status === undefined ? {} : { http: { status } }) },
  });
}

/** What Apollo calls a fault, in the words of the closed list. */
const renamed: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'GRAPHQL_PARSE_FAILED',
  OPERATION_RESOLUTION_FAILURE: 'GRAPHQL_VALIDATION_FAILED',
  PERSISTED_QUERY_NOT_FOUND: 'GRAPHQL_VALIDATION_FAILED',
  PERSISTED_QUERY_NOT_SUPPORTED: 'GRAPHQL_VALIDATION_FAILED',
};

/** SQLSTATE of a statement that ran into `statement_timeout` (PostgreSQL, appendix A). */
const queryCanceled = '57014';
/** Classes of SQLSTATE for a database that cannot be reached or shuts down. */
const databaseAway = /^(08|53|57P)/;
/** Faults of the socket below the database driver. */
const socketAway = /^(ECONNREFUSED|ECONNRESET|EPIPE)$/;

function causeCode(error: unknown): string {
  const cause = unwrapResolverError(error);
  if (typeof cause !== 'object' || cause === null) return '';
  const code = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** graphql-js says it in words only, and with a slip (`more that`). */
const tooManyTokens = /^Syntax Error: Document contains more tha[nt] /;

/** The code of an error, whoever raised it; INTERNAL_SERVER_ERROR for whatever is not known. */
export function codeOf(formatted: GraphQLFormattedError, error: unknown): ErrorCode {
  const extensions = formatted.extensions ?? {};
  const given = typeof extensions['code'] === 'string' ? extensions['code'] : '';
  if (extensions['limit'] !== undefined) return 'COST_LIMIT';
  if (tooManyTokens.test(formatted.message)) return 'COST_LIMIT';
  const cause = causeCode(error);
  if (cause === 'CURSOR_INVALID') return 'CURSOR_INVALID';
  // A room's own error (a cursor, a missing scope) bears a code of the list.
  const named = errorCodes.find((code) => code === cause);
  if (named !== undefined) return named;
  if (cause === queryCanceled) return 'TIMEOUT';
  if (unwrapResolverError(error) instanceof UnavailableError) return 'UNAVAILABLE';
  if (databaseAway.test(cause) || socketAway.test(cause)) return 'UNAVAILABLE';
  const known = errorCodes.find((code) => code === given);
  return known ?? renamed[given] ?? 'INTERNAL_SERVER_ERROR';
}

const plainSentences: Partial<Readonly<Record<ErrorCode, string>>> = {
  INTERNAL_SERVER_ERROR: 'Something went wrong here, not with you: quote the request id.',
  UNAVAILABLE: 'Not able to answer just now: send it again with the same ids, nothing is doubled.',
};

/** What was sent may stand in a message whole; its beginning tells which it was, its end what was expected. */
const [BEGINNING, END] = [600, 400];

const shortened = (message: string): string =>
  message.length <= BEGINNING + END
    ? message
    : `${message.slice(0, BEGINNING)} … ${message.slice(-END)}`.replaceAll(/\p{Surrogate}/gu, '');

/** The only way an error leaves the house: a code of the closed list, a sentence, never a stack or SQL. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const code = codeOf(formatted, error);
  const { limit: _limit, stacktrace: _stack, ...extensions } = formatted.extensions ?? {};
  const message =
    code === 'TIMEOUT' && extensions['code'] !== 'TIMEOUT'
      ? 'This took too long: ask for less at once.'
      : (plainSentences[code] ??
        shortened(formatted.message.replace(/^Syntax Error: (?=Document contains)/, '')));
  return {
    message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: code === 'INTERNAL_SERVER_ERROR' ? { code } : { ...extensions, code },
  };
}
