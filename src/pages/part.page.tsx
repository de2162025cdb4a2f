import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Waiting } from '../../web/part/waiting.view.tsx';
import { sendScreen } from './screens.tsx';

/** Pages of one item, by any of its numbers; an address holds no id, since ids are each reader's own. */
@Controller('console')
export class PartPage {
  /** `/console/part?number=RR-0415`: where it came from and where it went. */
  @Get('part')
  part(@Query('number') number: unknown, @Res() reply: FastifyReply): void {
    show(reply, 'part', number);
  }

  /** `/console/container?number=...`: what is inside, then and now. */
  @Get('container')
  container(@Query('number') number: unknown, @Res() reply: FastifyReply): void {
    show(reply, 'container', number);
  }
}

const show = (reply: FastifyReply, live: 'part' | 'container', given: unknown): void => {
  const number = typeof given === 'string' ? given : '';
  const body = (
    <div id="live">
      <Waiting number={number} />
    </div>
  );
  sendScreen(reply, { title: `${number} – Throughline`, live, body });
};
