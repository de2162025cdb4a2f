import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTimedOut, isTransient } from '../log/transient.ts';
import { UnavailableError } from '../log/unavailable.ts';
import { GraphqlRefusal, isGraphqlUrl } from './bodies.ts';
import { clientStatus, doorRefusalOf, noSuchPath, tookTooLong } from './door-problems.ts';
import { mediaTypeRefusal, versionHeaders } from './epcis-headers.ts';
import { isEpcisUrl, methodsOf } from './epcis-paths.ts';
import { type EpcisException, RestRefusal } from './problems.ts';

type Headers = Readonly<Record<string, string>>;

const jsonType = 'application/json; charset=utf-8';

const failed = { status: 500, exception: 'ImplementationException' } as const;
const unavailable = { status: 503, exception: 'ImplementationException' } as const;
const timedOut = { status: 504, exception: 'ImplementationException' } as const;
const wrongMethod = { status: 405, exception: 'ValidationException' } as const;
const noPath = {
  status: 404,
  exception: 'NoSuchResourceException',
  code: 'INVALID_VALUE',
} as const;

/** What a status that the HTTP server itself answers is called by EPCIS 2.0. */
const exceptions: Readonly<Record<number, EpcisException>> = {
  401: 'SecurityException',
  404: 'NoSuchResourceException',
  413: 'CaptureLimitExceededException',
  415: 'UnsupportedMediaTypeException',
};

/** No path of ours, or not by this method. */
const unrouted = ({ method, url }: FastifyRequest): RestRefusal => {
  const methods = methodsOf(url);
  return methods === null
    ? new RestRefusal(noPath, noSuchPath)
    : new RestRefusal(wrongMethod, `${method} is not offered here: use ${methods}.`, {
        Allow: methods,
      });
};

const answer = (reply: FastifyReply, body: { readonly status: number }): void => {
  void reply
    .status(body.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(body));
};

const unavailableFor = (message: string, seconds: number): RestRefusal =>
  new RestRefusal(unavailable, `${message} Send the same again: nothing is doubled.`, {
    'Retry-After': String(seconds),
  });

const refusalOf = (error: unknown, request: FastifyRequest): RestRefusal => {
  if (error instanceof RestRefusal) return error;
  if (error instanceof UnavailableError)
    return unavailableFor(error.message, error.retryAfterSeconds);
  if (isTransient(error)) return unavailableFor('The database cannot be reached.', 5);
  if (isTimedOut(error)) return new RestRefusal(timedOut, tookTooLong);
  if (error instanceof NotFoundException) return unrouted(request);
  const status = clientStatus(error);
  if (status === 415) return mediaTypeRefusal(request.headers);
  if (status === 413) {
    const { bodyLimit } = request.routeOptions;
    const limit = `${Math.floor((bodyLimit ?? 0) / 1_000_000)} MB`;
    return new RestRefusal(
      { status, exception: 'CaptureLimitExceededException' },
      `A body holds at most ${limit}: send it in parts.`,
    );
  }
  if (status !== null && status < 500) {
    const exception = exceptions[status] ?? 'ValidationException';
    return new RestRefusal({ status, exception }, (error as Error).message);
  }
  return new RestRefusal(
    failed,
    'This is a fault of the service: quote the instance of this answer.',
  );
};

/** A refusal of a GraphQL request that no resolver, nor Apollo, got to see. */
const graphqlAnswer = (
  error: unknown,
): { readonly status: number; readonly headers: Headers; readonly body: object } => {
  if (error instanceof GraphqlRefusal)
    return { status: error.getStatus(), headers: {}, body: error.body };
  const { status, headers, message, code } = doorRefusalOf(error);
  const named = status >= 500 ? code : 'BAD_USER_INPUT';
  return { status, headers, body: { errors: [{ message, extensions: { code: named } }] } };
};

/**
 * Every error that no controller answers itself, those of the HTTP server included, in the form of its door: the problem body of EPCIS 2.0,
 * the errors of GraphQL, and for all else a problem body (RFC 9457) with a code. Never a stack or SQL.
 */
@Catch()
export class RestFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = this.answer(error, request, reply);
    if (status === 500) request.log.error({ err: error }, 'failed');
  }

  private answer(error: unknown, request: FastifyRequest, reply: FastifyReply): number {
    if (isEpcisUrl(request.url)) {
      const refusal = refusalOf(error, request);
      void reply.headers({ ...versionHeaders, ...refusal.headers });
      answer(reply, refusal.body(request.id));
      return refusal.status;
    }
    if (isGraphqlUrl(request.url)) {
      const { status, headers, body } = graphqlAnswer(error);
      void reply.status(status).headers(headers).type(jsonType).send(JSON.stringify(body));
      return status;
    }
    const refusal = doorRefusalOf(error);
    void reply.headers(refusal.headers);
    answer(reply, refusal.body(request.id));
    return refusal.status;
  }
}
