import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A question of the design, cut down to what the committed schema has. */
export interface CutQuestion {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  /** Paths that are compared: `provenance.nodes.tier`. */
  readonly fields: readonly string[];
}

/** A question as the design has it. */
export interface GoldenQuestion {
  readonly id: string;
  readonly viewer: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  readonly answerUnredacted?: unknown;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const fragmentsOf = (document: DocumentNode): Fragments =>
  new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );

const known = (document: DocumentNode, types: TypeInfo): DocumentNode =>
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(field) {
        const definition = types.getFieldDef();
        if (!definition) return null;
        const names = definition.args.map(({ name }) => name);
        const strange = (field.arguments ?? []).some(({ name }) => !names.includes(name.value));
        return strange ? null : undefined;
      },
      FragmentDefinition: () => (getNamedType(types.getType()) ? undefined : null),
      InlineFragment: () => (getNamedType(types.getType()) ? undefined : null),
    }),
  );

/** Takes away what selects nothing any more, until nothing changes. */
const withoutEmpty = (document: DocumentNode): DocumentNode => {
  const fragments = fragmentsOf(document);
  const empty = (set: SelectionSetNode | undefined): boolean => set?.selections.length === 0;
  const next = visit(document, {
    Field: (field) => (empty(field.selectionSet) ? null : undefined),
    InlineFragment: (one) => (empty(one.selectionSet) ? null : undefined),
    FragmentSpread: (one) => (fragments.has(one.name.value) ? undefined : null),
    FragmentDefinition: (one) => (empty(one.selectionSet) ? null : undefined),
  }) as DocumentNode;
  return print(next) === print(document) ? document : withoutEmpty(next);
};

const withoutUnused = (document: DocumentNode): DocumentNode => {
  const used = new Set<string>();
  const spread = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
    FragmentSpread: ({ name }) => void spread.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
    FragmentDefinition: ({ name }) => (spread.has(name.value) ? undefined : null),
  }) as DocumentNode;
};

const fieldsIn = (set: SelectionSetNode, fragments: Fragments): readonly FieldNode[] =>
  set.selections.flatMap((one): readonly FieldNode[] => {
    if (one.kind === Kind.FIELD) return [one];
    const inner = one.kind === Kind.INLINE_FRAGMENT ? one : (fragments.get(one.name.value) ?? null);
    return inner === null ? [] : fieldsIn(inner.selectionSet, fragments);
  });

/** The part of an answer that a selection asks for. */
const project = (answer: unknown, set: SelectionSetNode, fragments: Fragments): unknown => {
  if (Array.isArray(answer)) return answer.map((one) => project(one, set, fragments));
  if (answer === null || typeof answer !== 'object') return answer;
  const given = answer as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    fieldsIn(set, fragments).flatMap((field) => {
      const name = (field.alias ?? field.name).value;
      if (!(name in given)) return [];
      const value = given[name];
      return [[name, field.selectionSet ? project(value, field.selectionSet, fragments) : value]];
    }),
  );
};

const pathsOf = (set: SelectionSetNode, fragments: Fragments, at = ''): readonly string[] =>
  fieldsIn(set, fragments).flatMap((field) => {
    const path = `${at}${(field.alias ?? field.name).value}`;
    return field.selectionSet ? pathsOf(field.selectionSet, fragments, `${path}.`) : [path];
  });

/** Cuts a question and its answer down to a schema; null when nothing of it is left. */
export const cutTo = (sdl: string, question: GoldenQuestion): CutQuestion | null => {
  const schema = buildSchema(sdl);
  const document = withoutUnused(
    withoutEmpty(known(parse(question.query, { noLocation: true }), new TypeInfo(schema))),
  );
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined || operation.selectionSet.selections.length === 0) return null;
  if (validate(schema, document).length > 0) return null;
  const fragments = fragmentsOf(document);
  const wanted = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    query: print(document),
    variables: Object.fromEntries(wanted.map((name) => [name, question.variables[name]])),
    expected: project(
      question.answerUnredacted ?? question.answer,
      operation.selectionSet,
      fragments,
    ),
    fields: pathsOf(operation.selectionSet, fragments),
  };
};
