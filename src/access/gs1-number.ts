import { hasRightCheckDigit } from '../core/gs1/check-digit.ts';
import type { FieldChecks } from './checks.ts';

/** How a kind of number is written. */
interface Shape {
  readonly lengths: readonly number[];
  readonly expected: string;
}

const glnShape: Shape = { lengths: [13], expected: '13 digits with a right check digit' };
const gtinShape: Shape = {
  lengths: [8, 12, 13, 14],
  expected: '8, 12, 13 or 14 digits with a right check digit',
};

/** A GLN: 13 digits; null and undefined pass through. Else INVALID_VALUE, or CHECK_DIGIT when only the last digit is wrong. */
export const readGln = (
  checks: FieldChecks,
  at: string,
  value: string | null | undefined,
): string | null | undefined => readNumber(checks, at, value, glnShape);

/** A GTIN, filled up to 14 digits; null and undefined pass through. Else INVALID_VALUE or CHECK_DIGIT. */
export const readGtin = (
  checks: FieldChecks,
  at: string,
  value: string | null | undefined,
): string | null | undefined => readNumber(checks, at, value, gtinShape)?.padStart(14, '0');

const readNumber = (
  checks: FieldChecks,
  at: string,
  value: string | null | undefined,
  { lengths, expected }: Shape,
): string | null | undefined => {
  if (value === null || value === undefined) return value;
  if (!/^\d+$/.test(value) || !lengths.includes(value.length)) {
    checks.invalid(at, 'This number has another form.', expected);
  } else if (!hasRightCheckDigit(value)) {
    const message = 'The check digit, its last, is wrong: one digit was mistyped.';
    checks.refuse({ code: 'CHECK_DIGIT', message, at, expected });
  }
  return value;
};
