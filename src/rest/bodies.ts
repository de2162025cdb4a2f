import { HttpException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseJsonInTurns } from '../core/json/parse.ts';
import type { Problem } from '../core/result.ts';
import { isEpcisUrl } from './epcis-paths.ts';
import { RestRefusal } from './problems.ts';

const exceptions = {
  400: 'ValidationException',
  401: 'SecurityException',
  415: 'UnsupportedMediaTypeException',
} as const;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes that are read of a caller without a good key: a question fits, and reading more would let anybody keep the service busy. */
export const ANONYMOUS_BYTES_MAX = 100_000;
/** Of a GraphQL body: a document in a variable nests deeper with what is around it, and texts are judged by what takes them. */
const graphqlLimits = { depthMax: 80, textMax: Number.POSITIVE_INFINITY };

/** True for the one address of GraphQL. */
export const isGraphqlUrl = (url: string): boolean => /^\/graphql(?=\?|$)/.test(url);

/** A body that is refused before GraphQL sees it, in the form of its errors. */
export class GraphqlRefusal extends HttpException {
  constructor(
    status: number,
    message: string,
    private readonly extensions: Readonly<Record<string, string>>,
  ) {
    super(message, status);
  }

  /** What is answered. */
  get body(): object {
    const { message, extensions } = this;
    return { message, errors: [{ message, extensions }] };
  }
}

/** A body that is refused before any door sees it: in the form of that door, which never gets to speak. */
const refused = (url: string, status: keyof typeof exceptions, message: string): Error =>
  isGraphqlUrl(url)
    ? new GraphqlRefusal(status, message, {
        code: status === 401 ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT',
      })
    : new RestRefusal({ status, exception: exceptions[status] }, message);

/** Of a body that is not JSON, by its first problem. */
const refusedJson = (url: string, [problem]: readonly Problem[]): Error => {
  const { message, at } = problem ?? { message: 'The body is not JSON.', at: '' };
  return isGraphqlUrl(url)
    ? new GraphqlRefusal(400, message, { code: 'BAD_USER_INPUT', at })
    : refused(url, 400, message);
};

const textOf = (body: Buffer): string | null => {
  try {
    return utf8.decode(body);
  } catch {
    return null;
  }
};

/** What bodies need to know of the service. */
export interface BodyRules {
  readonly bytesMax: number;
  /** True when a request is made with a key or a session that is good now. */
  readonly hasKey: (request: FastifyRequest) => Promise<boolean>;
}

/**
 * Bodies of the EPCIS paths stay text: they are read once, without loss, by `core/json`. GraphQL's are read by it here, so that a document
 * in a variable keeps its numbers and a key that stands twice is refused. What is not UTF-8 is refused for all: guessing an
 * encoding would change what is recorded.
 */
export const readBodies = (fastify: FastifyInstance, { bytesMax, hasKey }: BodyRules): void => {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  const read = async (request: FastifyRequest, body: Buffer): Promise<unknown> => {
    const { url } = request;
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      throw refused(
        url,
        415,
        `Send the body as it is: Content-Encoding ${encoding} is not offered.`,
      );
    }
    if (body.length > ANONYMOUS_BYTES_MAX && !(await hasKey(request))) {
      throw refused(
        url,
        401,
        `Without a good key a body has at most ${ANONYMOUS_BYTES_MAX} bytes.`,
      );
    }
    const text = textOf(body);
    if (text === null) throw refused(url, 400, 'The body is not UTF-8 text: send it in UTF-8.');
    if (isEpcisUrl(url)) return text;
    const json = await parseJsonInTurns(text, nextTurn, graphqlLimits);
    if (!json.ok) throw refusedJson(url, json.problems);
    return json.value;
  };
  fastify.addContentTypeParser<Buffer>(
    ['application/json', 'application/ld+json'],
    { parseAs: 'buffer', bodyLimit: bytesMax },
    read,
  );
};
