import { Controller, Get, HttpCode, Options, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NodeIdService } from '../access/node-id.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { CaptureService } from '../capture/capture.service.ts';
import { JobService } from '../capture/job.service.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import {
  capabilities,
  captureHeaders,
  negotiate,
  requireJson,
  versionHeaders,
  wantsRollback,
} from './epcis-headers.ts';
import { epcisMethods } from './epcis-paths.ts';
import { eventText } from './event-text.ts';
import { jobBody } from './job-body.ts';
import { refusalBody, RestRefusal } from './problems.ts';
import { RestViewers } from './viewers.ts';

const notFound = { status: 404, exception: 'NoSuchResourceException' } as const;

type StoredRecord = Awaited<ReturnType<LogReaderService['byEventKey']>>[number];

/** EPCIS 2.0 REST binding: capture documents and single events, and read both back. */
@Controller('epcis')
export class EpcisController {
  constructor(
    private readonly viewers: RestViewers,
    private readonly captures: CaptureService,
    private readonly jobs: JobService,
    private readonly log: LogReaderService,
    private readonly ids: NodeIdService,
    private readonly redaction: RedactionService,
  ) {}

  /** Captures a document; 202 means durable. */
  @Post('capture')
  async capture(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const viewer = await this.recorder(request);
    const rollback = wantsRollback(request.headers);
    const job = await this.captures.captureDocument(viewer, textOf(request), { rollback });
    if (!job.ok) return this.refuse(request, reply, job.problems);
    const id = this.ids.encode(viewer, 'job', job.value.id);
    void reply
      .status(202)
      .headers({
        ...versionHeaders,
        ...captureHeaders,
        'GS1-Capture-Error-Behaviour': rollback ? 'rollback' : 'proceed',
        Location: `/epcis/capture/${id}`,
      })
      .send();
  }

  /** What became of a document. */
  @Get('capture/:id')
  async job(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const viewer = await this.reader(request);
    const internal = this.ids.decodeAs(viewer, 'job', id);
    const job = internal === null ? null : await this.jobs.byId(viewer, internal);
    if (job === null) throw new RestRefusal(notFound, 'You have no such capture job.');
    void reply
      .headers(versionHeaders)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(jobBody(id, job, request.id)));
  }

  /** Captures one event; the same one again answers the same Location. */
  @Post('events')
  async event(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const viewer = await this.recorder(request);
    const captured = await this.captures.captureEvent(viewer, textOf(request));
    if (!captured.ok) return this.refuse(request, reply, captured.problems);
    const { eventKey, position, recordTime, text } = captured.value;
    const stored = text ?? (await this.log.ownText(viewer, position ?? -1));
    void reply
      .status(201)
      .headers({ ...versionHeaders, Location: `/epcis/events/${encodeURIComponent(eventKey)}` })
      .type('application/json; charset=utf-8')
      .send(stored === null ? '' : eventText(stored, { eventKey, recordTime: recordTime ?? '' }));
  }

  /** One event, value for value as captured; where it was declared wrong, with that declaration. */
  @Get('events/:id')
  async read(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    const viewer = await this.reader(request);
    const found = this.redaction.redactAll(viewer, await this.log.byEventKey(viewer, id));
    const owner = found[0]?.owner;
    const record = newestDeclaration(found.filter((one) => one.owner === owner));
    const text = record && (await this.log.texts(viewer, [record.position])).get(record.position);
    if (record === undefined || text === undefined) {
      throw new RestRefusal(notFound, 'There is no such event that you may see.');
    }
    void reply
      .headers(versionHeaders)
      .type('application/json; charset=utf-8')
      .send(eventText(text, record));
  }

  @Options('capture')
  @HttpCode(204)
  captureOptions(@Res() reply: FastifyReply): void {
    void reply.status(204).headers(capabilities(epcisMethods['/epcis/capture'])).send();
  }

  @Options('capture/:id')
  jobOptions(@Res() reply: FastifyReply): void {
    void reply.status(204).headers(capabilities(epcisMethods['/epcis/capture/:id'])).send();
  }

  @Options('events')
  eventsOptions(@Res() reply: FastifyReply): void {
    void reply.status(204).headers(capabilities(epcisMethods['/epcis/events'])).send();
  }

  @Options('events/:id')
  eventOptions(@Res() reply: FastifyReply): void {
    void reply.status(204).headers(capabilities(epcisMethods['/epcis/events/:id'])).send();
  }

  private async recorder(request: FastifyRequest): Promise<Viewer> {
    const viewer = await this.viewers.of(request, 'RECORD');
    negotiate(request.headers);
    requireJson(request.headers);
    return viewer;
  }

  private async reader(request: FastifyRequest): Promise<Viewer> {
    const viewer = await this.viewers.of(request, 'READ');
    negotiate(request.headers);
    return viewer;
  }

  private refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    problems: Parameters<typeof refusalBody>[0],
  ): void {
    const body = refusalBody(problems, request.id);
    void reply
      .status(body.status)
      .headers(versionHeaders)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(body));
  }
}

/** The body as it came; an empty one is refused by the reader of JSON. */
const textOf = ({ body }: FastifyRequest): string => (typeof body === 'string' ? body : '');

/** The record that says how an event stands, whichever arrived first: its last declaration, else the event itself. */
const newestDeclaration = (records: readonly StoredRecord[]): StoredRecord | undefined => {
  const declaredAt = ({ event }: StoredRecord): string => event.errorDeclaration?.instant ?? '';
  return records.reduce<StoredRecord | undefined>(
    (newest, one) => (newest === undefined || declaredAt(one) > declaredAt(newest) ? one : newest),
    undefined,
  );
};
