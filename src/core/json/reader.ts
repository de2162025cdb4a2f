import type { JsonLimits } from './limits.ts';
import { digitsMax, exponentMax, numberOf } from './number.ts';
import { placeOf, Refused, refusedAt } from './refused.ts';
import { type Oversize, oversizeProblem } from './size.ts';
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
/** So many digits are always kept by a double. */
const SMALL_DIGITS = 15;
/** Name of the list of events of a document (EPCIS 2.0). */
const EVENTS = 'eventList';

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

type Container = JsonValue[] | Record<string, JsonValue>;

/** Held here, since it is asked of every value and to look up a global takes long in a sandbox. */
const isList: (container: Container) => container is JsonValue[] = Array.isArray;

/**
 * Reads one text in a single pass, in as many turns as its caller likes, and stops at the first part beyond the limits. Only in an
 * event of a document it reads on, since that is one bad event among good ones: of a list or object that is too large it keeps one
 * member too many, by which the check of the event refuses it.
 */
export class JsonReader {
  private at = 0;
  private depth = 0;
  private values = 0;
  private done = false;
  /** Steps into the open containers, for the pointer of a refusal; the first `steps` of them hold. */
  private readonly path: (string | number)[] = [];
  private steps = 0;
  /** The whole document is the one member of the outermost list. */
  private readonly root: JsonValue[] = [];
  private inner: Container = this.root;
  /** Members of the innermost container so far. */
  private count = 0;
  private readonly outer: Container[] = [];
  private readonly outerCounts: number[] = [];
  /** Depth of the list of events that is open, and of the container whose further members are not kept; 0: none is. */
  private eventsDepth = 0;
  private droppedDepth = 0;
  /** Keys seen, since documents repeat theirs: comparing in place is much faster than cutting and hashing. */
  private readonly keys: (string | undefined)[] = [];

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  /** Reads on for about so many characters; the one value of the text when it is at its end, else undefined. Throws `Refused`. */
  advance(characters: number): JsonValue | undefined {
    const until = this.at + characters;
    while (!this.done && this.at < until) this.next();
    return this.done ? this.root[0] : undefined;
  }

  /** Passes white space; the code of the next character, NaN at the end. */
  private skip(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return code;
      this.at++;
    }
  }

  /** Reads the value that begins here, of a list or object its opening only, and goes to where the next one begins. */
  private next(): void {
    const code = this.skip();
    if (++this.values > this.limits.valuesMax) throw this.over('VALUES', this.limits.valuesMax, 0);
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      const close = code === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT;
      this.enter(code === OPEN_LIST ? [] : emptyObject());
      if (this.skip() !== close) return this.place();
      this.leave();
    } else this.add(this.scalar(code));
    this.goOn();
  }

  private scalar(code: number): JsonValue {
    if (code === QUOTE) return this.shortText();
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

  private add(value: JsonValue): void {
    if (this.droppedDepth > 0) return;
    const { inner } = this;
    if (isList(inner)) inner.push(value);
    else inner[this.path[this.depth - 1] ?? ''] = value;
  }

  private enter(container: Container): void {
    if (this.depth >= this.limits.depthMax) {
      const limit = `at most ${this.limits.depthMax} levels`;
      throw this.refusal(`is nested deeper than ${this.limits.depthMax} levels`, limit);
    }
    this.add(container);
    this.outer[this.depth] = this.inner;
    this.outerCounts[this.depth] = this.count;
    const isEvents = this.eventsDepth === 0 && this.path[this.depth - 1] === EVENTS;
    this.inner = container;
    this.count = 0;
    this.depth++;
    this.at++;
    if (isEvents && isList(container)) this.eventsDepth = this.depth;
  }

  private leave(): void {
    this.depth--;
    this.steps = this.depth;
    this.at++;
    this.inner = this.outer[this.depth] ?? this.root;
    this.count = this.outerCounts[this.depth] ?? 0;
    if (this.depth < this.eventsDepth) this.eventsDepth = 0;
    if (this.depth < this.droppedDepth) this.droppedDepth = 0;
  }

  /** After a value: leaves the containers that end here, and goes to the place of the next value. */
  private goOn(): void {
    let code = this.skip();
    while (this.depth > 0) {
      const inList = isList(this.inner);
      if (code === COMMA) {
        this.at++;
        this.skip();
        return this.place();
      }
      if (code !== (inList ? CLOSE_LIST : CLOSE_OBJECT))
        throw this.syntax(inList ? '"," or "]"' : '"," or "}"');
      this.leave();
      code = this.skip();
    }
    if (this.at < this.text.length) throw this.syntax('the end of the document');
    this.done = true;
  }

  /** Steps to the next member of the innermost container, and up to its value. */
  private place(): void {
    const { inner, depth, limits } = this;
    if (!isList(inner)) return this.member(inner);
    if (depth === this.eventsDepth) this.countMember('EVENTS', limits.eventsMax);
    else this.countMember('LIST', limits.listMax);
    this.path[depth - 1] = this.count - 1;
    this.steps = depth;
  }

  private member(object: Record<string, JsonValue>): void {
    this.steps = this.depth - 1;
    if (this.text.charCodeAt(this.at) !== QUOTE) throw this.syntax('a key in double quotes');
    const key = this.key();
    // The record of an event is given the context of its document, beside the fields it came with.
    if (key !== '@context') this.countMember('OBJECT', this.limits.objectMax);
    this.path[this.depth - 1] = key;
    this.steps = this.depth;
    if (this.droppedDepth === 0 && object[key] !== undefined)
      throw this.refusal('stands twice in one object', 'each key once');
    if (this.skip() !== COLON) throw this.syntax('":"');
    this.at++;
  }

  private countMember(kind: Oversize['kind'], max: number): void {
    this.count++;
    if (this.count <= max) return;
    if (!this.inEvent()) throw this.over(kind, max, this.depth - 1);
    if (this.count > max + 1 && this.droppedDepth === 0) this.droppedDepth = this.depth;
  }

  private inEvent(): boolean {
    return this.eventsDepth > 0 && this.depth > this.eventsDepth;
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
    const { nameMax } = this.limits;
    if (key.length > nameMax && !this.inEvent()) throw this.over('NAME', nameMax, this.steps);
    // A key that was written with escapes is longer there than here: it is not kept.
    if (this.at - at === key.length + 2) this.keys[slot] = key;
    return key;
  }

  private shortText(): string {
    const text = this.string();
    const { textMax } = this.limits;
    if (text.length > textMax && !this.inEvent()) throw this.over('TEXT', textMax, this.steps);
    return text;
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

  /** A whole number that a double is certain to hold, as most are; null, and nothing is read, for any other. */
  private smallNumber(): number | null {
    const { text } = this;
    const last = this.at + SMALL_DIGITS;
    let end = this.at;
    let code = text.charCodeAt(end);
    let value = 0;
    while (isDigit(code) && end < last) {
      value = value * 10 + (code - ZERO);
      code = text.charCodeAt(++end);
      if (value === 0) break;
    }
    if (end === this.at || isDigit(code) || code === DOT || isExponent(code)) return null;
    this.at = end;
    return value;
  }

  private number(): number | JsonNumber {
    const small = this.smallNumber();
    if (small !== null) return small;
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

  /** Of what stands so many steps into the document. */
  private over(kind: Oversize['kind'], max: number, steps: number): Refused {
    const at = placeOf(this.path.slice(0, steps));
    return new Refused(oversizeProblem({ kind, at, max }, ''));
  }

  private refusal(what: string, expected: string): Refused {
    return refusedAt(this.path.slice(0, this.steps), what, expected);
  }
}
