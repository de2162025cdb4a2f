import { openTestAccount } from './support/doors.ts';
import { routesOf } from './support/app-routes.ts';
import { answerBy, type Visit, visits, type Who } from './support/crawl.ts';
import { openLargeAccount } from './support/large-account.ts';
import { patience } from './support/patience.ts';
import {
  axeFindings,
  type DemoScreens,
  openDemo,
  openAs,
  type Reader,
  sidewaysPixels,
  signInAs,
  signInWith,
  untranslated,
} from './support/screens.ts';

/** How every page is read: on a desk, in the made-up language. */
const onDesk: Reader = { language: 'en-XA', theme: 'light', width: 1280 };
/** How one of each kind is read too: on the narrowest phone, from right to left, in the dark. */
const onPhone: Reader = { language: 'ar', theme: 'dark', width: 320 };
/** Those of which only a part is to be looked at: `CRAWL=console/part`. */
const wanted = new RegExp(process.env['CRAWL'] ?? '');
/** Pages that are written in English only, for who writes programs. */
const english = /^\/developers\//;

const about = ({ state, who, path }: Visit): string => `${state} of ${path} for ${who}`;

describe('every page in every state', () => {
  let watched: DemoScreens;
  const keys = new Map<Who, string>();
  let signedIn: Who = 'nobody';

  beforeAll(async () => {
    watched = await openDemo(null);
    keys.set('large', (await openLargeAccount(watched.service)).key);
    keys.set('nothing', (await openTestAccount(watched.service, 'Newcomer')).key);
  }, patience(300_000));
  afterAll(() => watched?.close());

  const beSignedIn = async (who: Who): Promise<void> => {
    if (who === signedIn) return;
    const { page, service } = watched;
    await page.context().clearCookies();
    if (who === 'buyer') await signInAs(page, service.url, who);
    else if (who !== 'nobody') await signInWith(page, service.url, keys.get(who) ?? '');
    signedIn = who;
  };

  /** What is wrong with a page for a reader; nothing where all is well. */
  const faultsOf = async (visit: Visit, reader: Reader): Promise<readonly string[]> => {
    const { page, service } = watched;
    await openAs(page, `${service.url}${visit.path}`, reader, visit.ready);
    await visit.act?.(page);
    const findings = await axeFindings(page);
    const texts = reader === onDesk && !english.test(visit.path) ? await untranslated(page) : [];
    await page.setViewportSize({ width: onPhone.width, height: 800 });
    const wide = await sidewaysPixels(page);
    return [
      ...findings,
      ...texts.map((text) => `not translated: ${text}`),
      ...(wide > 0 ? [`${wide} pixels sideways`] : []),
    ];
  };

  it('is among those that are looked at', async () => {
    await beSignedIn('buyer');
    const cookies = await watched.page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const paths = routesOf(watched.service)
      .filter(({ method, path }) => method === 'GET' && !/[:*]/.test(path))
      .map(({ path }) => path);
    const pages: string[] = [];
    for (const path of new Set(paths)) {
      const abort = new AbortController();
      const answer = await fetch(`${watched.service.url}${path}`, {
        headers: { cookie, accept: 'text/html' },
        redirect: 'manual',
        signal: abort.signal,
      });
      if (answer.headers.get('content-type')?.startsWith('text/html') === true) pages.push(path);
      abort.abort();
    }
    const looked = new Set(visits.map(({ path }) => path.split('?', 1)[0] ?? ''));
    expect(pages.toSorted()).toEqual([...looked].toSorted());
    expect(pages.length).toBeGreaterThan(12);
  });

  it.each(['buyer', 'nobody', 'large', 'nothing'] as const)(
    'can be read by everybody, fits a phone and is in the reader’s language: %s',
    async (who) => {
      await beSignedIn(who);
      const faults: Record<string, readonly string[]> = {};
      for (const visit of visits.filter((one) => one.who === who && wanted.test(one.path))) {
        await answerBy(watched.page, visit.answers);
        for (const reader of visit.phone === true ? [onDesk, onPhone] : [onDesk]) {
          const found = await faultsOf(visit, reader).catch((error: unknown) => [String(error)]);
          if (found.length > 0) faults[`${about(visit)}, ${reader.language}`] = found;
        }
      }
      await answerBy(watched.page, undefined);
      expect(faults).toEqual({});
    },
    patience(600_000),
  );

  it('breaks no policy and asks nobody else', () => {
    // A browser notes also that a page says "nothing here", what is to be mended or who may not, with its status.
    const others = watched.refused.filter((one) => !/status of (401|404|422|503)/.test(one));
    expect(others).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
