import {
  Body,
  Controller,
  Get,
  Inject,
  NotFoundException,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignIn } from '../../web/sign-in.view.tsx';
import { isFromHere } from '../access/authentication.service.ts';
import { maySignIn, sessionCookie, sessionToken } from '../access/session-cookie.ts';
import { SessionService } from '../access/session.service.ts';
import { Settings } from '../platform/settings.ts';
import { fieldsOf, type FormFields } from './forms.ts';
import { DEMO_KEYS, type DemoKey, refuseOthers, Screens } from './screens.tsx';

/** A path of this service, never of another: `//host` and `/\host` would lead away. */
const nextPath = (given: string | undefined): string =>
  given !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(given) ? given : '/';

/** `/session`: sign in with a key, sign out; in the demo on this machine also `/session/demo`: look as a company of the sample world. */
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
    @Body() given: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const fields = fieldsOf(given);
    const next = nextPath(fields.get('next'));
    const key = (fields.get('key') ?? '').trim();
    if (!(await this.signIn({ key, next }, request, reply)))
      await this.show(request, reply, { refused: true, next });
  }

  /** There is no such path where there are no companies to switch between. */
  @Post('demo')
  async switch(
    @Body() given: FormFields,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (this.demo.length === 0) throw new NotFoundException();
    const fields = fieldsOf(given);
    const role = fields.get('role');
    const next = nextPath(fields.get('next'));
    const key = this.demo.find((one) => one.role === role)?.key ?? '';
    if (!(await this.signIn({ key, next }, request, reply))) void reply.redirect('/session', 303);
  }

  @Post('end')
  async end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { publicUrl } = this.settings;
    if (!isFromHere(request, publicUrl)) return refuseOthers(reply);
    await this.endOf(request);
    void reply.header('set-cookie', sessionCookie(null, publicUrl)).redirect('/', 303);
  }

  /** Answers whoever gave a good key from here, or comes from elsewhere; false: the key opens nothing. The session before ends. */
  private async signIn(
    { key, next }: { readonly key: string; readonly next: string },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    const { publicUrl } = this.settings;
    if (!isFromHere(request, publicUrl)) {
      refuseOthers(reply);
      return true;
    }
    const session = this.mayBe(request) ? await this.sessions.open(key) : null;
    if (session === null) return false;
    await this.endOf(request);
    void reply.header('set-cookie', sessionCookie(session, publicUrl)).redirect(next, 303);
    return true;
  }

  private mayBe({ headers }: FastifyRequest): boolean {
    return maySignIn(this.settings.publicUrl, headers.host);
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
    return this.screens.show(request, reply, {
      title: ({ say }) =>
        refused ? say('session.mistake', { title: say('session.title') }) : say('session.title'),
      live: null,
      body: (
        <SignIn refused={refused} possible={this.mayBe(request)} next={next} demo={this.demo} />
      ),
      ...(refused ? { status: 422 } : {}),
    });
  }
}
