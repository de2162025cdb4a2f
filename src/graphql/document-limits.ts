import { GraphQLError, Kind, visit } from 'graphql';
import type {
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  SelectionSetNode,
  ValidationContext,
} from 'graphql';
import { aliasesMax, depthMax, directivesMax } from './limits.ts';

/** Refuses documents that nest too deep or repeat too much, before anything is run. `__typename` counts like any field. */
export function documentLimits(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      for (const message of breaches(document)) {
        context.reportError(new GraphQLError(message, { extensions: { limit: true } }));
      }
    },
  };
}

function breaches(document: DocumentNode): readonly string[] {
  const { aliases, directives } = countRepeats(document);
  const depth = depthOf(document);
  const found: string[] = [];
  if (aliases > aliasesMax) found.push(`${aliases} aliases: at most ${aliasesMax} are allowed.`);
  if (directives > directivesMax) {
    found.push(`${directives} directives: at most ${directivesMax} are allowed.`);
  }
  if (depth > depthMax) found.push(`Nested ${depth} deep: at most ${depthMax} is allowed.`);
  return found;
}

function countRepeats(document: DocumentNode): { aliases: number; directives: number } {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field(field) {
      if (field.alias !== undefined) aliases += 1;
    },
    Directive() {
      directives += 1;
    },
  });
  return { aliases, directives };
}

function depthOf(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, number>();
  const below = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.FIELD) {
          // Introspection has a rule of its own in graphql-js and is answered in the sample world only.
          return selection.name.value.startsWith('__') ? 1 : 1 + below(selection.selectionSet);
        }
        if (selection.kind === Kind.INLINE_FRAGMENT) return below(selection.selectionSet);
        return ofFragment(selection.name.value);
      }),
    );
  const ofFragment = (name: string): number => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    // A fragment that reaches itself is refused by the specification's own rule; here it only must not loop.
    known.set(name, 0);
    const depth = below(fragments.get(name)?.selectionSet);
    known.set(name, depth);
    return depth;
  };
  const operations = document.definitions.filter((d) => d.kind === Kind.OPERATION_DEFINITION);
  return Math.max(0, ...operations.map((operation) => below(operation.selectionSet)));
}
