import { accept, type Problem, refuse, type Result } from '../result.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from './value.ts';

/** Deepest nesting of a document; EPCIS needs about ten, extensions a few more. */
const DEPTH_MAX = 64;
/** Most digits of a number, and the largest power of ten: beyond it nothing measured is meant. */
const DIGITS_MAX = 100;
const EXPONENT_MAX = 400;

/** RFC 6901 JSON Pointer of the given steps. */
export const pointer = (...parts: readonly (string | number)[]): string =>
  parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

interface Frame {
  readonly list: JsonValue[] | null;
  readonly object: Record<string, JsonValue> | null;
  key: string;
}

class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONE_SURROGATE = /\p{Cs}/u;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = /[ \t\n\r]*/y;
const LITERALS: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Reads in one pass without recursion: depth costs no call stack. */
class Reader {
  private at = 0;
  private readonly stack: Frame[] = [];

  constructor(
    private readonly text: string,
    private readonly depthMax: number,
  ) {}

  read(): JsonValue {
    let value = this.value();
    for (;;) {
      const frame = this.stack.at(-1);
      if (value !== undefined && frame === undefined) return this.end(value);
      if (value !== undefined && frame !== undefined) put(frame, value);
      value = this.next();
    }
  }

  /** A scalar or an empty container; undefined when a container was opened. */
  private value(): JsonValue | undefined {
    this.space();
    const char = this.text[this.at];
    if (char === '{' || char === '[') return this.open(char);
    if (char === '"') return this.string();
    for (const [word, literal] of LITERALS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return literal;
      }
    }
    return this.number();
  }

  private open(char: '{' | '['): JsonValue | undefined {
    if (this.stack.length >= this.depthMax) {
      throw this.refusal(
        `nested deeper than ${this.depthMax} levels`,
        `at most ${this.depthMax} levels`,
      );
    }
    this.at++;
    this.space();
    const close = char === '{' ? '}' : ']';
    const empty = this.text[this.at] === close;
    const object = char === '{' ? (Object.create(null) as Record<string, JsonValue>) : null;
    const list: JsonValue[] | null = char === '[' ? [] : null;
    if (empty) {
      this.at++;
      return object ?? list ?? [];
    }
    const frame: Frame = { list, object, key: '' };
    this.stack.push(frame);
    if (object !== null) this.key(frame);
    return undefined;
  }

  /** After a value, or just inside a container: the next value, or the container that closes. */
  private next(): JsonValue | undefined {
    const frame = this.stack.at(-1);
    if (frame === undefined) throw this.refusal('is not complete', 'JSON');
    const first = frame.object !== null ? isFresh(frame) : frame.list?.length === 0;
    if (first) return this.value();
    this.space();
    const char = this.text[this.at];
    const close = frame.object === null ? ']' : '}';
    if (char === close) {
      this.at++;
      this.stack.pop();
      return frame.object ?? frame.list ?? [];
    }
    if (char !== ',') throw this.syntax(`"," or "${close}"`);
    this.at++;
    if (frame.object !== null) {
      this.space();
      this.key(frame);
    }
    return this.value();
  }

  private key(frame: Frame): void {
    if (this.text[this.at] !== '"') throw this.syntax('a key in double quotes');
    const key = this.string();
    frame.key = key;
    if (frame.object !== null && key in frame.object) {
      throw this.refusal('stands twice in one object', 'each key once');
    }
    this.space();
    if (this.text[this.at] !== ':') throw this.syntax('":"');
    this.at++;
  }

  private string(): string {
    const raw = this.rawString();
    this.at += raw.length;
    const value = raw.includes('\\') ? unescape(raw) : raw.slice(1, -1);
    if (value === null) throw this.syntax('an escape of JSON');
    if (value.includes('\0')) throw this.refusal('holds a NUL character', 'text without NUL');
    if (LONE_SURROGATE.test(value)) {
      throw this.refusal('holds half a character (lone surrogate)', 'Unicode text');
    }
    return value;
  }

  /** The string with its quotes; scanned by hand, since a pattern overflows on megabytes. */
  private rawString(): string {
    let end = this.at + 1;
    for (;;) {
      const code = this.text.charCodeAt(end);
      if (code === QUOTE) return this.text.slice(this.at, end + 1);
      if (!(code >= 0x20))
        throw this.syntax('a string in double quotes without control characters');
      end += code === BACKSLASH ? 2 : 1;
    }
  }

  private number(): number | JsonNumber {
    NUMBER.lastIndex = this.at;
    const raw = NUMBER.exec(this.text)?.[0];
    if (raw === undefined) throw this.syntax('a JSON value');
    this.at += raw.length;
    const value = numberOf(raw);
    if (value === null) {
      throw this.refusal('is a number past the limits', `at most ${DIGITS_MAX} digits`);
    }
    return value;
  }

  private end(value: JsonValue): JsonValue {
    this.space();
    if (this.at < this.text.length) throw this.syntax('the end of the document');
    return value;
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = SPACE.lastIndex;
  }

  private where(): string {
    return pointer(
      ...this.stack.map((frame) => (frame.object === null ? (frame.list?.length ?? 0) : frame.key)),
    );
  }

  private syntax(expected: string): Refused {
    const found =
      this.at < this.text.length
        ? `found ${JSON.stringify(this.text.slice(this.at, this.at + 12))}`
        : 'it ends there';
    return this.refusal(`is not JSON at character ${this.at + 1}: ${found}`, expected);
  }

  private refusal(what: string, expected: string): Refused {
    const at = this.where();
    const subject = at === '' ? 'The document' : at.slice(0, 200);
    return new Refused({
      code: 'INVALID_VALUE',
      message: `${subject} ${what}. Expected: ${expected}.`,
      at,
      expected,
    });
  }
}

