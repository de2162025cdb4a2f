import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Settings } from './platform/settings.ts';
import { turnAway } from './rest/framework-errors.ts';

/** Connections beyond the limit that are told so; those beyond these are closed without a word. */
const SPARE = 200;
/** How often Node looks for headers and requests that are late, at most, in milliseconds. */
const LOOK_MS_MAX = 5_000;
/** Who watches the service must not take a full house for a dead one. */
const WATCHERS = /^\/(health|metrics)/;

/** What a connection may be like, as Fastify and Node take it. */
export const connectionOptions = ({
  headersTimeoutMs,
  requestTimeoutMs,
  keepAliveTimeoutMs,
  silentTimeoutMs,
}: Settings) => {
  const headersTimeout = Math.min(headersTimeoutMs, requestTimeoutMs);
  return {
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionTimeout: silentTimeoutMs,
    http: {
      headersTimeout,
      // Node would answer without a word why: `refuseWrongHost` says it.
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(LOOK_MS_MAX, Math.ceil(headersTimeout / 4)),
    },
  } as const;
};

/** Lets at most so many connections be open; who comes beyond is told when to come again. */
export const limitConnections = (fastify: FastifyInstance, { connectionsMax }: Settings): void => {
  const server: Server = fastify.server;
  const beyond = new WeakSet<Socket>();
  let open = 0;
  server.maxConnections = connectionsMax + SPARE;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    if (open <= connectionsMax) return;
    beyond.add(socket);
    // Those that only wait for a next request make room; their clients open another one when they have it.
    server.closeIdleConnections();
  });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const isFull = open > connectionsMax && beyond.has(request.raw.socket);
    if (isFull && !WATCHERS.test(request.url)) await turnAway(request, reply, 'FULL');
  });
};
