import { openTestAccount } from './support/doors.ts';
import { routesOf } from './support/app-routes.ts';
import {
  allLooks,
  answerBy,
  type Look,
  looksOf,
  NO_PAGE,
  onDesk,
  onPhone,
  pictures,
  type Visit,
  visits,
  type Who,
} from './support/crawl.ts';
import { openLargeAccount } from './support/large-account.ts';
import { patience } from './support/patience.ts';
import {
  axeFindings,
  type DemoScreens,
  openDemo,
  openAs,
  sidewaysPixels,
  signInAs,
  signInWith,
  untranslated,
} from './support/screens.ts';

/** A twentieth of the looks that are taken in turn, and all of them at full size; `TURN=3` takes another twentieth. */
const turn = process.env['FULL'] === '1' ? null : Number(process.env['TURN'] ?? 2);
/** With a folder for screenshots every page as it usually is, in each way; else what a run looks at. */
const taken = process.env['SCREENSHOTS'] === undefined ? looksOf(turn) : pictures();
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
  const faultsOf = async ({ visit, reader }: Look): Promise<readonly string[]> => {
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

  it('is searched for words that no message has', async () => {
    const { page } = watched;
    const text = '[Ħéłłó \u2068Mill\u2069~~]';
    await page.setContent(
      `<bdi>Mill</bdi><code>code</code><p>${text}</p><p title="${text}" lang="fr">Bonjour</p>`,
    );
    expect(await untranslated(page)).toEqual([]);
    const wrong = ['past ~', `Sent ${text}`, '[ħéłłó \u2068ñó \u206812 pieces\u2069\u2069~~]'];
    const named = ['Pallet PAL7', 'Mill sent 1 kg of it.', '2026-03-20T12:00:00Z'];
    await page.setContent(
      `${wrong.map((one) => `<p>${one}</p>`).join('')}${named.map((one) => `<bdi>${one}</bdi>`).join('')}
      <input aria-label="Label" placeholder="Place"><p title="Title">`,
    );
    expect(await untranslated(page)).toEqual([...wrong, ...named, 'Label', 'Place', 'Title']);
  });

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
    expect([NO_PAGE, ...pages].toSorted()).toEqual([...looked].toSorted());
    expect(pages.length).toBeGreaterThan(12);
  });

  it.each(['buyer', 'nobody', 'large', 'nothing'] as const)(
    'can be read by everybody, fits a phone and is in the reader’s language: %s',
    async (who) => {
      await beSignedIn(who);
      const faults: Record<string, readonly string[]> = {};
      const looks = taken.filter(({ visit }) => visit.who === who && wanted.test(visit.path));
      for (const look of looks) {
        const { visit, reader } = look;
        await answerBy(watched.page, visit.answers);
        const found = await faultsOf(look).catch((error: unknown) => [String(error)]);
        if (found.length > 0) faults[`${about(visit)}, ${reader.language}`] = found;
      }
      await answerBy(watched.page, undefined);
      expect(faults).toEqual({});
      const all = allLooks().filter(({ visit }) => visit.who === who);
      console.log(`${who}: ${looks.length} of ${all.length} looks, turn ${turn ?? 'all'}`);
    },
    patience(600_000),
  );

  it('breaks no policy and asks nobody else', () => {
    // A browser notes also that a page says "nothing here", what is to be mended or who may not, with its status.
    const others = watched.refused.filter((one) => !/status of (401|403|404|422|503)/.test(one));
    expect(others).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
});
