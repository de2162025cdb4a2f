import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Screens } from './screens.tsx';
import { Skeleton, textOf } from './skeleton.tsx';

/** Pages of one item, by any of its numbers; an address holds no id, since ids are each reader's own. */
@Controller('console')
export class PartPage {
  constructor(private readonly screens: Screens) {}

  /** `/console/part?number=RR-0415`: where it came from and where it went. */
  @Get('part')
  part(
    @Query('number') number: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show({ live: 'part', number }, request, reply);
  }

  /** `/console/container?number=...`: what is inside, then and now. */
  @Get('container')
  container(
    @Query('number') number: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show({ live: 'container', number }, request, reply);
  }

  private async show(
    { live, number: given }: { readonly live: 'part' | 'container'; readonly number: unknown },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const number = textOf(given);
    await this.screens.showSignedIn(request, reply, {
      title: (words) => (number === '' ? words.say('part.ask') : number),
      live,
      body: <Skeleton text={number} />,
    });
  }
}
