import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Screens } from './screens.tsx';
import { Skeleton, textOf } from './skeleton.tsx';

/** `/console/search?q=RR-0415`: what a number or a name means. */
@Controller('console/search')
export class SearchPage {
  constructor(private readonly screens: Screens) {}

  @Get()
  async page(
    @Query('q') given: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const text = textOf(given);
    await this.screens.showSignedIn(request, reply, {
      title: (words) =>
        text === '' ? words.say('search.ask') : words.say('search.title', { text }),
      live: 'search',
      body: <Skeleton text={text} />,
    });
  }
}
