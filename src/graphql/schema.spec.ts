import 'reflect-metadata';
import {
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { guardSchema } from './schema-guards.ts';
import { buildSchema, schemaText } from './schema.ts';
import { fieldScopes } from './scopes.ts';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildSchema();
});

const types = () => Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/** What is answered from the log, but not as known at a time that is asked for, and why. */
const onlyNow: Readonly<Record<string, string>> = {
  'Query.captureJob': 'a job is no fact of the log',
  'Query.changes': 'in log order: its cursor is a moment',
  'Query.items': 'would read every newer item; one item is asked as known then',
  'Query.search': 'finds what there is; what it finds is asked as known then',
  'Query.node': 'any object by its id (Relay); `item` and `event` are asked as known then',
  'Query.nodes': 'as `node`',
  'Query.organisations': 'master data: versions are asked with `asOf`',
  'Query.products': 'master data',
  'Query.sites': 'master data',
  'Query.previewStep': 'would be recorded now',
  'Query.recallCase': 'what people did about a recall, which itself is asked as known then',
  'Query.recallCases': 'as `recallCase`',
  'Query.viewer': 'who asks',
  'Part.birth': 'told as its part is: `item(asKnownAt:)`',
  'Part.memberOf': 'told as its part is',
  'Part.product': 'told as its part is',
  'Part.identifiers': 'told as its part is',
  'Container.identifiers': 'told as its container is',
};

describe('the contract', () => {
  it('is the committed one', async () => {
    const committed = readFileSync(resolve(import.meta.dirname, '../../schema.graphql'), 'utf8');
    expect(await schemaText()).toBe(committed);
  });

  it('describes every type, field, argument and enum value', () => {
    const bare: string[] = [];
    const need = (name: string, description: string | null | undefined) => {
      if ((description ?? '').trim() === '') bare.push(name);
    };
    for (const type of types()) {
      if (builtIn.has(type.name)) continue;
      if (!['Query', 'Mutation'].includes(type.name)) need(type.name, type.description);
      if (isEnumType(type)) {
        for (const value of type.getValues()) need(`${type.name}.${value.name}`, value.description);
      }
      const composite = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
      const fields = composite ? Object.values(type.getFields()) : [];
      for (const field of fields) need(`${type.name}.${field.name}`, field.description);
      for (const field of isInputObjectType(type) || !composite
        ? []
        : Object.values(type.getFields())) {
        for (const arg of field.args)
          need(`${type.name}.${field.name}(${arg.name})`, arg.description);
      }
    }
    need('schema', schema.description);
    expect(bare).toEqual([]);
  });

  it('bounds every list: by `first`, by a connection, or by a sentence', () => {
    const bounded = /at most/i;
    /** Pages: their field has `first`. Lists bounded by capture rules or by the input say so in their type. */
    const pages = /(Connection|^Provenance|^ChangePage)$/;
    const unbounded: string[] = [];
    for (const type of types()) {
      if (!isObjectType(type) || pages.test(type.name)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!isListType(getNullableType(field.type))) continue;
        const named = field.args.some(({ name }) => name === 'first' || name === 'ids');
        if (!named && !bounded.test(field.description ?? ''))
          unbounded.push(`${type.name}.${field.name}`);
      }
    }
    expect(unbounded).toEqual([]);
  });

  it('answers as known at any time whatever depends on the log', () => {
    const now: string[] = [];
    for (const type of types()) {
      if (!isObjectType(type) || !['Query', 'Part', 'Container'].includes(type.name)) continue;
      for (const { name, args, type: answer } of Object.values(type.getFields())) {
        const isPlain = args.length === 0 && isLeafType(getNullableType(answer));
        const asked = args.some((one) => one.name === 'asKnownAt');
        if (!isPlain && !asked) now.push(`${type.name}.${name}`);
      }
    }
    expect(now.toSorted()).toEqual(Object.keys(onlyNow).toSorted());
  });

  it('keeps the Relay rules', () => {
    const faults: string[] = [];
    for (const type of types()) {
      if (!isObjectType(type)) continue;
      const fields = type.getFields();
      if (type.name.endsWith('Connection')) {
        if (String(fields['pageInfo']?.type) !== 'PageInfo!') faults.push(`${type.name}.pageInfo`);
        if (!/^\[\w+Edge!\]!$/.test(String(fields['edges']?.type)))
          faults.push(`${type.name}.edges`);
      }
      if (type.name.endsWith('Edge')) {
        if (String(fields['cursor']?.type) !== 'String!') faults.push(`${type.name}.cursor`);
        if (fields['node'] === undefined) faults.push(`${type.name}.node`);
      }
      for (const field of Object.values(fields)) {
        if (!String(field.type).endsWith('Connection!')) continue;
        const first = field.args.find(({ name }) => name === 'first');
        const after = field.args.find(({ name }) => name === 'after');
        if (String(first?.type) !== 'Int!' || String(after?.type) !== 'String') {
          faults.push(`${type.name}.${field.name}`);
        }
      }
      const node = type.getInterfaces().some(({ name }) => name === 'Node');
      if (node && String(fields['id']?.type) !== 'ID!') faults.push(`${type.name}.id`);
    }
    expect(faults).toEqual([]);
    expect(String(schema.getQueryType()?.getFields()['node']?.type)).toBe('Node');
  });

  it('lists one scope for every root field, and no other', () => {
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
      Object.keys(root?.getFields() ?? {}).map((field) => `${root?.name ?? ''}.${field}`),
    );
    expect(roots.toSorted()).toEqual(Object.keys(fieldScopes).toSorted());
  });

  it('does not start with a root field that has no scope', () => {
    const { 'Query.search': _left, ...rest } = fieldScopes;
    expect(() => guardSchema(schema, rest)).toThrow('Query.search has no scope');
  });
});
