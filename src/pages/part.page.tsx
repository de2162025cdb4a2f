import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Waiting } from '../../web/part/waiting.view.tsx';
import { Screens } from './screens.tsx';

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

  /** Whoever is not signed in is asked to be, and comes back here: nobody sees nothing without a word why. */
  private async show(
    { live, number: given }: { readonly live: 'part' | 'container'; readonly number: unknown },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if ((await this.screens.visitor(request)) === null) {
      const next = new URLSearchParams({ next: request.url });
      void reply.redirect(`/session?${next.toString()}`, 302);
      return;
    }
    const number = typeof given === 'string' ? given : '';
    await this.screens.show(request, reply, {
      title: (words) => (number === '' ? words.say('part.ask') : number),
      live,
      body: (
        <div id="live">
          <Waiting number={number} />
        </div>
      ),
    });
  }
}
