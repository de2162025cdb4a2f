import type { Problem } from '../result.ts';
import { pointer } from './pointer.ts';
import { isJsonObject, JsonNumber, type JsonValue } from './value.ts';

/** How large a value may be; lengths are UTF-16 code units of its canonical text, escapes not counted. */
export interface SizeLimits {
  /** Of the whole value. */
  readonly lengthMax: number;
  /** Of one text. */
  readonly textMax: number;
  /** Of the name of a member. */
  readonly nameMax: number;
  /** Members of one list. */
  readonly listMax: number;
  /** Members of one object. */
  readonly objectMax: number;
  /** Members of this name are not looked into. */
  readonly except?: string;
}

/** What is too large in a value. */
export interface Oversize {
  readonly kind: 'VALUE' | 'VALUES' | 'TEXT' | 'NAME' | 'LIST' | 'EVENTS' | 'OBJECT';
  /** RFC 6901 JSON Pointer; of a name, to the object that holds it. */
  readonly at: string;
  /** The limit that it exceeds. */
  readonly max: number;
}

/** What is too large, its unit, and what to do. */
const words: Readonly<Record<Oversize['kind'], readonly [string, string, string]>> = {
  VALUE: ['This is', 'characters', 'Send it in several parts.'],
  VALUES: ['This is', 'values', 'Send it in several parts.'],
  TEXT: ['This text is', 'characters', 'Keep it as a file and record its address.'],
  NAME: ['The name of a field in here is', 'characters', 'Choose a shorter one.'],
  LIST: ['This list is', 'members', 'Send it in several parts.'],
  EVENTS: ['This list is', 'events', 'Send it in several parts.'],
  OBJECT: ['This object is', 'fields', 'Group them in objects, or send several events.'],
};

/** The refusal (TOO_LARGE) of what is too large in the value that stands at the JSON Pointer `below`. */
export const oversizeProblem = ({ kind, at, max }: Oversize, below: string): Problem => {
  const [what, unit, advice] = words[kind];
  const expected = `at most ${max.toLocaleString('en-US')} ${unit}`;
  const message = `${what} too large. Expected: ${expected}. ${advice}`;
  return { code: 'TOO_LARGE', message, at: below + at, expected };
};

/** Two quotes or brackets, and a comma or colon. */
const MARKS = 3;

/** Looks at every part until one is too large. */
class Scale {
  private length = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly limits: SizeLimits) {}

  find(value: JsonValue): Oversize | null {
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return this.add(String(value).length);
    if (value instanceof JsonNumber) return this.add(value.raw.length);
    if (Array.isArray(value)) return this.list(value);
    return isJsonObject(value) ? this.object(Object.entries(value)) : null;
  }

  private add(length: number): Oversize | null {
    const { lengthMax } = this.limits;
    this.length += length + MARKS;
    return this.length > lengthMax ? { kind: 'VALUE', at: '', max: lengthMax } : null;
  }

  private text({ length }: string): Oversize | null {
    return length > this.limits.textMax ? this.over('TEXT', this.limits.textMax) : this.add(length);
  }

  private list(list: readonly JsonValue[]): Oversize | null {
    if (list.length > this.limits.listMax) return this.over('LIST', this.limits.listMax);
    for (const [index, member] of list.entries()) {
      const found = this.step(index, member);
      if (found !== null) return found;
    }
    return this.add(0);
  }

  private object(members: readonly (readonly [string, JsonValue])[]): Oversize | null {
    const { objectMax, nameMax, except } = this.limits;
    if (members.length > objectMax) return this.over('OBJECT', objectMax);
    for (const [name, member] of members) {
      if (name.length > nameMax) return this.over('NAME', nameMax);
      if (name === except) continue;
      const found = this.add(name.length) ?? this.step(name, member);
      if (found !== null) return found;
    }
    return this.add(0);
  }

  private step(step: string | number, member: JsonValue): Oversize | null {
    this.path.push(step);
    const found = this.find(member);
    this.path.pop();
    return found;
  }

  private over(kind: Oversize['kind'], max: number): Oversize {
    return { kind, at: pointer(...this.path), max };
  }
}

/** The first part of a value that is larger than it may be; null when all is within the limits. Depth is not its business. */
export const oversizeOf = (value: JsonValue, limits: SizeLimits): Oversize | null =>
  new Scale(limits).find(value);
