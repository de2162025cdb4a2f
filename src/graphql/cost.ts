import {
  Kind,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
} from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';

/** Types of which each object is loaded from somewhere, one point each; everything else is a value and free. */
const loadedTypes: ReadonlySet<string> = new Set([
  'Node',
  'Item',
  'Part',
  'Container',
  'Product',
  'Organisation',
  'Site',
  'Certificate',
  'Event',
  'CaptureJob',
  'Recall',
  'RecallBalance',
  'RecallCase',
  'RecallHolder',
  'RecallPart',
  'Provenance',
  'ProvenanceNode',
  'SearchResult',
  'Hop',
  'ItemState',
  'Holding',
  'Balance',
]);

/** A list without `first` is short by a rule of capture: taken as this many. */
const shortListLength = 3;

/** What the cost is computed from. */
export interface CostInput {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Points of an operation before it is run: one for each object loaded, a list times its `first`. Every fragment is priced once
 * for each page size it is met in, so that fragments that double each other cost no time.
 */
export function costOf(input: CostInput): number {
  const root =
    input.operation.operation === 'mutation'
      ? input.schema.getMutationType()
      : input.schema.getQueryType();
  if (root === null || root === undefined) return 0;
  return new Pricing(input).set(input.operation.selectionSet, root, shortListLength);
}

class Pricing {
  readonly #input: CostInput;
  readonly #known = new Map<string, number>();

  constructor(input: CostInput) {
    this.#input = input;
  }

  /** Cost below one object of `type`; `page` is the length of its own lists, when it is a connection. */
  set(set: SelectionSetNode, type: GraphQLCompositeType, page: number): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) sum += this.#field(selection, type, page);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = this.#type(selection.typeCondition?.name.value) ?? type;
        sum += this.set(selection.selectionSet, on, page);
      } else sum += this.#fragment(selection.name.value, page);
    }
    return sum;
  }

  #fragment(name: string, page: number): number {
    const key = `${page} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, 0);
    const fragment = this.#input.fragments.get(name);
    const on = this.#type(fragment?.typeCondition.name.value);
    const cost =
      fragment === undefined || on === undefined ? 0 : this.set(fragment.selectionSet, on, page);
    this.#known.set(key, cost);
    return cost;
  }

  #field(field: FieldNode, parent: GraphQLCompositeType, page: number): number {
    const definition = fieldOf(parent, field.name.value);
    if (definition === undefined) return 0;
    const values = argumentsOf(definition, field, this.#input.variables);
    const own = lengthOf(values);
    const named = getNamedType(definition.type);
    const list = isListType(getNullableType(definition.type));
    const times = list ? (own ?? page) : 1;
    if (!isCompositeType(named)) return 0;
    const each = loadedTypes.has(named.name) ? 1 : 0;
    const below =
      field.selectionSet === undefined
        ? 0
        : this.set(field.selectionSet, named, list ? shortListLength : (own ?? shortListLength));
    return times * (each + below);
  }

  #type(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#input.schema.getType(name);
    return type !== undefined && isCompositeType(type) ? type : undefined;
  }
}

type AnyField = GraphQLField<unknown, unknown>;

function fieldOf(type: GraphQLCompositeType, name: string): AnyField | undefined {
  if (isObjectType(type)) return type.getFields()[name];
  return isAbstractType(type) && 'getFields' in type ? type.getFields()[name] : undefined;
}

function argumentsOf(
  definition: AnyField,
  field: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  try {
    return getArgumentValues(definition, field, variables);
  } catch {
    // A wrong argument is refused at its own field; it loads nothing.
    return {};
  }
}

/** Length that the arguments ask for: `first`, the number of ids, the number of steps. */
function lengthOf(values: Readonly<Record<string, unknown>>): number | undefined {
  const first = values['first'];
  if (typeof first === 'number') return Math.max(0, first);
  const ids = values['ids'];
  if (Array.isArray(ids)) return ids.length;
  const input = values['input'];
  const steps =
    typeof input === 'object' && input !== null && 'steps' in input ? input.steps : undefined;
  return Array.isArray(steps) ? steps.length : undefined;
}
