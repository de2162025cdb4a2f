import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Start } from '../../web/start.view.tsx';
import { Settings } from '../platform/settings.ts';
import { DEMO_KEYS, type DemoKey, Screens } from './screens.tsx';

/** `/`: what this is, and the ways in. */
@Controller()
export class StartPage {
  constructor(
    private readonly screens: Screens,
    private readonly settings: Settings,
    @Inject(DEMO_KEYS) private readonly demo: readonly DemoKey[],
  ) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { publicUrl } = this.settings;
    const sample = this.demo.length > 0 && (await this.screens.visitor(request)) !== null;
    await this.screens.show(request, reply, {
      title: ({ say }) => say('start.title'),
      live: sample ? 'start' : null,
      body: <Start publicUrl={publicUrl} demo={this.demo} sample={sample} />,
    });
  }
}
