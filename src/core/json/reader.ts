import { digitsMax, exponentMax, numberOf } from './number.ts';
import { type Refused, refusedAt } from './refused.ts';
import { isWellFormed } from './text.ts';
import { emptyObject, type JsonNumber, type JsonValue } from './value.ts';

const [TAB, LINE_FEED, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [ZERO, NINE, MINUS, DOT] = [0x30, 0x39, 0x2d, 0x2e];
/** UTF-16 surrogates: where they stand, pairs are checked. */
const [SURROGATE_FIRST, SURROGATE_LAST] = [0xd800, 0xdfff];
/** A power of two. */
const KEY_SLOTS = 256;

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** `e` or `E`. */
const isExponent = (code: number): boolean => (code | 0x20) === 0x65;

const unescaped = (quoted: string): string | null => {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
};

/** Reads one text in a single pass; it calls itself no deeper than `depthMax`, so no text exhausts the stack. */
export class JsonReader {
  private at = 0;
  private depth = 0;
  /** Steps into the open containers, for the pointer of a refusal; the first `steps` of them hold. */
  private readonly path: (string | number)[] = [];
  private steps = 0;
  /** Keys seen, since documents repeat theirs: comparing in place is much faster than cutting and hashing. */
  private readonly keys: (string | undefined)[] = [];

  constructor(
    private readonly text: string,
    private readonly depthMax: number,
  ) {}

  /** The one value of the text; throws `Refused`. */
  read(): JsonValue {
    const value = this.value(this.skip());
    this.skip();
    if (this.at < this.text.length) throw this.syntax('the end of the document');
    return value;
  }

  /** Passes white space; the code of the next character, NaN at the end. */
  private skip(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return code;
      this.at++;
    }
  }

  private value(code: number): JsonValue {
    if (code === QUOTE) return this.string();
    if (code === OPEN_OBJECT) return this.object();
    if (code === OPEN_LIST) return this.list();
    if (isDigit(code) || code === MINUS) return this.number();
    if (this.word('true')) return true;
    if (this.word('false')) return false;
    if (this.word('null')) return null;
    throw this.syntax('a JSON value');
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private enter(): void {
    if (this.depth >= this.depthMax) {
      const limit = `at most ${this.depthMax} levels`;
      throw this.refusal(`is nested deeper than ${this.depthMax} levels`, limit);
    }
    this.depth++;
    this.at++;
  }

  private leave(): void {
    this.depth--;
    this.steps = this.depth;
    this.at++;
  }

  private object(): JsonValue {
    this.enter();
    const object = emptyObject();
    if (this.skip() !== CLOSE_OBJECT) {
      for (;;) {
        this.member(object);
        const code = this.skip();
        if (code === CLOSE_OBJECT) break;
        if (code !== COMMA) throw this.syntax('"," or "}"');
        this.at++;
        this.skip();
      }
    }
    this.leave();
    return object;
  }

  private member(object: Record<string, JsonValue>): void {
    this.steps = this.depth - 1;
    if (this.text.charCodeAt(this.at) !== QUOTE) throw this.syntax('a key in double quotes');
    const key = this.key();
    this.path[this.depth - 1] = key;
    this.steps = this.depth;
    if (object[key] !== undefined)
      throw this.refusal('stands twice in one object', 'each key once');
    if (this.skip() !== COLON) throw this.syntax('":"');
    this.at++;
    object[key] = this.value(this.skip());
  }

  private key(): string {
    const { text, at } = this;
    const slot =
      (text.charCodeAt(at + 1) + 7 * text.charCodeAt(at + 4) + 31 * text.charCodeAt(at + 7)) &
      (KEY_SLOTS - 1);
    const seen = this.keys[slot];
    if (seen !== undefined && text.startsWith(seen, at + 1)) {
      const end = at + 1 + seen.length;
      if (text.charCodeAt(end) === QUOTE) {
        this.at = end + 1;
        return seen;
      }
    }
    const key = this.string();
    // A key that was written with escapes is longer there than here: it is not kept.
    if (this.at - at === key.length + 2) this.keys[slot] = key;
    return key;
  }

  private list(): JsonValue {
    this.enter();
    const list: JsonValue[] = [];
    let code = this.skip();
    if (code !== CLOSE_LIST) {
      for (;;) {
        this.path[this.depth - 1] = list.length;
        this.steps = this.depth;
        list.push(this.value(code));
        code = this.skip();
        if (code === CLOSE_LIST) break;
        if (code !== COMMA) throw this.syntax('"," or "]"');
        this.at++;
        code = this.skip();
      }
    }
    this.leave();
    return list;
  }

  /** Scanned by hand, since a pattern overflows on megabytes. */
  private string(): string {
    const { text } = this;
    let end = this.at + 1;
    let escapes = false;
    let surrogates = false;
    let code = text.charCodeAt(end);
    while (code !== QUOTE) {
      if (!(code >= SPACE)) throw this.syntax('text in double quotes without control characters');
      if (code === BACKSLASH) {
        escapes = true;
        end++;
      } else if (code >= SURROGATE_FIRST && code <= SURROGATE_LAST) surrogates = true;
      code = text.charCodeAt(++end);
    }
    const start = this.at;
    const value = escapes ? this.unescape(start, end) : text.slice(start + 1, end);
    if ((escapes || surrogates) && !isWellFormed(value))
      throw this.refusal('holds half a character (lone surrogate)', 'Unicode text');
    this.at = end + 1;
    return value;
  }

  private unescape(start: number, end: number): string {
    const value = unescaped(this.text.slice(start, end + 1));
    if (value === null) throw this.syntax('an escape of JSON');
    if (value.includes('\0')) throw this.refusal('holds a NUL character', 'text without NUL');
    return value;
  }

  private number(): number | JsonNumber {
    const { text } = this;
    const start = this.at;
    if (text.charCodeAt(this.at) === MINUS) this.at++;
    if (text.charCodeAt(this.at) === ZERO) this.at++;
    else this.digits();
    if (text.charCodeAt(this.at) === DOT) {
      this.at++;
      this.digits();
    }
    if (isExponent(text.charCodeAt(this.at))) {
      this.at++;
      const sign = text[this.at];
      if (sign === '+' || sign === '-') this.at++;
      this.digits();
    }
    const value = numberOf(text.slice(start, this.at));
    if (value !== null) return value;
    const limits = `at most ${digitsMax} digits and ${exponentMax} zeros`;
    throw this.refusal('is a number past the limits', limits);
  }

  private digits(): void {
    if (!isDigit(this.text.charCodeAt(this.at))) throw this.syntax('a digit');
    while (isDigit(this.text.charCodeAt(this.at))) this.at++;
  }

  private syntax(expected: string): Refused {
    const found =
      this.at < this.text.length
        ? `found ${JSON.stringify(this.text.slice(this.at, this.at + 12))}`
        : 'it ends there';
    return this.refusal(`is not JSON at character ${this.at + 1}: ${found}`, expected);
  }

  private refusal(what: string, expected: string): Refused {
    return refusedAt(this.path.slice(0, this.steps), what, expected);
  }
}
