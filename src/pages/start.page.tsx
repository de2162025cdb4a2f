import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { sendScreen } from './screens.tsx';

const Start = (): VNode => (
  <>
    <h1>Throughline</h1>
    <p>Where a product came from, and where it went: every step, told once by who did it.</p>
    <p>
      <a href="/developers/explorer">GraphQL explorer</a>
    </p>
  </>
);

/** `/`: what this is, and the ways in. */
@Controller()
export class StartPage {
  @Get()
  page(@Res() reply: FastifyReply): void {
    sendScreen(reply, { title: 'Throughline', live: null, body: <Start /> });
  }
}
