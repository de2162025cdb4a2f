import type { FastifyError, FastifyInstance } from 'fastify';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A body that is no UTF-8, or whose JSON could not be read by a door that wants it read. */
const unreadable = (message: string): FastifyError =>
  Object.assign(new Error(message), {
    statusCode: 400,
    code: 'UNREADABLE_BODY',
    name: 'BodyError',
  });

/**
 * Bodies of the EPCIS paths stay text: they are read once, without loss, by `core/json`. All other JSON bodies (GraphQL) are
 * plain values. A body that is not UTF-8 is refused for all: guessing an encoding would change what is recorded.
 */
export const readBodies = (fastify: FastifyInstance, bytesMax: number): void => {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser(
    ['application/json', 'application/ld+json'],
    { parseAs: 'buffer', bodyLimit: bytesMax },
    (request, body, done) => {
      let text: string;
      try {
        text = utf8.decode(body as Buffer);
      } catch {
        done(unreadable('The body is not UTF-8 text.'));
        return;
      }
      if (request.url.startsWith('/epcis/')) {
        done(null, text);
        return;
      }
      try {
        done(null, JSON.parse(text));
      } catch {
        done(unreadable('The body is not JSON.'));
      }
    },
  );
};
