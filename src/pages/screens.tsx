import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import {
  type DemoCompany,
  isTheme,
  Layout,
  type LayoutProps,
  type Theme,
} from '../../web/layout.view.tsx';
import type { Language, Words } from '../../web/messages/words.ts';
import { ScreenContext } from '../../web/screen.view.tsx';
import { AuthenticationService } from '../access/authentication.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { builtPath, pageAssets } from './built.ts';
import { chooseLanguage, serverWords } from './catalogues.ts';
import { sendHtml } from './packed.ts';

/** A company of the sample world that anybody may look as, with its well-known key. */
export interface DemoKey extends DemoCompany {
  readonly key: string;
}

/** Injection token of the companies of the demo; none in a production start. */
export const DEMO_KEYS = Symbol('DEMO_KEYS');

/** Who is signed in. */
export interface Visitor {
  readonly viewer: Viewer;
  readonly name: string;
}

/** One screen to show. */
export interface ScreenShown {
  /** Of the window and of its entry in the history. */
  readonly title: (words: Words) => string;
  /** Where it is in another language or light; the address of the request without. */
  readonly path?: string;
  /** Folder below `web/` whose `main.tsx` makes it live; null for a page without script. */
  readonly live: string | null;
  readonly body: ComponentChildren;
  /** 200 without. */
  readonly status?: number;
}

/** How long a browser keeps what somebody chose, in seconds: a year. */
const CHOICE_SECONDS = 365 * 24 * 3_600;

/** Shows screens: in the reader's language and light, with who is signed in. */
@Injectable()
export class Screens {
  constructor(
    private readonly authentication: AuthenticationService,
    private readonly organisations: OrganisationService,
    @Inject(DEMO_KEYS) private readonly demo: readonly DemoKey[],
  ) {}

  /** Who is signed in; null for nobody, and where a session is over. */
  async visitor(request: FastifyRequest): Promise<Visitor | null> {
    const found = await this.authentication.of(request);
    if (!found.ok || found.viewer.organisation === null) return null;
    const { viewer } = found;
    const party = await this.organisations.byId(viewer, found.viewer.organisation);
    return { viewer, name: party?.name ?? '' };
  }

  /** The words of the language that a request is answered in. */
  words(request: FastifyRequest): Words {
    return serverWords(languageOf(request));
  }

  /** Answers with a piece of a page, for a script that puts it in its place. */
  async piece(
    request: FastifyRequest,
    reply: FastifyReply,
    body: ComponentChildren,
  ): Promise<void> {
    const icons = builtPath('icons.svg');
    if (icons === null) return sayNotBuilt(reply);
    const value = { words: this.words(request), icons };
    const piece = <ScreenContext.Provider value={value}>{body}</ScreenContext.Provider>;
    await sendHtml(request, reply.status(200), renderToString(piece));
  }

  /** Answers with the whole document. */
  async show(request: FastifyRequest, reply: FastifyReply, shown: ScreenShown): Promise<void> {
    keepChoices(request, reply);
    const visitor = await this.visitor(request);
    const around = { company: visitor?.name ?? null, demo: this.demo };
    const document = documentOf(request, shown, around);
    if (document === null) return sayNotBuilt(reply);
    await sendHtml(request, reply.status(shown.status ?? 200), document);
  }

  /** The whole document without saying who is signed in, which would have to be looked up; null: the pages are not built. */
  withoutVisitor(request: FastifyRequest, shown: ScreenShown): string | null {
    return documentOf(request, shown, { company: undefined, demo: [] });
  }
}

/** A whole document; null: the pages are not built. */
const documentOf = (
  request: FastifyRequest,
  shown: ScreenShown,
  around: Pick<LayoutProps, 'company' | 'demo'>,
): string | null => {
  const assets = pageAssets(shown.live);
  const icons = builtPath('icons.svg');
  if (assets === null || icons === null) return null;
  const words = serverWords(languageOf(request));
  const document = renderToString(
    <ScreenContext.Provider value={{ words, icons }}>
      <Layout
        title={shown.title(words)}
        path={shown.path ?? pathOf(request)}
        theme={themeOf(request)}
        icons={icons}
        {...around}
        {...assets}
      >
        {shown.body}
      </Layout>
    </ScreenContext.Provider>,
  );
  return `<!doctype html>${document}`;
};

/** What a request from another site gets that only a form of our own may make. */
export const refuseOthers = (reply: FastifyReply): void => {
  void reply
    .status(403)
    .type('text/plain; charset=utf-8')
    .send('Use the form of this service itself.\n');
};

/** Path and query of this service: an address that begins with `//` or `/\` names another host, or none. */
export const pathOf = ({ url }: FastifyRequest): string => url.replace(/^[/\\]*/, '/');

const parametersOf = (request: FastifyRequest): URLSearchParams =>
  new URL(pathOf(request), 'http://here').searchParams;

const languageOf = (request: FastifyRequest): Language =>
  chooseLanguage(
    parametersOf(request).get('lang') ?? undefined,
    parseCookie(request.headers.cookie ?? '')['language'],
    request.headers['accept-language'],
  );

/** The light that a request asks for, or that was chosen before. */
const themeOf = (request: FastifyRequest): Theme | null => {
  const kept = parseCookie(request.headers.cookie ?? '')['theme'];
  const theme = parametersOf(request).get('theme') ?? kept ?? '';
  return isTheme(theme) ? theme : null;
};

/** Language and light: what the address asks for is kept, so that the next page has it too. */
const keepChoices = (request: FastifyRequest, reply: FastifyReply): void => {
  const asked = parametersOf(request);
  const language = languageOf(request);
  if (asked.get('lang') === language) keep(reply, 'language', language);
  const wanted = asked.get('theme') ?? '';
  if (wanted === 'system' || isTheme(wanted)) keep(reply, 'theme', wanted);
};

const keep = (reply: FastifyReply, name: string, value: string): void => {
  const cookie = { name, value, path: '/', maxAge: CHOICE_SECONDS, sameSite: 'lax' } as const;
  void reply.header('set-cookie', stringifySetCookie(cookie));
};

const sayNotBuilt = async (reply: FastifyReply): Promise<void> => {
  await reply
    .status(503)
    .type('text/plain; charset=utf-8')
    .send('The pages are not built: run `npm run build`, then start again.\n');
};
