import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import helmet from 'helmet';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { migrations } from '../migrations/all.ts';
import { ApiKeyService } from './access/api-key.service.ts';
import { AuthenticationService } from './access/authentication.service.ts';
import { AppModule } from './app.module.ts';
import { connectionOptions, limitConnections } from './connections.ts';
import { answerFailed } from './pages/failed-page.tsx';
import { isForm, readForms } from './pages/forms.ts';
import { answerNoPage } from './pages/no-page.tsx';
import { Screens } from './pages/screens.tsx';
import { Clock } from './platform/clock.ts';
import { Database } from './platform/database.ts';
import { InFlight } from './platform/in-flight.ts';
import { listeningError } from './platform/listening.ts';
import { type Log, NestLog } from './platform/logger.ts';
import { Metrics } from './platform/metrics.ts';
import { migrate } from './platform/migrate.ts';
import { ReadinessService } from './platform/readiness.service.ts';
import { isLoopback, type Settings } from './platform/settings.ts';
import { StartError } from './platform/start-error.ts';
import { readBodies } from './rest/bodies.ts';
import {
  answerBrokenRequest,
  answerFrameworkError,
  refuseWrongHost,
  SEGMENT_CHARACTERS_MAX,
  turnAway,
} from './rest/framework-errors.ts';

/** Paths that are asked every few seconds: not worth a line each. */
const QUIET = /^\/(health|metrics)/;

/** Answers requests from one database. */
export interface Server {
  readonly app: NestFastifyApplication;
  /** Stops taking requests, answers those it has, and lets go of the database. */
  close(): Promise<void>;
}

