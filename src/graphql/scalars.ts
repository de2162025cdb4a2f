import { parseJson } from '../core/json/parse.ts';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { ValueNode } from 'graphql';
import { GraphQLString } from 'graphql';

/** Longest text that any scalar takes; longer ones are refused before anybody looks at them. */
const textLengthMax = 2_048;

/**
 * A scalar that travels as a string. Its form is judged by the service that takes it, so that a form gets a `Problem` with a pointer
 * and not an error without data; here only the JSON type and the length are.
 */
const textScalar = (
  name: string,
  description: string,
  specifiedByURL?: string,
): GraphQLScalarType =>
  new GraphQLScalarType<string, string>({
    name,
    description,
    ...(specifiedByURL === undefined ? {} : { specifiedByURL }),
    serialize: (value) => GraphQLString.serialize(value),
    parseValue: (value) => shortText(name, value),
    parseLiteral: (node) => shortText(name, node.kind === Kind.STRING ? node.value : null),
  });

function shortText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new GraphQLError(`${name} is written as a string.`);
  if (value.length > textLengthMax) {
    throw new GraphQLError(`${name} has at most ${textLengthMax} characters.`);
  }
  return value;
}

/** RFC 3339, as recorded. */
export const DateTime = textScalar(
  'DateTime',
  'RFC 3339 date-time. Times of events come back exactly as recorded, offset and fraction included (`2026-03-02T08:00:00.000+03:00`); times of this service are UTC with milliseconds (`..Z`). Input without an offset is refused (INVALID_VALUE).',
  'https://www.rfc-editor.org/rfc/rfc3339',
);

/** `Date` of the contract; another name here, since `Date` is JavaScript's. */
export const CalendarDay = textScalar(
  'Date',
  "Calendar day `YYYY-MM-DD`, in the event's own offset.",
);

/** ISO 3166-1. */
export const CountryCode = textScalar('CountryCode', 'ISO 3166-1 alpha-2, upper case: `KE`.');

/** UN/ECE Rec 20. */
export const UnitCode = textScalar(
  'UnitCode',
  'UN/ECE Recommendation 20 unit code, upper case: `KGM` kilogram, `LTR` litre, `MTR` metre. Absent means a count of pieces (EPCIS 2.0, quantityElement). A code that is not known here is recorded with a warning and not converted.',
);

/** Absolute URI. */
export const Uri = textScalar(
  'Uri',
  'Absolute URI, at most 2,048 characters, returned exactly as it was recorded.',
);

/** Leaf index of the log. */
export const LogPosition = textScalar(
  'LogPosition',
  'Position in the log, from 0, without gaps, in commit order; a string, since it may pass 2^53.',
);

/** Digits that a JSON number holds for certain. */
const exactDigitsMax = 15;

function decimalText(value: unknown): string {
  if (typeof value === 'string') return shortText('Decimal', value);
  if (typeof value === 'number' && Number.isFinite(value)) {
    const text = String(value);
    if (text.replace(/\D/g, '').length <= exactDigitsMax && !text.includes('e')) return text;
  }
  throw new GraphQLError(
    'Decimal is written as a string, or as a number of at most 15 digits without exponent.',
  );
}

/** Exact decimal in a string. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'Exact decimal in a string, at most 30 digits, no exponent, without trailing zeros: `"12.5"`; shares always have 4 decimals: `"0.4040"`. As input a JSON number is accepted too when it has no more than 15 digits.',
  serialize: (value) => GraphQLString.serialize(value),
  parseValue: decimalText,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return shortText('Decimal', node.value);
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return decimalText(Number(node.value));
    return decimalText(null);
  },
});

/** Any JSON value: EPCIS documents, birth data, GeoJSON. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'Json',
  description:
    'JSON value. Used only for EPCIS 2.0 documents, birth data and GeoJSON geometries, which have their own schemas. A number that a double cannot hold exactly is given back as a string here; the exact bytes are at GET /epcis/events/{id}.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => literal(node, variables ?? {}),
});

function literal(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return exactNumber(node.value);
    case Kind.ENUM:
      throw new GraphQLError('JSON has no bare words: put it in quotes.');
    case Kind.LIST:
      return node.values.map((value) => literal(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literal(field.value, variables)]),
      );
    case Kind.VARIABLE:
      return variables[node.name.value];
    default:
      return null;
  }
}

/** As in a variable: digits that a double would lose are kept. */
function exactNumber(text: string): unknown {
  const read = parseJson(text);
  if (!read.ok) throw new GraphQLError(read.problems[0]?.message ?? 'This is no number.');
  return read.value;
}
