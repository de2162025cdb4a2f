import { sameDecimal } from './number.ts';
import { pointer } from './pointer.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from './value.ts';

const isNumber = (value: JsonValue | undefined): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber;

const rawOf = (value: number | JsonNumber): string =>
  typeof value === 'number' ? String(value) : value.raw;

const sameNumber = (left: number | JsonNumber, right: number | JsonNumber): boolean =>
  left === right || sameDecimal(rawOf(left), rawOf(right));

const own = (object: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/**
 * RFC 6901 pointers of all places where two values differ: numbers by decimal value, keys in any order, list members by position. A member
 * that only one side has is named once, whatever it holds. Empty: they are equal.
 */
export const jsonDiffers = (
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  at = '',
): readonly string[] => {
  if (left === right) return [];
  if (isNumber(left) && isNumber(right)) return sameNumber(left, right) ? [] : [at];
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, index) =>
      jsonDiffers(left[index] as JsonValue, right[index] as JsonValue, at + pointer(index)),
    ).flat();
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) =>
      jsonDiffers(own(left, key), own(right, key), at + pointer(key)),
    );
  }
  return [at];
};

/** True when two values are equal: numbers by decimal value, keys in any order. Stops at the first difference. */
export const jsonEqual = (left: JsonValue, right: JsonValue): boolean => {
  if (left === right) return true;
  if (isNumber(left)) return isNumber(right) && sameNumber(left, right);
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((member, index) => jsonEqual(member as JsonValue, right[index] as JsonValue))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => {
      const [a, b] = [left[key], own(right, key)];
      return a !== undefined && b !== undefined && jsonEqual(a, b);
    })
  );
};
