import { type GraphQLField, defaultFieldResolver, getNamedType, isCompositeType } from 'graphql';
import type { Moment } from '../query/moment.ts';
import type { RequestContext } from './context.ts';

/** Objects of answers that speak of an earlier moment. */
const moments = new WeakMap<object, Moment>();

/** Contexts of one request: by the moment that is asked about, and, since most fields are asked at the same one, by its object. */
const contexts = new WeakMap<RequestContext, Map<string | Moment, RequestContext>>();

/** An object whose fields, and theirs, are answered as known at a moment (domain rule 39); null: as known now. */
export function spokenAt<T extends object>(answer: T, moment: Moment | null): T {
  if (moment !== null) moments.set(answer, moment);
  return answer;
}

/**
 * Lets a field answer as of the moment of the object that it stands in, and hands the moment on to what it answers: no resolver need know
 * that there are moments.
 */
export function keepMoment(field: GraphQLField<unknown, RequestContext>): void {
  if (field.resolve === undefined && !isCompositeType(getNamedType(field.type))) return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, values, context, info) => {
    const moment = isObject(source) ? moments.get(source) : undefined;
    if (moment === undefined) return resolve(source, values, context, info);
    const answer: unknown = resolve(source, values, contextAt(context, moment), info);
    return answer instanceof Promise
      ? answer.then((later: unknown) => handOn(later, moment))
      : handOn(answer, moment);
  };
}

/** What speaks of a moment of its own keeps it. */
function handOn(answer: unknown, moment: Moment): unknown {
  for (const one of Array.isArray(answer) ? (answer as readonly unknown[]) : [answer]) {
    if (isObject(one) && !moments.has(one)) moments.set(one, moment);
  }
  return answer;
}

function contextAt(context: RequestContext, moment: Moment): RequestContext {
  const known = contexts.get(context) ?? new Map<string | Moment, RequestContext>();
  contexts.set(context, known);
  const same = known.get(moment);
  if (same !== undefined) return same;
  const name = `${moment.known} ${moment.namesAt}`;
  const found = known.get(name) ?? { ...context, moment, loaders: context.loaders.at(moment) };
  known.set(name, found).set(moment, found);
  return found;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
