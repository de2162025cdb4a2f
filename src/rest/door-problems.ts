import { HttpException, NotFoundException } from '@nestjs/common';
import { CursorInvalidError } from '../access/cursor.service.ts';
import { isTimedOut, isTransient } from '../log/transient.ts';
import { UnavailableError } from '../log/unavailable.ts';
import { RestRefusal } from './problems.ts';

/** What each code of the paths outside EPCIS means and what to do: the text of `/problems/{code}`. */
export const doorAdvice = {
  INVALID_VALUE: 'A parameter is unknown, malformed or out of range: correct it.',
  CURSOR_INVALID:
    'The cursor was altered or invented, is of another organisation, or is of records that this log does not have. Start again without it, and apply what comes by `event.id`.',
  UNAUTHENTICATED: 'No, wrong, revoked or expired key. Give one that is good now.',
  FORBIDDEN: 'The key lacks the scope that `detail` names. Use another key.',
  NOT_FOUND: 'There is nothing at this address that you may see.',
  TOO_LARGE: 'The body or the address is longer than what is read here: send less at once.',
  LINK_EXPIRED: 'The link has ended. Ask the question again: its answer has a new one.',
  RATE_LIMITED:
    'Too much at a time. Close what you do not read, wait as long as `Retry-After` says.',
  UNAVAILABLE: 'Overloaded, stopping or without database. Send the same again in a moment.',
  TIMEOUT:
    'Reading it took longer than a statement may. Ask about less: one of its parts, or a shorter time.',
  INTERNAL_SERVER_ERROR: 'A fault of the service: quote `instance`.',
} as const;

/** Code of a refusal outside the EPCIS paths; stable. */
export type DoorCode = keyof typeof doorAdvice;

const answers: Readonly<Record<DoorCode, readonly [status: number, title: string]>> = {
  INVALID_VALUE: [400, 'The request was not understood'],
  CURSOR_INVALID: [400, 'Not a cursor of this feed'],
  UNAUTHENTICATED: [401, 'No good key'],
  FORBIDDEN: [403, 'Not allowed'],
  NOT_FOUND: [404, 'Nothing here'],
  TOO_LARGE: [413, 'Larger than the limit'],
  LINK_EXPIRED: [410, 'The link has ended'],
  RATE_LIMITED: [429, 'Too much at a time'],
  UNAVAILABLE: [503, 'Not now'],
  TIMEOUT: [504, 'It took too long'],
  INTERNAL_SERVER_ERROR: [500, 'The service failed'],
};

/** RFC 9457 problem body of the paths outside EPCIS. */
export interface DoorProblem {
  /** Address of the page that says what to do. */
  readonly type: `/problems/${DoorCode}`;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Id of the request. */
  readonly instance: string;
  readonly code: DoorCode;
  /** Name of the parameter that is wrong; empty for none. */
  readonly at: string;
}

/** A refusal of a request outside the EPCIS paths; answered by the one filter. */
export class DoorRefusal extends Error {
  constructor(
    readonly code: DoorCode,
    detail: string,
    private readonly more: {
      readonly at?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Where HTTP has a finer one than the code. */
      readonly status?: number;
    } = {},
  ) {
    super(detail);
  }

  get status(): number {
    return this.more.status ?? answers[this.code][0];
  }

  get headers(): Readonly<Record<string, string>> {
    return this.more.headers ?? {};
  }

  /** RFC 9457 body. */
  body(instance: string): DoorProblem {
    const { code, message, more, status } = this;
    const [, title] = answers[code];
    const type = `/problems/${code}` as const;
    return { type, title, status, detail: message, instance, code, at: more.at ?? '' };
  }
}

/** Our code for a refusal by HTTP status; INVALID_VALUE for any other. */
const codesOfStatus: Readonly<Record<number, DoorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  414: 'TOO_LARGE',
};

const byStatus = (
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): DoorRefusal =>
  new DoorRefusal(codesOfStatus[status] ?? 'INVALID_VALUE', detail, { headers, status });

const retryAfter = (seconds: number) => ({ headers: { 'Retry-After': String(seconds) } });

/** Said of an address that leads nowhere. */
export const noSuchPath = 'There is no such path: /openapi.json lists those that there are.';

/** Status of an error of the HTTP server (an unreadable body, an unknown path); null for a fault. */
export const clientStatus = (error: unknown): number | null => {
  if (error instanceof HttpException) return error.getStatus();
  const known = typeof error === 'object' && error !== null && 'statusCode' in error;
  const status = known ? Number(error.statusCode) : Number.NaN;
  return status >= 400 && status < 500 ? status : null;
};

/** Said of a statement that ran into its time limit. */
export const tookTooLong = 'Reading this took longer than it may: ask about less.';

/** What was thrown, as it is answered outside the EPCIS paths; never a stack or SQL. */
export const doorRefusalOf = (error: unknown): DoorRefusal => {
  if (error instanceof DoorRefusal) return error;
  if (error instanceof CursorInvalidError) return new DoorRefusal('CURSOR_INVALID', error.message);
  if (error instanceof RestRefusal) return byStatus(error.status, error.message, error.headers);
  if (error instanceof UnavailableError)
    return new DoorRefusal('UNAVAILABLE', error.message, retryAfter(error.retryAfterSeconds));
  if (isTransient(error))
    return new DoorRefusal('UNAVAILABLE', 'The database cannot be reached.', retryAfter(5));
  if (isTimedOut(error)) return new DoorRefusal('TIMEOUT', tookTooLong);
  if (error instanceof NotFoundException) return byStatus(404, noSuchPath);
  const status = clientStatus(error);
  if (status !== null && status < 500) return byStatus(status, (error as Error).message);
  return new DoorRefusal(
    'INTERNAL_SERVER_ERROR',
    'This is a fault of the service: quote the instance of this answer.',
  );
};

/**
 * The parameters of an address, each at most once.
 * @throws DoorRefusal INVALID_VALUE for one that is not among `known` (domain rule 28) or is given twice.
 */
export const parametersOf = <Name extends string>(
  query: unknown,
  known: readonly Name[],
): Readonly<Partial<Record<Name, string>>> => {
  const given = Object.entries(query ?? {});
  for (const [name, value] of given) {
    const at = { at: name };
    if (!known.some((one) => one === name)) {
      const offered = known.length === 0 ? 'none' : known.join(', ');
      throw new DoorRefusal('INVALID_VALUE', `There is no such parameter: ${offered}.`, at);
    }
    if (typeof value !== 'string') throw new DoorRefusal('INVALID_VALUE', `Give ${name} once.`, at);
  }
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
};
