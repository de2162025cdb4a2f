import type { ComponentChildren, VNode } from 'preact';
import { languageNames } from './messages/words.ts';
import { Icon, useWords } from './screen.view.tsx';

const themes = ['light', 'dark', 'sun'] as const;
/** A light that somebody chose; without one the device decides. */
export type Theme = (typeof themes)[number];

/** True for the name of a theme. */
export const isTheme = (name: string): name is Theme =>
  (themes as readonly string[]).includes(name);

/** A company of the sample world. */
export interface DemoCompany {
  readonly role: 'buyer' | 'mill' | 'farm' | 'authority';
  readonly name: string;
}

/** What stands around every screen. */
export interface LayoutProps {
  readonly title: string;
  /** Path and query of this page: the choices of language and light come back to it. */
  readonly path: string;
  readonly theme: Theme | null;
  readonly icons: string;
  /** Name of who is signed in; null for nobody; undefined: nobody looked. */
  readonly company: string | null | undefined;
  /** Companies that anybody may look as; none in production. */
  readonly demo: readonly DemoCompany[];
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  readonly children: ComponentChildren;
}

const mark =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0a5c57"/><path d="M3 18C7.5 18 8 12 12 12s4.5-6 9-6" fill="none" stroke="#fff" stroke-width="2"/></svg>',
  );

/** The same page with one thing asked differently. */
const pathWith = (path: string, name: string, value: string): string => {
  const url = new URL(path, 'http://here');
  url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
};

const Brand = (): VNode => (
  <a class="brand" href="/">
    <svg class="mark" width="26" height="26" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M1.5 18.5C6.5 18.5 7.5 12 12 12s5.5-6.5 10.5-6.5" />
      <circle cx="5.2" cy="17.6" r="2.5" />
      <circle cx="12" cy="12" r="2.5" />
      <circle class="open" cx="18.6" cy="6.2" r="3.2" />
    </svg>
    <b>{useWords().say('app.name')}</b>
  </a>
);

const SearchBox = (): VNode => {
  const { say } = useWords();
  return (
    <form class="find" role="search" action="/console/search">
      <Icon name="search" />
      <input
        name="q"
        type="search"
        aria-label={say('app.searchFor')}
        placeholder={say('app.searchFor')}
      />
      <button class="btn">{say('app.search')}</button>
    </form>
  );
};

/** Where the page of a path leads once somebody is signed in: to itself, but for the page that asks who it is. */
const afterwards = (path: string): string => {
  const [address, query] = path.split('?', 2);
  return address === '/session' ? (new URLSearchParams(query).get('next') ?? '/') : path;
};

/** One button for each company of the sample world; `next` is the path to go to then. */
export const DemoForm = ({
  demo,
  next,
}: {
  readonly demo: readonly DemoCompany[];
  readonly next: string;
}): VNode => {
  const { say } = useWords();
  return (
    <form class="chips" method="post" action="/session/demo">
      <input type="hidden" name="next" value={next} />
      {demo.map(({ role, name }) => (
        <button key={role} class="btn" name="role" value={role}>
          <span>
            <bdi>{name}</bdi> <small>{say(`demo.role.${role}`)}</small>
          </span>
        </button>
      ))}
    </form>
  );
};

/** Who is signed in, and the way in or out; nothing where nobody looked. */
const Account = ({
  path,
  company,
  demo,
}: Pick<LayoutProps, 'path' | 'company' | 'demo'>): VNode => {
  const { say } = useWords();
  return (
    <>
      {company === null && (
        <a class="btn go" href="/session">
          {say('session.title')}
        </a>
      )}
      {typeof company === 'string' && (
        <form class="between" method="post" action="/session/end">
          <p>{say('app.signedInAs', { name: company })}</p>
          <button class="btn">{say('session.end')}</button>
        </form>
      )}
      {demo.length > 0 && (
        <>
          <h2>{say('demo.title')}</h2>
          <DemoForm demo={demo} next={afterwards(path)} />
        </>
      )}
    </>
  );
};

const Choices = ({ path, theme, company, demo }: LayoutProps): VNode => {
  const { say, language } = useWords();
  return (
    <details class="menu">
      <summary class="btn">
        <Icon name="cog" />
        {company === null && <span>{say('app.nobody')}</span>}
        {typeof company === 'string' && <bdi>{company}</bdi>}
        <span class="sr">{say('app.menu')}</span>
      </summary>
      <div class="sheet">
        <Account {...{ path, company, demo }} />
        <h2>{say('app.language')}</h2>
        <p class="chips">
          {Object.entries(languageNames).map(([code, name]) => (
            <a
              key={code}
              class="chip"
              lang={code}
              data-choice="lang"
              href={pathWith(path, 'lang', code)}
              aria-current={code === language ? 'true' : undefined}
            >
              {name}
            </a>
          ))}
        </p>
        <h2>{say('app.theme')}</h2>
        <p class="chips">
          {(['system', ...themes] as const).map((name) => (
            <a
              key={name}
              class="chip"
              data-choice="theme"
              href={pathWith(path, 'theme', name)}
              aria-current={name === (theme ?? 'system') ? 'true' : undefined}
            >
              {say(`app.theme.${name}`)}
            </a>
          ))}
        </p>
      </div>
    </details>
  );
};

const Navigation = ({ path, company }: Pick<LayoutProps, 'path' | 'company'>): VNode => {
  const { say } = useWords();
  const own = [
    { href: '/console/organisation', words: say('organisation.list') },
    { href: '/console/products', words: say('product.list') },
    { href: '/console/sites', words: say('site.list') },
  ];
  const entries = [
    { href: '/', words: say('nav.start') },
    { href: '/console/record', words: say('nav.record') },
    ...(typeof company === 'string' ? own : []),
    { href: '/developers/explorer', words: say('nav.explorer') },
  ];
  const here = path.split('?', 1)[0];
  return (
    <nav aria-label={say('app.navigation')}>
      {entries.map(({ href, words }) => (
        <a key={href} href={href} aria-current={href === here ? 'page' : undefined}>
          {words}
        </a>
      ))}
    </nav>
  );
};

/** The whole document of a screen. */
export const Layout = (props: LayoutProps): VNode => {
  const { say, language, direction } = useWords();
  const { title, theme, icons, styles, scripts, path, children } = props;
  return (
    <html lang={language} dir={direction} data-theme={theme ?? undefined} data-icons={icons}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{`${title} – ${say('app.name')}`}</title>
        <meta name="description" content={say('start.title')} />
        <link rel="icon" href={mark} />
        {styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {scripts.map((src) => (
          <script key={src} type="module" src={src} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          {say('app.skip')}
        </a>
        <header class="top">
          <Brand />
          <SearchBox />
          <Navigation path={path} company={props.company} />
          <Choices {...props} />
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="end">
          <p>{say('app.footer')}</p>
        </footer>
      </body>
    </html>
  );
};
