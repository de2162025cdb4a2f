import type { Problem, ProblemCode } from '../core/result.ts';

/** Errors of the EPCIS 2.0 REST binding (`epcisException:<Name>`). */
export type EpcisException =
  | 'ValidationException'
  | 'SecurityException'
  | 'NoSuchResourceException'
  | 'NotAcceptableException'
  | 'ResourceAlreadyExistsException'
  | 'CaptureLimitExceededException'
  | 'URITooLongException'
  | 'UnsupportedMediaTypeException'
  | 'ImplementationException';

interface Answer {
  readonly status: number;
  readonly exception: EpcisException;
}

const refused: Answer = { status: 400, exception: 'ValidationException' };
const conflict: Answer = { status: 409, exception: 'ResourceAlreadyExistsException' };

/** What each code is in HTTP: exhaustive, so a new code does not compile without its answer. */
const answers: Readonly<Record<ProblemCode, Answer>> = {
  INVALID_VALUE: refused,
  CHECK_DIGIT: refused,
  EPCIS_INVALID: refused,
  UNKNOWN_ITEM: refused,
  UNKNOWN_PARTY: refused,
  UNKNOWN_SITE: refused,
  UNKNOWN_PRODUCT: refused,
  AMBIGUOUS_NUMBER: refused,
  ID_CONFLICT: conflict,
  ALREADY_EXISTS: conflict,
  ALREADY_CORRECTED: conflict,
  NOT_YOURS: { status: 403, exception: 'SecurityException' },
  TOO_LARGE: { status: 413, exception: 'CaptureLimitExceededException' },
  ROLLED_BACK: refused,
  UNLIKELY_TIME: refused,
  LIKELY_DUPLICATE: refused,
  OUTPUT_EXCEEDS_INPUT: refused,
  ON_HOLD: refused,
  CLAIM_ONLY: refused,
  MADE_BEFORE: refused,
  OVER_CONSUMPTION: refused,
};

/** One problem as it stands in a REST body: internal positions stay inside. */
export interface ProblemLine {
  readonly code: ProblemCode;
  readonly message: string;
  readonly at: string;
  readonly expected?: string;
  readonly differs?: readonly string[];
}

/** RFC 9457 problem body; under the EPCIS paths `type` is what that standard wants, with our `code` beside it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code?: string;
  readonly at?: string;
  readonly problems?: readonly ProblemLine[];
}

const titles: Readonly<Record<EpcisException, string>> = {
  ValidationException: 'The request was not understood',
  SecurityException: 'Not allowed',
  NoSuchResourceException: 'Nothing here',
  NotAcceptableException: 'Cannot answer in the asked form',
  ResourceAlreadyExistsException: 'Recorded before with other content',
  CaptureLimitExceededException: 'Larger than the limit',
  URITooLongException: 'The address is too long',
  UnsupportedMediaTypeException: 'Not a known media type',
  ImplementationException: 'The service failed',
};

/** The line of a problem without what is only for inside. */
export const problemLine = (problem: Problem): ProblemLine => ({
  code: problem.code,
  message: problem.message,
  at: problem.at,
  ...(problem.expected === undefined ? {} : { expected: problem.expected }),
  ...(problem.differs === undefined ? {} : { differs: problem.differs }),
});

/** A refusal as the door answers it; the first problem decides the status. */
export const refusalBody = (problems: readonly Problem[], instance: string): ProblemBody => {
  const first = problems[0];
  const { status, exception } = first === undefined ? refused : answers[first.code];
  return {
    type: `epcisException:${exception}`,
    title: titles[exception],
    status,
    detail: first?.message ?? titles[exception],
    instance,
    ...(first === undefined ? {} : { code: first.code, at: first.at }),
    problems: problems.slice(0, 200).map(problemLine),
  };
};

/** Our code for a refusal of the request itself; none where it is about the caller or about us. */
const codes: Readonly<Record<number, ProblemCode>> = {
  400: 'INVALID_VALUE',
  404: 'UNKNOWN_ITEM',
  405: 'INVALID_VALUE',
  406: 'INVALID_VALUE',
  413: 'TOO_LARGE',
  414: 'TOO_LARGE',
  415: 'INVALID_VALUE',
  431: 'TOO_LARGE',
};

/** A refusal of the request itself, thrown by guards and header checks and answered by the one filter. */
export class RestRefusal extends Error {
  readonly status: number;
  readonly exception: EpcisException;
  readonly headers: Readonly<Record<string, string>>;
  private readonly code: ProblemCode | undefined;

  constructor(
    answer: Answer & { readonly code?: ProblemCode },
    detail: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = answer.status;
    this.exception = answer.exception;
    this.headers = headers;
    this.code = answer.code ?? codes[answer.status];
  }

  /** RFC 9457 body. */
  body(instance: string): ProblemBody {
    return {
      type: `epcisException:${this.exception}`,
      title: titles[this.exception],
      status: this.status,
      detail: this.message,
      instance,
      ...(this.code === undefined ? {} : { code: this.code, at: '' }),
    };
  }
}
