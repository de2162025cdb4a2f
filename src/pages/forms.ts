import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';

/** Fields of a form of our pages, in bytes: a record of two hundred lines with its papers. */
const FORM_BYTES_MAX = 100_000;
/** Paths that forms of our pages post to; elsewhere a form is no body that is read. */
const formPaths = /^\/(session|console)(\/|\?|$)/;

/** Fields of a posted form by name; the first one where a name stands twice. */
export type FormFields = ReadonlyMap<string, string>;

/** The fields of a form; none when the body is no form. */
export const fieldsOf = (given: unknown): FormFields => (given instanceof Map ? given : new Map());

/** Whether a request sends a form to where our own pages send theirs. */
export const isForm = ({ method, url }: FastifyRequest): boolean =>
  method === 'POST' && formPaths.test(url);

/** Reads forms (`application/x-www-form-urlencoded`) that our own pages post. */
export const readForms = (fastify: FastifyInstance): void => {
  fastify.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
    (request: FastifyRequest, body, done) => {
      if (formPaths.test(request.url)) done(null, fieldsIn(body));
      else
        done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(request.headers['content-type'] ?? ''));
    },
  );
};

const fieldsIn = (body: string): FormFields => new Map([...new URLSearchParams(body)].toReversed());