const unescape = (raw: string): string | null => {
  try {
    return JSON.parse(raw) as string;
  } catch {
    return null;
  }
};

const isFresh = (frame: Frame): boolean => frame.object !== null && !(frame.key in frame.object);

const put = (frame: Frame, value: JsonValue): void => {
  if (frame.object !== null) frame.object[frame.key] = value;
  else frame.list?.push(value);
};

interface Decimal {
  readonly digits: string;
  readonly exponent: number;
  readonly negative: boolean;
}

/** Value of a JSON number as significant digits times a power of ten: equal values have equal forms. */
const decimalOf = (raw: string): Decimal => {
  const [mantissa = '', power = '0'] = raw.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { digits: '', exponent: 0, negative: false };
  return {
    digits,
    exponent: Number(power) - fraction.length + (all.length - digits.length),
    negative: raw.startsWith('-'),
  };
};

const sameDecimal = (left: string, right: string): boolean => {
  const [a, b] = [decimalOf(left), decimalOf(right)];
  return a.digits === b.digits && a.exponent === b.exponent && a.negative === b.negative;
};

/** A plain number where that loses nothing, else the number as written; null past the limits. */
const numberOf = (raw: string): number | JsonNumber | null => {
  if (raw.length <= 15 && !/[eE]/.test(raw)) return Number(raw) === 0 ? 0 : Number(raw);
  const { digits, exponent } = decimalOf(raw);
  if (digits.length > DIGITS_MAX || Math.abs(exponent) > EXPONENT_MAX) return null;
  const value = Number(raw);
  if (value === 0 && digits === '') return 0;
  return Number.isFinite(value) && sameDecimal(String(value), raw) ? value : new JsonNumber(raw);
};

/**
 * Reads JSON without loss. Objects have no prototype; numbers that a double cannot hold are kept as written.
 * Refused, with the JSON Pointer of the place: duplicate keys, NUL and lone surrogates in strings, nesting deeper than
 * `depthMax`, numbers of more than 100 digits or past 10^400.
 */
export const parseJson = (
  text: string,
  limits: { readonly depthMax?: number } = {},
): Result<JsonValue> => {
  try {
    const start = text.startsWith('\uFEFF') ? text.slice(1) : text;
    return accept(new Reader(start, limits.depthMax ?? DEPTH_MAX).read());
  } catch (error) {
    if (error instanceof Refused) return refuse(error.problem);
    throw error;
  }
};

/** Compact JSON text; keys keep their order and big numbers their digits. */
export const stringifyJson = (value: JsonValue): string => {
  if (value instanceof JsonNumber) return value.raw;
  if (Array.isArray(value)) return `[${value.map(stringifyJson).join(',')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => `${JSON.stringify(key)}:${stringifyJson(member)}`,
    );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
};

const isNumber = (value: JsonValue | undefined): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber;

const rawOf = (value: number | JsonNumber): string =>
  typeof value === 'number' ? String(value) : value.raw;

/** Pointers of all places where two values differ: numbers by value, keys in any order. */
export const jsonDiffers = (
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  at = '',
): readonly string[] => {
  if (left === right) return [];
  if (isNumber(left) && isNumber(right)) return sameDecimal(rawOf(left), rawOf(right)) ? [] : [at];
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, index) =>
      jsonDiffers(left[index] as JsonValue, right[index] as JsonValue, at + pointer(index)),
    ).flat();
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => jsonDiffers(left[key], right[key], at + pointer(key)));
  }
  return [at];
};

/** True when two values are equal: numbers by value, keys in any order. */
export const jsonEqual = (left: JsonValue, right: JsonValue): boolean =>
  jsonDiffers(left, right).length === 0;

/** A value that came as plain JavaScript (a GraphQL variable) as a JSON value; refused like `parseJson` does. */
export const toJsonValue = (value: unknown): Result<JsonValue> => {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    text = undefined;
  }
  if (text === undefined) {
    return refuse({
      code: 'INVALID_VALUE',
      message: 'This is not a JSON value.',
      at: '',
      expected: 'JSON',
    });
  }
  return parseJson(text);
};

export type { JsonObject };
