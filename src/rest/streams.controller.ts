import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { OpenAnswers } from '../trace/open-answers.ts';
import { RecallStreamService } from '../trace/recall-stream.service.ts';
import { ProvenanceStreamService } from '../trace/stream.service.ts';
import { type OpenedLink, StreamLinkService } from '../trace/stream-link.service.ts';
import type { RowStream } from '../trace/stream.ts';
import { DoorRefusal, parametersOf } from './door-problems.ts';
import { linesIn, type RowFormat, rowFormats } from './row-formats.ts';

/** Large answers, whole and without pages, for whoever has the link. */
@Controller('streams')
export class StreamsController {
  constructor(
    private readonly answers: OpenAnswers,
    private readonly links: StreamLinkService,
    private readonly provenances: ProvenanceStreamService,
    private readonly recalls: RecallStreamService,
  ) {}

  /** A provenance: `Provenance.streamUrl`. */
  @Get('provenance/:token')
  async provenance(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<void> {
    const chosen = chosenBy(request);
    const { viewer, question } = openedOf(this.links.open('provenance', token));
    await this.send(reply, chosen, () => this.provenances.open(viewer, question));
  }

  /** A recall list: `Recall.streamUrl`. */
  @Get('recall/:token')
  async recall(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<void> {
    const chosen = chosenBy(request);
    const { viewer, question } = openedOf(this.links.openRecall(token));
    await this.send(reply, chosen, () => this.recalls.open(viewer, question));
  }

  /** The answer is worked out before anything is sent, so that a fault is an error and no broken file. */
  private async send(
    reply: FastifyReply,
    { format: { contentType, suffix, write }, after }: Chosen,
    open: () => Promise<RowStream | null>,
  ): Promise<void> {
    const giveBack = this.answers.take();
    if (giveBack === null) {
      const headers = { 'Retry-After': '5' };
      throw new DoorRefusal('UNAVAILABLE', 'Too many large answers are being sent.', { headers });
    }
    reply.raw.once('close', giveBack);
    // Whoever has gone already closes nothing more.
    if (reply.raw.destroyed) giveBack();
    const stream = await open();
    if (stream === null) throw new DoorRefusal('NOT_FOUND', nothing);
    if (after > 0) refuseResuming(stream, after);
    const name = stream.whole ? stream.name : `${stream.name}-incomplete`;
    void reply
      .headers({
        'cache-control': 'private, no-store',
        'content-disposition': `attachment; filename="${name}.${suffix}"`,
        'x-accel-buffering': 'no',
      })
      .type(contentType)
      .send(Readable.from(write(stream, after), { objectMode: false, highWaterMark: 65_536 }));
  }
}

const nothing = 'There is no such stream that you may see.';

const openedOf = <Question>(link: OpenedLink<Question>): Exclude<OpenedLink<Question>, string> => {
  if (link === 'INVALID') throw new DoorRefusal('NOT_FOUND', nothing);
  if (link === 'EXPIRED')
    throw new DoorRefusal('LINK_EXPIRED', 'This link was good for 15 minutes: ask again.');
  return link;
};

/** How an answer is wanted. */
interface Chosen {
  readonly format: RowFormat;
  /** Lines that the reader has, the header among them; 0: none. */
  readonly after: number;
}

const chosenBy = ({ query }: FastifyRequest): Chosen => {
  const given = parametersOf(query, ['format', 'after']);
  const format = formatOf(given.format);
  if (given.after === undefined) return { format, after: 0 };
  if (format !== rowFormats.ndjson) throw wrongAfter('Only ndjson can be taken up again.');
  if (!/^[1-9]\d{0,8}$/.test(given.after))
    throw wrongAfter('after is a number of lines, 1 or more.');
  return { format, after: Number(given.after) };
};

/** What was cut for its size need not be cut at the same place again. */
const refuseResuming = (stream: RowStream, after: number): void => {
  if (!stream.whole)
    throw wrongAfter('This answer was cut for its size: take it from its beginning.');
  const lines = linesIn(stream);
  if (after > lines) throw wrongAfter(`This answer has ${lines} lines before its end line.`);
};

const wrongAfter = (detail: string): DoorRefusal =>
  new DoorRefusal('INVALID_VALUE', detail, { at: 'after' });

const formatOf = (given: string | undefined): RowFormat => {
  const format = Object.entries(rowFormats).find(([name]) => name === (given ?? 'ndjson'))?.[1];
  if (format !== undefined) return format;
  const offered = Object.keys(rowFormats).join(', ');
  throw new DoorRefusal('INVALID_VALUE', `format is one of ${offered}.`, { at: 'format' });
};
