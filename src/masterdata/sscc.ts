import { checkDigitOf } from '../core/gs1/check-digit.ts';

/** Digits of extension, company prefix and serial reference together. */
const digitsBeforeCheck = 17;
/**
 * Extension digits in the order they are used: from 9 down. Whatever else the company numbers with, most begin at 0, so that the two seldom
 * meet.
 */
const extensions = '9876543210';

const serialsEach = (prefix: string): number => 10 ** (digitsBeforeCheck - 1 - prefix.length);

/** How many SSCCs a company prefix has (GS1 General Specifications, 3.3.1). */
export const ssccsOf = (prefix: string): number => serialsEach(prefix) * extensions.length;

/** The `ordinal`th SSCC of a company prefix, from 1: extension digit, prefix, serial reference, check digit. */
export const ssccOf = (prefix: string, ordinal: number): string => {
  const each = serialsEach(prefix);
  const extension = extensions.charAt(Math.floor((ordinal - 1) / each));
  const serial = String((ordinal - 1) % each).padStart(String(each).length - 1, '0');
  const digits = `${extension}${prefix}${serial}`;
  return `${digits}${checkDigitOf(digits)}`;
};
