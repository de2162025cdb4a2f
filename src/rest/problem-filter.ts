import { type ArgumentsHost, Catch, HttpException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnavailableError } from '../log/unavailable.ts';
import { versionHeaders } from './epcis-headers.ts';
import { type EpcisException, RestRefusal } from './problems.ts';

const failed = { status: 500, exception: 'ImplementationException' } as const;
const unavailable = { status: 503, exception: 'ImplementationException' } as const;

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

const refusalOf = (error: unknown): RestRefusal => {
  if (error instanceof RestRefusal) return error;
  if (error instanceof UnavailableError) {
    return new RestRefusal(
      unavailable,
      `${error.message} Send the same again: nothing is doubled.`,
      {
        'Retry-After': String(error.retryAfterSeconds),
      },
    );
  }
  const status = clientStatus(error);
  if (status !== null && status < 500) {
    const exception = exceptions[status] ?? 'ValidationException';
    return new RestRefusal({ status, exception }, (error as Error).message);
  }
  return new RestRefusal(
    failed,
    'This is a fault of the service: quote the instance of this answer.',
  );
};

/** Every error under the EPCIS paths, those of the HTTP server included, as a problem body of that standard; never a stack or SQL. */
@Catch()
export class RestFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    if (!request.url.startsWith('/epcis')) {
      super.catch(error, host);
      return;
    }
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = refusalOf(error);
    if (refusal.status === 500) request.log.error({ err: error }, 'failed');
    void reply
      .status(refusal.status)
      .headers({ ...versionHeaders, ...refusal.headers })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(refusal.body(request.id)));
  }
}
