import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

/** Refuses an operation of a kind that the contract has not: graphql-js finds that out only while it runs it, as a fault. */
export function operationKinds(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation }) {
      if (context.getSchema().getRootType(operation) != null) return;
      const message = `There is no ${operation} here: follow what comes by GET /changes/stream.`;
      context.reportError(new GraphQLError(message));
    },
  };
}
