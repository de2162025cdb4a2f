/**
 * A number that a double cannot hold exactly, kept as it was written (`12345678901234567890`, `0.1000000000000000055`).
 * Every other number is a plain JavaScript number.
 */
export class JsonNumber {
  readonly raw: string;
  constructor(raw: string) {
    this.raw = raw;
  }
}

/** A JSON value as read by `parseJson`: objects inherit nothing, so `__proto__` is a key like any other. */
export type JsonValue =
  null | boolean | number | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** A JSON object that inherits nothing; keys keep their order, those that are whole numbers first (as in every JavaScript object). */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for a JSON object: not null, no list, no JsonNumber. */
export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof JsonNumber);

/** Its instances inherit nothing, and are ten times as fast as `Object.create(null)`, which V8 keeps as hash tables. */
const Bare = function () {} as unknown as new () => Record<string, JsonValue>;
Bare.prototype = Object.freeze(Object.create(null));

/** An object to fill: no key is inherited and none has a setter. */
export const emptyObject = (): Record<string, JsonValue> => new Bare();
