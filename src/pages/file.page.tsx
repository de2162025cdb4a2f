import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotThere, TooMany } from '../../web/masterdata/shown.view.tsx';
import { UnavailableError } from '../log/unavailable.ts';
import { ScanTooLongError } from '../query/hop.service.ts';
import { OpenAnswers } from '../trace/open-answers.ts';
import { sendCsv } from './csv-file.ts';
import { DescribedFiles } from './described-files.ts';
import { ItemFiles } from './item-files.ts';
import { Screens } from './screens.tsx';
import { signedIn } from './signed-in.ts';
import { TraceFiles } from './trace-files.ts';

/** Every list of the pages as a file, whole: `web/file.view.tsx` links them. */
@Controller('console/file')
export class FilePage {
  constructor(
    private readonly screens: Screens,
    private readonly items: ItemFiles,
    private readonly traces: TraceFiles,
    private readonly described: DescribedFiles,
    private readonly answers: OpenAnswers,
  ) {}

  /** `/console/file/books?number=RR-0415`: the list's name, then what the page of the list is asked with. */
  @Get(':list')
  async file(
    @Param('list') list: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = await signedIn(this.screens, request, reply);
    if (visitor === null) return;
    const { viewer } = visitor;
    if (this.traces.has(list)) this.takePlace(reply);
    const file =
      (await this.items.of(viewer, list, query)) ??
      (await this.traces.of(viewer, list, query)) ??
      (await this.described.of(viewer, list, query));
    if (file === null) {
      await this.screens.show(request, reply, {
        title: ({ say }) => say('organisation.nothing'),
        live: null,
        body: <NotThere />,
        status: 404,
      });
      return;
    }
    try {
      await sendCsv(file, reply);
    } catch (error) {
      if (!(error instanceof ScanTooLongError)) throw error;
      await this.screens.show(request, reply, {
        title: () => file.name,
        live: null,
        body: <TooMany name={file.name} />,
        status: 503,
      });
    }
  }

  /** A trace or a recall is worked out as a whole, as for its stream, which is held by the same limit. */
  private takePlace(reply: FastifyReply): void {
    const giveBack = this.answers.take();
    if (giveBack === null) throw new UnavailableError('Too many large answers are being sent.', 5);
    reply.raw.once('close', giveBack);
    // Whoever has gone already closes nothing more.
    if (reply.raw.destroyed) giveBack();
  }
}
