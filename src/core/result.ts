/**
 * Refusals are values with stable codes; bugs are thrown. The codes are the contract's closed list
 * (GraphQL `ProblemCode`, RFC 9457 `code`): a new one is a minor version.
 */
export const problemCodes = [
  'INVALID_VALUE',
  'CHECK_DIGIT',
  'EPCIS_INVALID',
  'ID_CONFLICT',
  'UNKNOWN_ITEM',
  'UNKNOWN_PARTY',
  'UNKNOWN_SITE',
  'UNKNOWN_PRODUCT',
  'AMBIGUOUS_NUMBER',
  'NOT_YOURS',
  'ALREADY_CORRECTED',
  'TOO_LARGE',
  'ROLLED_BACK',
  'ALREADY_EXISTS',
  'UNLIKELY_TIME',
  'LIKELY_DUPLICATE',
  'OUTPUT_EXCEEDS_INPUT',
  'ON_HOLD',
  'CLAIM_ONLY',
  'MADE_BEFORE',
  'OVER_CONSUMPTION',
] as const;

/** One of the closed list of codes; the last seven are only ever warnings. */
export type ProblemCode = (typeof problemCodes)[number];

/** Something a person or a program can put right. */
export interface Problem {
  readonly code: ProblemCode;
  /** One English sentence: what is wrong and what to do. */
  readonly message: string;
  /** RFC 6901 JSON Pointer into what was given; '' is the whole. */
  readonly at: string;
  /** What was expected, for example `13 digits with a right check digit`. */
  readonly expected?: string;
  /** ID_CONFLICT: JSON Pointers into the EPCIS event of the fields that differ. */
  readonly differs?: readonly string[];
  /** ID_CONFLICT: log position of the earlier record. */
  readonly existing?: string;
  /** UNKNOWN_ITEM: the number as given. */
  readonly number?: string;
  /** OVER_CONSUMPTION: of what, how much is left, and how much is said to be used. */
  readonly excess?: Excess;
}

/** So much of something, exactly; a null unit is a count of pieces. */
interface Quantity {
  readonly value: string;
  /** UN/ECE Rec 20. */
  readonly unit: string | null;
}

/** More than there is. */
export interface Excess {
  /** Canonical key. */
  readonly item: string;
  readonly left: Quantity;
  readonly asked: Quantity;
}

/** A value, or every reason why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A success. */
export const accept = <T>(value: T): Result<T> => ({ ok: true, value });

/** A refusal with its reasons, at least one. */
export const refuse = (...problems: readonly Problem[]): Result<never> => ({
  ok: false,
  problems,
});
