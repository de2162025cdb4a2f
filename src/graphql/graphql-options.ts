import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Logger } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeyService } from '../access/api-key.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { Settings } from '../platform/settings.ts';
import { ObjectBudget } from './budget.ts';
import type { RequestContext } from './context.ts';
import { Deadline } from './deadline.ts';
import { documentLimits } from './document-limits.ts';
import { failure, formatError, requestFailure } from './errors.ts';
import { tokensMax } from './limits.ts';
import { LoaderRooms, Loaders } from './loaders.ts';
import { requestPlugin } from './request-plugin.ts';
import { guardSchema } from './schema-guards.ts';
import { buildOptions } from './schema.ts';

/** A reader without a key. */
const anonymous: Viewer = { organisation: null, scopes: [], site: null, test: false, key: null };

/** How the GraphQL server is set up: everything closed that is not needed. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<ApolloDriverConfig> {
  readonly #log = new Logger('GraphQL');

  constructor(
    private readonly settings: Settings,
    private readonly keys: ApiKeyService,
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
      validationRules: [documentLimits],
      formatError,
      preserveHttpStatusForExecutionErrors: false,
      plugins: [
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
    const header = request.headers.authorization;
    const viewer = header === undefined ? anonymous : await this.keys.authenticate(header);
    if (viewer === null) {
      throw failure('UNAUTHENTICATED', 'This key is not known, was revoked, or has expired.', {
        status: 401,
      });
    }
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
