import { type ArgumentsHost, Catch, HttpException, NotFoundException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isTimedOut, isTransient } from '../log/transient.ts';
import { UnavailableError } from '../log/unavailable.ts';
import { doorRefusalOf, isDoorUrl, tookTooLong } from './door-problems.ts';
import { mediaTypeRefusal, versionHeaders } from './epcis-headers.ts';
import { isEpcisUrl, methodsOf } from './epcis-paths.ts';
import { type EpcisException, type ProblemBody, RestRefusal } from './problems.ts';

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

/** Status of an error of the HTTP server (an unreadable body, an unknown path); null for a fault. */
const clientStatus = (error: unknown): number | null => {
  if (error instanceof HttpException) return error.getStatus();
  const known = typeof error === 'object' && error !== null && 'statusCode' in error;
  const status = known ? Number(error.statusCode) : Number.NaN;
  return status >= 400 && status < 500 ? status : null;
};

/** No path of ours, or not by this method. */
const unrouted = ({ method, url }: FastifyRequest): RestRefusal => {
  const methods = methodsOf(url);
  return methods === null
    ? new RestRefusal(noPath, 'There is no such path: /openapi.json lists those that there are.')
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

/** A path outside all doors, as any HTTP client reads it (RFC 9457); EPCIS has no say there. */
const noSuchPath = (request: FastifyRequest): ProblemBody => ({
  type: 'about:blank',
  title: 'Not Found',
  status: 404,
  detail: 'There is no such path: /openapi.json lists those that there are.',
  instance: request.id,
});

/** Every error under the EPCIS paths, those of the HTTP server included, as a problem body of that standard; never a stack or SQL. */
@Catch()
export class RestFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!isEpcisUrl(request.url)) {
      if (error instanceof NotFoundException) answer(reply, noSuchPath(request));
      else if (isDoorUrl(request.url)) this.answerDoor(error, request, reply);
      else super.catch(error, host);
      return;
    }
    const refusal = refusalOf(error, request);
    if (refusal.status === 500) request.log.error({ err: error }, 'failed');
    void reply.headers({ ...versionHeaders, ...refusal.headers });
    answer(reply, refusal.body(request.id));
  }

  private answerDoor(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = doorRefusalOf(error);
    if (refusal.status === 500) request.log.error({ err: error }, 'failed');
    void reply.headers(refusal.headers);
    answer(reply, refusal.body(request.id));
  }
}
