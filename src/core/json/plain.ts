import { type Refused, refusedAt } from './refused.ts';
import { isWellFormed } from './text.ts';
import { emptyObject, JsonNumber, type JsonValue } from './value.ts';

/** Reads plain JavaScript values; cycles end at `depthMax`. */
class PlainReader {
  private readonly path: (string | number)[] = [];

  constructor(private readonly depthMax: number) {}

  read(value: unknown): JsonValue {
    if (value === null || typeof value === 'boolean' || value instanceof JsonNumber) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.number(value);
    if (typeof value !== 'object') throw this.refusal(`is a ${typeof value}`, 'a JSON value');
    if (this.path.length >= this.depthMax) {
      const limit = `at most ${this.depthMax} levels`;
      throw this.refusal(`is nested deeper than ${this.depthMax} levels`, limit);
    }
    return Array.isArray(value)
      ? value.map((item, index) => this.step(index, item))
      : this.object(value);
  }

  private object(value: object): JsonValue {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      throw this.refusal('is no plain object', 'a JSON value');
    const object = emptyObject();
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) object[this.text(key)] = this.step(key, member);
    }
    return object;
  }

  private step(step: string | number, value: unknown): JsonValue {
    this.path.push(step);
    const read = this.read(value);
    this.path.pop();
    return read;
  }

  private text(text: string): string {
    if (text.includes('\0')) throw this.refusal('holds a NUL character', 'text without NUL');
    if (!isWellFormed(text))
      throw this.refusal('holds half a character (lone surrogate)', 'Unicode text');
    return text;
  }

  private number(value: number): number {
    if (!Number.isFinite(value)) throw this.refusal('is no number', 'a finite number');
    return value === 0 ? 0 : value;
  }

  private refusal(what: string, expected: string): Refused {
    return refusedAt(this.path, what, expected);
  }
}

/** A plain JavaScript value as a JSON value; throws `Refused`. */
export const readPlain = (value: unknown, depthMax: number): JsonValue =>
  new PlainReader(depthMax).read(value);
