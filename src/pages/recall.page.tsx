import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Screens } from './screens.tsx';
import { Skeleton, textOf } from './skeleton.tsx';

/** `/console/recall?number=RR-0415`: what was made from it, and who has it. */
@Controller('console/recall')
export class RecallPage {
  constructor(private readonly screens: Screens) {}

  @Get()
  async page(
    @Query('number') given: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = textOf(given);
    await this.screens.showSignedIn(request, reply, {
      title: (words) =>
        text === '' ? words.say('part.ask') : `${words.say('part.recall')}: ${text}`,
      live: 'recall',
      body: <Skeleton text={text} />,
    });
  }
}
