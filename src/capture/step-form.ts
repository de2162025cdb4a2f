import { isUri } from '../core/epcis/field.ts';
import type { Problem, Result } from '../core/result.ts';
import { readTime } from '../core/epcis/time.ts';
import { parseDecimal } from '../core/units/decimal.ts';
import { unknownUnit } from './unit-warning.ts';

/** Characters of a free text. */
export const textLengthMax = 2_000;
const uriLengthMax = 2_048;
/** GS1 General Specifications: batch and serial numbers have 1 to 20 characters. */
const numberLengthMax = 20;
/** GS1 AI encodable character set 82 (General Specifications, section 7.11). */
const gs1Characters = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;
const dayPattern = /^\d{4}-\d\d-\d\d$/;
const unitPattern = /^[A-Z0-9]{2,3}$/;

/** Reads the fields of an input and remembers everything that is wrong with it, each with its pointer. */
export class StepForm {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** Notes that a value is wrong. */
  invalid(at: string, message: string, expected: string): void {
    this.problems.push({ code: 'INVALID_VALUE', message, at, expected });
  }

  /** The value of a look-up; its problems are placed at `at`. */
  take<T>(at: string, found: Result<T>): T | null {
    if (found.ok) return found.value;
    for (const problem of found.problems) this.problems.push({ ...problem, at: at + problem.at });
    return null;
  }

  /** Free text without control characters; null when left out. */
  text(at: string, text: string | null | undefined, lengthMax = textLengthMax): string | null {
    if (text === null || text === undefined || text.trim() === '') return null;
    if (text.length > lengthMax) {
      this.invalid(
        at,
        `This text has ${text.length} characters.`,
        `at most ${lengthMax} characters`,
      );
      return null;
    }
    if (/\0/.test(text) || /\p{Surrogate}/u.test(text)) {
      this.invalid(
        at,
        'This text holds characters that cannot be stored.',
        'Unicode text without NUL',
      );
      return null;
    }
    return text;
  }

  /** Text that may not be left out. */
  required(at: string, text: string | null | undefined, lengthMax = textLengthMax): string | null {
    if (text === null || text === undefined || text.trim() === '') {
      this.invalid(at, 'Say something here.', 'a text');
      return null;
    }
    return this.text(at, text, lengthMax);
  }

  /** The id that the client made for what it records. */
  uri(at: string, text: string): string {
    if (text.length <= uriLengthMax && isUri(text)) return text;
    this.invalid(
      at,
      `"${shown(text)}" is no absolute URI.`,
      'an absolute URI, best `urn:uuid:` and a UUIDv7',
    );
    return text;
  }

  /** A calendar day; null when left out. */
  day(at: string, text: string | null | undefined): string | null {
    if (text === null || text === undefined) return null;
    if (dayPattern.test(text) && readTime(`${text}T00:00:00Z`) !== null) return text;
    this.invalid(at, `"${shown(text)}" is no day.`, 'a day such as 2026-03-02');
    return null;
  }

  /** An exact decimal, not below zero; null when left out. `zero`: whether 0 makes sense. */
  quantity(at: string, text: string | null | undefined, zero: boolean): string | null {
    if (text === null || text === undefined) return null;
    const value = /[eE]/.test(text) ? null : parseDecimal(text);
    if (value === null) {
      this.invalid(
        at,
        `"${shown(text)}" is no decimal.`,
        'a decimal such as 12.5, at most 30 digits, no exponent',
      );
      return null;
    }
    if (value.startsWith('-') || (!zero && value === '0')) {
      const expected = zero ? 'a decimal, 0 or more' : 'a decimal, more than 0';
      this.invalid(at, `A quantity cannot be ${value}.`, expected);
      return null;
    }
    return value;
  }

  /** A Rec 20 code; null when left out. */
  unit(at: string, text: string | null | undefined): string | null {
    if (text === null || text === undefined) return null;
    if (unitPattern.test(text)) {
      this.warnings.push(...unknownUnit(text, at));
      return text;
    }
    this.invalid(at, `"${shown(text)}" is no unit code.`, 'a UN/ECE Rec 20 code such as KGM');
    return null;
  }

  /** A lot or serial number that can stand in a GS1 key; null when left out. */
  number(at: string, text: string | null | undefined): string | null {
    if (text === null || text === undefined || text === '') return null;
    if (text.length <= numberLengthMax && gs1Characters.test(text)) return text;
    this.invalid(
      at,
      `"${shown(text)}" cannot stand in a GS1 key.`,
      '1 to 20 letters, digits and signs of GS1 character set 82, no blanks',
    );
    return null;
  }

  /** A list that is neither too short nor too long. */
  list<T>(
    at: string,
    list: readonly T[],
    bounds: { readonly min: number; readonly max: number },
  ): readonly T[] {
    if (list.length >= bounds.min && list.length <= bounds.max) return list;
    this.invalid(at, `${list.length} entries are given.`, `${bounds.min} to ${bounds.max} entries`);
    return list.slice(0, bounds.max);
  }
}

/** What was given, short enough for a sentence. */
export const shown = (text: string): string => {
  const one = text.replaceAll(/\p{Cc}/gu, ' ');
  return one.length > 60 ? `${one.slice(0, 60)}…` : one;
};
