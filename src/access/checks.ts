import { type Problem } from '../core/result.ts';

/**
 * Reads the fields of an input and collects every reason against it, so that a form gets all of them at once. Pointers are relative to the
 * input (RFC 6901).
 */
export class FieldChecks {
  readonly problems: Problem[] = [];

  /** Adds a reason. */
  refuse(problem: Problem): void {
    this.problems.push(problem);
  }

  /** A text for people, trimmed, of 1 to `max` characters; '' with a reason against it when it is none. */
  text(at: string, value: unknown, max: number): string {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' || text.length > max || unprintable.test(text)) {
      this.invalid(at, textFault(text, max), `1 to ${max} printable characters`);
      return '';
    }
    return text;
  }

  /** As `text`; null and undefined pass through. */
  optionalText(at: string, value: unknown, max: number): string | null | undefined {
    return value === null || value === undefined ? value : this.text(at, value, max);
  }

  /** One of a closed list; null and undefined pass through. */
  oneOf<Word extends string>(
    at: string,
    value: string | null | undefined,
    words: readonly Word[],
  ): Word | null | undefined {
    if (value === null || value === undefined) return value;
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) this.invalid(at, 'This is none of the choices.', words.join(', '));
    return word;
  }

  /** A whole number from 0; null and undefined pass through. */
  count(at: string, value: number | null | undefined): number | null | undefined {
    if (value === null || value === undefined) return value;
    if (!Number.isInteger(value) || value < 0 || value > countMax) {
      this.invalid(at, 'This is no number of persons.', `a whole number from 0 to ${countMax}`);
    }
    return value;
  }

  /** A calendar day; null and undefined pass through. */
  day(at: string, value: string | null | undefined): string | null | undefined {
    if (value === null || value === undefined) return value;
    if (!isDay(value)) this.invalid(at, 'This is no day.', 'a day such as 2026-03-01');
    return value;
  }

  /** INVALID_VALUE. */
  invalid(at: string, message: string, expected: string): void {
    this.refuse({ code: 'INVALID_VALUE', message, at, expected });
  }
}

/** Control characters, halves of surrogates, and marks that turn the direction of what stands around a name. */
const unprintable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
const countMax = 2_147_483_647;

const textFault = (text: string, max: number): string => {
  if (text === '') return 'This must not be empty.';
  if (text.length > max) return `This is longer than ${max} characters.`;
  return 'This holds characters that nobody can print.';
};

/** True for a day of the calendar, `2026-02-28`. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** The UTC day of an instant. */
export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

/** True for a text that the database can look for: no text there has a NUL. */
export const canBeStored = (text: string): boolean => !text.includes('\0');
