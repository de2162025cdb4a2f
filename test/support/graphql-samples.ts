import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import { type Random, upTo } from './random.ts';

/** A question or an order, as it is posted. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Optional values that are given, of all. */
const GIVEN = 0.4;
/** Levels of objects that are asked for. */
const DEPTH = 2;
/** Inputs within inputs. */
const INPUT_DEPTH = 6;
/** Fields of an object that are asked for; what tells the outcome comes first. */
const FIELDS_MAX = 8;
const first = ['status', 'problems', 'eventId'];

const scalars: Readonly<Record<string, unknown>> = {
  Int: 3,
  Float: 1.5,
  Boolean: true,
  ID: 'prt_AAAAAAAAAAAAAAAAAAAAAA',
  String: 'KM-0312',
  CountryCode: 'KE',
  Date: '2026-05-01',
  DateTime: '2026-05-01T09:00:00+03:00',
  Decimal: '12.5',
  Json: { type: 'EPCISDocument' },
  LogPosition: '3',
  UnitCode: 'KGM',
};

const inputOf = (type: GraphQLInputType, random: Random, depth: number): unknown => {
  if (isNonNullType(type)) return inputOf(type.ofType, random, depth);
  if (isListType(type)) return [inputOf(type.ofType, random, depth)];
  if (isEnumType(type)) {
    const values = type.getValues();
    return values[upTo(random, values.length)]?.name;
  }
  if (isScalarType(type)) {
    if (type.name !== 'Uri') return scalars[type.name] ?? 'KM-0312';
    const number = String(upTo(random, 1_000_000_000)).padStart(12, '0');
    return `urn:uuid:019c1000-0000-7000-8000-${number}`;
  }
  const fields = Object.values(type.getFields());
  const only = fields[upTo(random, fields.length)];
  const given = fields.filter((field) =>
    type.isOneOf ? field === only : isRequiredInputField(field) || (depth > 0 && random() < GIVEN),
  );
  return Object.fromEntries(
    given.map((field) => [field.name, inputOf(field.type, random, depth - 1)]),
  );
};

const selectionOf = (type: GraphQLOutputType, depth: number): string => {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const asked = Object.values(named.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .filter((field) => depth > 0 || isLeafType(getNamedType(field.type)))
    .toSorted((a, b) => first.indexOf(b.name) - first.indexOf(a.name))
    .slice(0, FIELDS_MAX)
    .map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`);
  return `{ ${['__typename', ...asked].join(' ')} }`;
};

const operationOf = (
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  random: Random,
): Operation => {
  const given = field.args.filter((one) => isRequiredArgument(one) || random() < GIVEN);
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const [head, tail] = given.length === 0 ? ['', ''] : [`(${declared})`, `(${passed})`];
  return {
    query: `${kind} Asked${head} { ${field.name}${tail} ${selectionOf(field.type, DEPTH)} }`,
    variables: Object.fromEntries(
      given.map(({ name, type }) => [name, inputOf(type, random, INPUT_DEPTH)]),
    ),
  };
};

/** Makers of an operation for each root field of the contract, by its name. */
export const operationMakers = (
  schema: GraphQLSchema,
): ReadonlyMap<string, (random: Random) => Operation> =>
  new Map(
    (['query', 'mutation'] as const).flatMap((kind) => {
      const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
      return Object.values(root?.getFields() ?? {}).map(
        (field) => [field.name, (random: Random) => operationOf(kind, field, random)] as const,
      );
    }),
  );
