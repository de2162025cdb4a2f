import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { isTimedOut, isTransient } from '../log/transient.ts';
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
  /** When to try again; with a status also a header of the answer. */
  readonly retryAfterSeconds?: number;
  /** Of a bug: what its reader quotes. */
  readonly requestId?: string;
}

/** An error of the closed list. */
export function failure(code: ErrorCode, message: string, facts: ErrorFacts = {}): GraphQLError {
  const { status, ...rest } = facts;
  const seconds = facts.retryAfterSeconds;
  const headers = new Map(seconds === undefined ? [] : [['retry-after', String(seconds)]]);
  return new GraphQLError(message, {
    extensions: { code, ...rest, ...(status === undefined ? {} : { http: { status, headers } }) },
  });
}

/** What Apollo calls a fault, in the words of the closed list. */
const renamed: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'GRAPHQL_PARSE_FAILED',
  OPERATION_RESOLUTION_FAILURE: 'GRAPHQL_VALIDATION_FAILED',
  PERSISTED_QUERY_NOT_FOUND: 'GRAPHQL_VALIDATION_FAILED',
  PERSISTED_QUERY_NOT_SUPPORTED: 'GRAPHQL_VALIDATION_FAILED',
};

/** Classes of SQLSTATE for a database that cannot be reached or shuts down. */
const databaseAway = /^(08|53|57P)/;
/** Faults of the socket below the database driver. */
const socketAway = /^(ECONNREFUSED|ECONNRESET|EPIPE)$/;

/** What was thrown, by a resolver or while a request was being made out. */
function causeOf(error: unknown): unknown {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  // So graphql-js wraps what is no Error of its own realm.
  const wrapped = typeof cause === 'object' && cause !== null && 'thrownValue' in cause;
  return wrapped ? cause.thrownValue : cause;
}

function causeCode(error: unknown): string {
  const cause = causeOf(error);
  if (typeof cause !== 'object' || cause === null) return '';
  const code = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** True when it is for the surroundings: no database, overload, a stop under way. */
function isAway(error: unknown): boolean {
  const code = causeCode(error);
  const cause = causeOf(error);
  if (cause instanceof UnavailableError || databaseAway.test(code)) return true;
  return socketAway.test(code) || isTransient(cause);
}

/** When to come back, in seconds, unless what was thrown says otherwise. */
const RETRY_AFTER_SECONDS = 5;

const retryAfterOf = (error: unknown): number => {
  const cause = causeOf(error);
  return cause instanceof UnavailableError ? cause.retryAfterSeconds : RETRY_AFTER_SECONDS;
};

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
  if (isTimedOut(causeOf(error))) return 'TIMEOUT';
  if (isAway(error)) return 'UNAVAILABLE';
  const known = errorCodes.find((code) => code === given);
  return known ?? renamed[given] ?? 'INTERNAL_SERVER_ERROR';
}

const plainSentences = {
  INTERNAL_SERVER_ERROR: 'Something went wrong here, not with you: quote the request id.',
  UNAVAILABLE: 'Not able to answer just now: send it again with the same ids, nothing is doubled.',
} as const satisfies Partial<Record<ErrorCode, string>>;
const sentences: Partial<Readonly<Record<ErrorCode, string>>> = plainSentences;

/** What is answered when not even the viewer could be made out: nothing else turns that into the right HTTP status. */
export function requestFailure(error: unknown, requestId: string): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (isAway(error)) {
    const facts = { status: 503, retryAfterSeconds: retryAfterOf(error) };
    return failure('UNAVAILABLE', plainSentences.UNAVAILABLE, facts);
  }
  const { INTERNAL_SERVER_ERROR: sentence } = plainSentences;
  return failure('INTERNAL_SERVER_ERROR', sentence, { status: 500, requestId });
}

/** What stays beside the code: of a bug only the request id. */
function factsOf(
  code: ErrorCode,
  given: Readonly<Record<string, unknown>>,
  error: unknown,
): Readonly<Record<string, unknown>> {
  const { requestId } = given;
  if (code === 'INTERNAL_SERVER_ERROR') return requestId === undefined ? {} : { requestId };
  return code === 'UNAVAILABLE' ? { retryAfterSeconds: retryAfterOf(error), ...given } : given;
}

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
      : (sentences[code] ??
        shortened(formatted.message.replace(/^Syntax Error: (?=Document contains)/, '')));
  return {
    message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { ...factsOf(code, extensions, error), code },
  };
}
