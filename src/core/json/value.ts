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

/** A JSON value as read by `parseJson`: objects have no prototype, so `__proto__` is a key like any other. */
export type JsonValue =
  null | boolean | number | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** A JSON object without prototype; keys keep their order. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** True for a JSON object: not null, no list, no JsonNumber. */
export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof JsonNumber);
