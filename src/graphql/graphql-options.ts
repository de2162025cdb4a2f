import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Logger } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthenticationService } from '../access/authentication.service.ts';
import { Settings } from '../platform/settings.ts';
import { takesAnswer } from './accept.ts';
import { ObjectBudget } from './budget.ts';
import type { RequestContext } from './context.ts';
import { Deadline } from './deadline.ts';
import { documentLimits } from './document-limits.ts';
import { failure, formatError, requestFailure } from './errors.ts';
import { tokensMax } from './limits.ts';
import { LoaderRooms, Loaders } from './loaders.ts';
import { operationKinds } from './operation-kinds.ts';
import { requestPlugin } from './request-plugin.ts';
import { guardSchema } from './schema-guards.ts';
import { buildOptions } from './schema.ts';

/** How the GraphQL server is set up: everything closed that is not needed. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<ApolloDriverConfig> {
  readonly #log = new Logger('GraphQL');

  constructor(
    private readonly settings: Settings,
    private readonly authentication: AuthenticationService,
    private readonly rooms: LoaderRooms,
  ) {}

  createGqlOptions(): ApolloDriverConfig {
    const { demo } = this.settings;
    return {
      path: '/graphql',
      ...buildOptions,
      transformSchema: (schema) => guardSchema(schema),
      context: (request: FastifyRequest, _reply: FastifyReply) => this.openContext(request),
      // Only a server that holds nothing but the sample world tells its schema by itself; /schema.graphql is public anyway.
      introspection: demo,
      hideSchemaDetailsFromClientErrors: !demo,
      includeStacktraceInErrorResponses: false,
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      persistedQueries: false,
      graphiql: false,
      parseOptions: { maxTokens: tokensMax },
      validationRules: [documentLimits, operationKinds],
      formatError,
      preserveHttpStatusForExecutionErrors: false,
      plugins: [
        // Answers are never kept, which the request plugin says: nothing need be asked of every field.
        ApolloServerPluginCacheControlDisabled(),
        requestPlugin((error, requestId) => {
          this.#log.error({ requestId, error });
        }),
      ],
    };
  }

  private async openContext(request: FastifyRequest): Promise<RequestContext> {
    try {
      return await this.context(request);
    } catch (error) {
      const answer = requestFailure(error, request.id);
      if (answer.extensions['code'] === 'INTERNAL_SERVER_ERROR') {
        this.#log.error({ requestId: request.id, error });
      }
      throw answer;
    }
  }

  private async context(request: FastifyRequest): Promise<RequestContext> {
    if (request.method !== 'POST') {
      const sentence = 'Send it as POST with content type application/json.';
      throw failure('GRAPHQL_PARSE_FAILED', sentence, { status: 405 });
    }
    if (!takesAnswer(request.headers.accept)) {
      const sentence =
        'This is answered as application/json only: let Accept say so, or leave it out.';
      throw failure('BAD_USER_INPUT', sentence, { status: 406 });
    }
    const found = await this.authentication.of(request);
    if (!found.ok) {
      const { message, status } = found;
      throw failure(status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN', message, { status });
    }
    const { viewer } = found;
    const budget = new ObjectBudget();
    return {
      viewer,
      requestId: request.id,
      budget,
      deadline: new Deadline(),
      loaders: new Loaders(this.rooms, viewer, budget),
      moment: null,
      partial: [],
    };
  }
}
