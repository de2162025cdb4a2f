import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignIn } from '../../web/sign-in.view.tsx';
import { isFromHere } from '../access/authentication.service.ts';
import { maySignIn, sessionCookie, sessionToken } from '../access/session-cookie.ts';
import { SessionService } from '../access/session.service.ts';
import { Settings } from '../platform/settings.ts';
import type { FormFields } from './forms.ts';
import { DEMO_KEYS, type DemoKey, Screens } from './screens.tsx';

/** A path of this service, never of another: `//host` and `/\host` would lead away. */
const nextPath = (given: string | undefined): string =>
  given !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(given) ? given : '/';

const refuseOthers = (reply: FastifyReply): void => {
  void reply
    .status(403)
    .type('text/plain; charset=utf-8')
    .send('Use the form of this service itself.\n');
};

/** `/session`: sign in with a key, sign out. */
@Controller('session')
export class SessionPage {
  constructor(
    private readonly screens: Screens,
    private readonly sessions: SessionService,
    private readonly settings: Settings,
    @Inject(DEMO_KEYS) private readonly demo: readonly DemoKey[],
  ) {}

  @Get()
  page(
    @Query('next') next: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.show(request, reply, { refused: false, next: nextPath(next) });
  }

  @Post()
  async open(
    @Body() fields: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { publicUrl } = this.settings;
    if (!isFromHere(request, publicUrl)) return refuseOthers(reply);
    const given = fields instanceof Map ? fields : new Map<string, string>();
    const next = nextPath(given.get('next'));
    const key = (given.get('key') ?? '').trim();
    const session = maySignIn(publicUrl) ? await this.sessions.open(key) : null;
    if (session === null) return this.show(request, reply, { refused: true, next });
    await this.endOf(request);
    void reply.header('set-cookie', sessionCookie(session, publicUrl)).redirect(next, 303);
  }

  @Post('end')
  async end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { publicUrl } = this.settings;
    if (!isFromHere(request, publicUrl)) return refuseOthers(reply);
    await this.endOf(request);
    void reply.header('set-cookie', sessionCookie(null, publicUrl)).redirect('/', 303);
  }

  private async endOf(request: FastifyRequest): Promise<void> {
    const token = sessionToken(request.headers.cookie, this.settings.publicUrl);
    if (token !== null) await this.sessions.end(token);
  }

  private show(
    request: FastifyRequest,
    reply: FastifyReply,
    { refused, next }: { readonly refused: boolean; readonly next: string },
  ): Promise<void> {
    const possible = maySignIn(this.settings.publicUrl);
    return this.screens.show(request, reply, {
      title: ({ say }) =>
        refused ? say('session.mistake', { title: say('session.title') }) : say('session.title'),
      live: null,
      body: <SignIn refused={refused} possible={possible} next={next} demo={this.demo} />,
      ...(refused ? { status: 422 } : {}),
    });
  }
}

/** `/session/demo`: look as a company of the sample world. In the demo on this machine only; elsewhere there is no such path. */
@Controller('session/demo')
export class DemoSessionPage {
  constructor(
    private readonly sessions: SessionService,
    private readonly settings: Settings,
    @Inject(DEMO_KEYS) private readonly demo: readonly DemoKey[],
  ) {}

  @Post()
  async open(
    @Body() fields: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { publicUrl } = this.settings;
    if (!isFromHere(request, publicUrl)) return refuseOthers(reply);
    const role = fields instanceof Map ? fields.get('role') : undefined;
    const company = this.demo.find((one) => one.role === role);
    const session = company === undefined ? null : await this.sessions.open(company.key);
    if (session !== null) void reply.header('set-cookie', sessionCookie(session, publicUrl));
    void reply.redirect(session === null ? '/session' : '/', 303);
  }
}
