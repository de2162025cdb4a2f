import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnavailableError } from '../log/unavailable.ts';
import { versionHeaders } from './epcis-headers.ts';
import { RestRefusal } from './problems.ts';

const failed = { status: 500, exception: 'ImplementationException' } as const;
const unavailable = { status: 503, exception: 'ImplementationException' } as const;

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
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return new RestRefusal({ status, exception: 'ValidationException' }, error.message);
  }
  return new RestRefusal(
    failed,
    'This is a fault of the service: quote the instance of this answer.',
  );
};

/** Every error of the EPCIS paths as a problem body of that standard; never a stack or SQL. */
@Catch()
export class RestFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
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
