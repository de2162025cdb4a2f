import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { NodeIdService } from '../access/node-id.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { ReadinessService } from '../platform/readiness.service.ts';
import { ChangeFeedService, type FeedPart } from '../subscriptions/change-feed.service.ts';
import { OpenStreams, STREAMS_PER_KEY_MAX } from '../subscriptions/open-streams.ts';
import { changeText } from './change-body.ts';
import { DoorRefusal, parametersOf } from './door-problems.ts';
import { RestRefusal } from './problems.ts';
import { sse } from './server-sent-events.ts';
import { RestViewers } from './viewers.ts';

/** Entries of a page. */
const PAGE_MAX = 200;
/** After so long without anything to say a stream says that, in milliseconds: proxies cut what is silent for a minute. */
const IDLE_MS = 15_000;
/** How often a stream looks whether its key is still good, in milliseconds. */
const KEY_CHECK_MS = 2_000;
/** A stream that is to end is cut after this, when its reader does not take what was sent; in milliseconds. */
const END_MS_MAX = 5_000;

/** The change feed for systems: as pages, and as a stream of server-sent events. */
@Controller('changes')
export class ChangesController {
  constructor(
    private readonly viewers: RestViewers,
    private readonly feed: ChangeFeedService,
    private readonly streams: OpenStreams,
    private readonly ids: NodeIdService,
    private readonly readiness: ReadinessService,
  ) {}

  /** A page of the feed, the same as GraphQL `changes`. */
  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const viewer = await this.viewers.of(request, 'READ');
    const { since, first } = parametersOf(request.query, ['since', 'first']);
    const start = await this.feed.start(viewer, since ?? null);
    const { entries, cursor, more } = await this.feed.page(viewer, start, firstOf(first));
    const changes = entries.map(({ change }) => changeText(change, viewer, this.ids));
    void reply
      .headers({ 'cache-control': 'no-store' })
      .type('application/json; charset=utf-8')
      .send(`{"changes":[${changes.join(',')}],"cursor":"${cursor}","more":${more}}`);
  }

  /** The feed for as long as the reader stays: what is known already, then what comes. */
  @Get('stream')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const viewer = await this.viewers.of(request, 'READ');
    const { since } = parametersOf(request.query, ['since']);
    // Who comes again gives both: his address is the old one, the header is where he stands.
    const from = await this.feed.start(viewer, lastEventId(request) ?? since ?? null);
    const place = this.streams.take(viewer.key);
    if (typeof place === 'string') throw tooMany(place);
    const ending = new AbortController();
    const stream = Readable.from(this.parts(viewer, from, ending.signal), {
      objectMode: false,
      highWaterMark: 16_384,
    });
    this.watch(request, { reply, stream, ending, place });
    void reply
      .headers({
        'cache-control': 'no-store',
        // nginx would keep events back until it has a buffer full of them.
        'x-accel-buffering': 'no',
      })
      .type('text/event-stream; charset=utf-8')
      .send(stream);
  }

  private async *parts(viewer: Viewer, from: number, signal: AbortSignal): AsyncGenerator<string> {
    yield sse.begin(this.feed.cursorAt(viewer, from));
    const following = { from, signal, idleMs: IDLE_MS };
    for await (const part of this.feed.follow(viewer, following)) {
      if (signal.aborted) return;
      yield this.partText(viewer, part);
    }
  }

  private partText(viewer: Viewer, { change, cursor }: FeedPart): string {
    return change === null
      ? sse.idle(cursor)
      : sse.event({ id: cursor, name: 'change', data: changeText(change, viewer, this.ids) });
  }

  /** Ends the stream when its reader goes, its key ends, or the service stops; gives its place back in any case. */
  private watch(request: FastifyRequest, { reply, stream, ending, place }: WatchedStream): void {
    const stopping = this.readiness.stopping;
    const end = (): void => {
      ending.abort();
      setTimeout(() => stream.destroy(), END_MS_MAX).unref();
    };
    const check = setInterval(() => {
      this.viewers.of(request, 'READ').catch((error: unknown) => {
        // Without database nobody knows: the stream has nothing to say then anyway.
        if (error instanceof RestRefusal) end();
      });
    }, KEY_CHECK_MS);
    const gone = (): void => {
      clearInterval(check);
      stopping.removeEventListener('abort', end);
      ending.abort();
      place();
    };
    stopping.addEventListener('abort', end);
    reply.raw.once('close', gone);
    // He may have gone while his key was looked up: that was told already.
    if (reply.raw.destroyed) gone();
    else if (stopping.aborted) end();
  }
}

/** An open stream with what ends it. */
interface WatchedStream {
  readonly reply: FastifyReply;
  readonly stream: Readable;
  readonly ending: AbortController;
  /** Gives its place back. */
  readonly place: () => void;
}

const lastEventId = ({ headers }: FastifyRequest): string | null => {
  const given = headers['last-event-id'];
  return typeof given === 'string' && given !== '' ? given : null;
};

const firstOf = (text: string | undefined): number => {
  const first = Number(text ?? PAGE_MAX);
  if (/^\d{1,3}$/.test(text ?? '1') && first >= 1 && first <= PAGE_MAX) return first;
  throw new DoorRefusal('INVALID_VALUE', `first is a whole number from 1 to ${PAGE_MAX}.`, {
    at: 'first',
  });
};

const tooMany = (limit: 'KEY' | 'INSTANCE'): DoorRefusal =>
  limit === 'KEY'
    ? new DoorRefusal(
        'RATE_LIMITED',
        `This key has ${STREAMS_PER_KEY_MAX} streams open already: close one, or use one for all your readers.`,
        { headers: { 'Retry-After': '5' } },
      )
    : new DoorRefusal('UNAVAILABLE', 'Too many streams are open here.', {
        headers: { 'Retry-After': '5' },
      });
