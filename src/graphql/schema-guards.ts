import { GraphQLSchema, defaultFieldResolver, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLFieldResolver } from 'graphql';
import type { Scope, Viewer } from '../access/viewer.ts';
import type { RequestContext } from './context.ts';
import { failure } from './errors.ts';
import { keepMoment } from './moments.ts';
import { fieldScopes } from './scopes.ts';

/** The head of the contract; the code-first builder has no place for it. */
export const schemaDescription = `Throughline: where a part came from, where it went, and the proof.

Six words carry the contract. A **part** is what is traced (a piece, a lot, or a whole product line). A **container** carries parts.
An **event** is one EPCIS 2.0 record in the append-only log; read in plain words it is a **step** (make, pack, ship ...).
A **hop** is one hand-over between two organisations: one shipping event towards one receiving party, and the receipts that answer it.
A **supplier** is an organisation in its role in one chain. **Provenance** is the graph of all of it.

Every answer is computed for the viewer: what you may not see is in no list, count, cursor, order or error.
\`null\` means "not known to you"; it never means zero. Quantities are decimals in strings. Times are RFC 3339.
Clients must have a default branch for enums and \`Problem\` types: new ones are not a breaking change.`;

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** The schema with its description (the same as printed in schema.graphql). */
export function describeSchema(schema: GraphQLSchema): GraphQLSchema {
  return new GraphQLSchema({ ...schema.toConfig(), description: schemaDescription });
}

/**
 * Puts the scope table in front of every root field, the deadline behind every resolver, and the moment that is asked about around it.
 * @throws when a root field has no row in the table: the server does not start.
 */
export function guardSchema(
  plain: GraphQLSchema,
  scopes: Readonly<Record<string, Scope | 'OPEN'>> = fieldScopes,
): GraphQLSchema {
  const schema = describeSchema(plain);
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((root) => root != null);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      limitTime(field);
      keepMoment(field);
    }
  }
  for (const root of roots) {
    for (const field of Object.values(root.getFields())) {
      const name = `${root.name}.${field.name}`;
      const scope = scopes[name];
      if (scope === undefined)
        throw new Error(`${name} has no scope: add it to src/graphql/scopes.ts`);
      if (scope !== 'OPEN') demandScope(field, scope);
    }
  }
  return schema;
}

function limitTime(field: GraphQLField<unknown, RequestContext>): void {
  const resolve = field.resolve;
  if (resolve === undefined || resolve === defaultFieldResolver) return;
  field.resolve = (source, values, context, info) => {
    const answer: unknown = resolve(source, values, context, info);
    return answer instanceof Promise ? context.deadline.limit(answer) : answer;
  };
}

function demandScope(field: GraphQLField<unknown, RequestContext>, scope: Scope): void {
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, values, context, info) => {
    const refusal = scopeRefusal(context.viewer, scope);
    if (refusal !== null) throw refusal;
    return resolve(source, values, context, info);
  };
}

/** Why the viewer may not ask a field of that scope; null when it may. */
export function scopeRefusal(viewer: Viewer, scope: Scope | 'OPEN', status?: number): Error | null {
  if (scope === 'OPEN' || viewer.scopes.includes(scope)) return null;
  if (viewer.organisation === null) {
    return failure(
      'UNAUTHENTICATED',
      'This needs a key: send it as `Authorization: Bearer tl_...`.',
      status === undefined ? {} : { status: 401 },
    );
  }
  return failure('FORBIDDEN', `Your key may not do this: it needs the scope ${scope}.`, {
    scope,
    ...(status === undefined ? {} : { status }),
  });
}