/** What a server needs that outlives it. */
export interface ServerNeeds {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** Brings the schema up to date and listens. */
export async function serve({ settings, databaseUrl, log, clock }: ServerNeeds): Promise<Server> {
  for (const name of await migrate(databaseUrl, migrations))
    log.info({ migration: name }, 'migrated');
  const database = await Database.connect(databaseUrl, settings);
  try {
    const app = await createApplication({ settings, clock, database }, log);
    await refuseExposedSample(app, settings);
    await listen(app, settings);
    app.get(ReadinessService).open();
    return { app, close: () => close(app, database, settings, log) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Keys of the sample world stand in the source: whoever reaches the address could use them. */
async function refuseExposedSample(app: NestFastifyApplication, settings: Settings): Promise<void> {
  if (settings.allowSample || isLoopback(settings.host)) return;
  if (!(await app.get(ApiKeyService, { strict: false }).hasSampleKeys())) return;
  throw new StartError(
    `This database holds the sample world, whose keys anybody can read, and HOST is ${settings.host}: use another database, leave HOST out, or set ALLOW_SAMPLE=true.`,
  );
}

async function listen(app: NestFastifyApplication, settings: Settings): Promise<void> {
  try {
    await app.listen(settings.port, settings.host);
  } catch (error) {
    // What was started already would only complain about the database that goes away.
    await app.close();
    throw listeningError(error, settings);
  }
}

async function close(
  app: NestFastifyApplication,
  database: Database,
  settings: Settings,
  log: Log,
): Promise<void> {
  app.get(ReadinessService).close();
  const left = await app.get(InFlight).drained(settings.stopTimeoutMs);
  if (left > 0) {
    log.warn({ requests: left }, 'stopping although requests are under way');
    app.getHttpServer().closeAllConnections();
  }
  await app.close();
  await database.close();
}

async function createApplication(
  platform: { readonly settings: Settings; readonly clock: Clock; readonly database: Database },
  log: Log,
): Promise<NestFastifyApplication> {
  const bytesMax = platform.settings.bodyMaxMb * 1_000_000;
  const guard = browserGuard(platform.settings);
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bytesMax,
    ...connectionOptions(platform.settings),
    routerOptions: { maxParamLength: SEGMENT_CHARACTERS_MAX },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      guard(request, reply, () => answerFrameworkError(error, request, reply)),
    rewriteUrl: ({ url = '/' }) => pathOf(url),
    // While closing, the hook below turns requests away, with the words of their door.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(platform), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  const authentication = app.get(AuthenticationService, { strict: false });
  readBodies(fastify, { bytesMax, hasKey: (request) => authentication.knows(request) });
  readForms(fastify);
  app.getHttpServer().on('checkExpectation', ignoreExpectation);
  fastify.addHook('onRequest', guard);
  watch(fastify, app, log);
  limitConnections(fastify, platform.settings);
  fastify.addHook('onRequest', refuseWrongHost);
  const screens = app.get(Screens, { strict: false });
  answerNoPage(fastify, screens);
  answerFailed(fastify, screens, platform.settings.publicUrl);
  return app;
}

/** The path of a request that a proxy sent with the whole address (RFC 9112, section 3.2.2): doors look at paths only. */
const pathOf = (target: string): string =>
  target.replace(/^https?:\/\/[^/?]*\/?(\??)/i, (_, query: string) => `/${query}`);

/** A caller's own id is kept when it is harmless in a log line and a header. */
function requestId(given: string | readonly string[] | undefined): string {
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** A hook that runs before anything is answered. */
type Guard = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** What keeps browsers in bounds, on every answer; none is kept by anybody unless its route says so. */
function browserGuard({ publicUrl }: Settings): Guard {
  const self = ["'self'"];
  const none = ["'none'"];
  const bounds = helmet({
    strictTransportSecurity: publicUrl.startsWith('https:'),
    // With the default, `no-referrer`, forms come with `Origin: null`, and older browsers say nothing else of where they come from.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        imgSrc: [...self, 'data:', 'blob:'],
        connectSrc: self,
        manifestSrc: self,
        workerSrc: self,
        formAction: self,
        baseUri: none,
        frameAncestors: none,
        requireTrustedTypesFor: ["'script'"],
      },
    },
  });
  return (request, reply, done) => {
    void reply.header('cache-control', 'no-store');
    bounds(request.raw, reply.raw, (error?: unknown) => done(error as Error | undefined));
  };
}

/** An `Expect` that means nothing to us is passed over (RFC 9110, section 10.1.1): Node would answer 417 past every door. */
function ignoreExpectation(
  this: HttpServer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  this.emit('request', request, response);
}

/** Request ids, the count of requests under way, metrics and one log line a request. */
function watch(fastify: FastifyInstance, app: NestFastifyApplication, log: Log): void {
  const inFlight = app.get(InFlight);
  const readiness = app.get(ReadinessService);
  const metrics = app.get(Metrics);
  const open = new WeakSet<FastifyRequest>();
  const sent = new WeakSet<FastifyRequest>();
  const over = (request: FastifyRequest): void => {
    if (open.delete(request)) inFlight.end();
  };
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    inFlight.begin();
    open.add(request);
    // `onResponse` comes for what was written whole; neither for a stream that was cut nor for one whose reader had gone before it began.
    reply.raw.once('close', () => {
      if (sent.has(request)) over(request);
    });
    if (readiness.isStopping && !QUIET.test(request.url) && !isForm(request))
      await turnAway(request, reply, 'STOPPING');
  });
  // What somebody typed is read first, so that the page which turns him away has it.
  fastify.addHook('preHandler', async (request, reply) => {
    if (readiness.isStopping && isForm(request)) await turnAway(request, reply, 'STOPPING');
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    // Worked out: what is left is its way to the caller, if he is still there.
    sent.add(request);
    if (reply.raw.destroyed) over(request);
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    over(request);
    const route = request.routeOptions.url ?? 'unknown';
    const seconds = reply.elapsedTime / 1_000;
    metrics.answered({ method: request.method, route, status: reply.statusCode, seconds });
    tell(log, request, reply);
    done();
  });
}

function tell(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const { method, url, id, headers } = request;
  const path = url.split('?', 1)[0] ?? url;
  const line = {
    requestId: id,
    method,
    path,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ...(headers['traceparent'] === undefined ? {} : { traceparent: headers['traceparent'] }),
  };
  log[QUIET.test(url) ? 'debug' : 'info'](line, 'answered');
}
