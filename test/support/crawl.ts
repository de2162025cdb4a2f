import type { Page, Route } from 'playwright-core';
import { large } from './large-account.ts';
import type { Reader } from './screens.ts';

/** Who looks: a company of the sample world, one with very much, one with nothing, or nobody who is signed in. */
export type Who = 'buyer' | 'large' | 'nothing' | 'nobody';

/** A page in a state. */
export interface Visit {
  readonly state: 'USUAL' | 'EMPTY' | 'ERROR' | 'HUGE' | 'WITHHELD';
  readonly who: Who;
  /** Path with its query. */
  readonly path: string;
  /** What is there when the page is ready. */
  readonly ready: string;
  /** How the endpoint answers meanwhile. */
  readonly answers?: 'FAIL' | 'WITHHOLD';
  /** What the reader does then. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** Looked at on a phone, from right to left and in the dark, too: one of each kind of page. */
  readonly phone?: true;
  /** One of many that are alike: every run at full size looks at it, and one in some others. */
  readonly inTurn?: boolean;
}

/** How every page is read: on a desk, in the made-up language. */
export const onDesk: Reader = { language: 'en-XA', theme: 'light', width: 1280 };
/** How one of each kind is read too: on the narrowest phone, from right to left, in the dark. */
export const onPhone: Reader = { language: 'ar', theme: 'dark', width: 320 };
/** How the others are read in turn: in the sun, in French. */
export const inSun: Reader = { language: 'fr', theme: 'sun', width: 360 };

/** A page in a state before a reader. */
export interface Look {
  readonly visit: Visit;
  readonly reader: Reader;
}

/** In how many runs each look that is taken in turn is taken once. */
const TURNS = 20;

/** Of a list what the turn is, spread over all of it. */
const ofTurn = <One>(list: readonly One[], turn: number): readonly One[] =>
  list.filter((_, index) => index % TURNS === turn % TURNS);

/** Every look there is. */
export const allLooks = (): readonly Look[] =>
  visits.flatMap((visit) => [onDesk, onPhone, inSun].map((reader) => ({ visit, reader })));

/** Every page as it usually is, before who reads from left to right and from right to left, by day and by night, on a phone and on a desk. */
export const pictures = (): readonly Look[] =>
  visits
    .filter(({ state }) => state === 'USUAL')
    .flatMap((visit) =>
      (['en', 'ar'] as const).flatMap((language) =>
        (['light', 'dark'] as const).flatMap((theme) =>
          [360, 1280].map((width) => ({ visit, reader: { language, theme, width } })),
        ),
      ),
    );

const isAlways = ({ visit: { who, phone, state, inTurn }, reader }: Look): boolean =>
  inTurn !== true &&
  who === 'buyer' &&
  (reader === onDesk || (reader === onPhone && phone === true && state === 'USUAL'));

/** The looks of a run: those that are always taken, and of the others those whose turn it is; null: every one. */
export const looksOf = (turn: number | null): readonly Look[] => {
  const all = allLooks();
  if (turn === null) return all;
  const chosen = new Set(
    ofTurn(
      all.filter((look) => !isAlways(look)),
      turn,
    ),
  );
  return all.filter((look) => isAlways(look) || chosen.has(look));
};

const shown = '[data-shown]';
const nothing = '[data-nothing]';
const failed = '[role=alert]';
const of = (path: string, values: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(values).toString()}`;
const save = async (page: Page): Promise<void> => {
  await page.locator('main form[method=post] button.go').first().click();
  await page.locator('#mistakes').waitFor();
};

/** What a live page is in every state: it asks the endpoint itself. */
const live = (
  path: string,
  field: string,
  { usual, huge, ready }: { readonly usual: string; readonly huge: string; readonly ready: string },
): readonly Visit[] => {
  const sample = of(path, { [field]: usual });
  const strange = of(path, { [field]: 'no such thing' });
  return [
    { state: 'USUAL', who: 'buyer', path: sample, ready, phone: true },
    { state: 'EMPTY', who: 'nothing', path: strange, ready: nothing },
    { state: 'EMPTY', who: 'buyer', path, ready: 'main form' },
    { state: 'ERROR', who: 'buyer', path: sample, ready: failed, answers: 'FAIL' },
    { state: 'HUGE', who: 'large', path: of(path, { [field]: huge }), ready },
    { state: 'WITHHELD', who: 'buyer', path: sample, ready, answers: 'WITHHOLD' },
  ];
};

/** What pages of master data are: written by the server, whole or not at all. */
const described = (
  noun: string,
  { usual, huge }: { readonly usual: string; readonly huge: string },
): readonly Visit[] => {
  const path = `/console/${noun}`;
  return [
    { state: 'USUAL', who: 'buyer', path: of(path, { number: usual }), ready: 'h1', phone: true },
    { state: 'EMPTY', who: 'nothing', path: of(path, { number: '9529999999999' }), ready: nothing },
    {
      state: 'USUAL',
      who: 'buyer',
      path: of(path, { number: usual, saved: '1' }),
      ready: '.note.ok',
    },
    { state: 'HUGE', who: 'large', path: of(path, { number: huge }), ready: 'h1' },
  ];
};

const list = (path: string): readonly Visit[] => [
  { state: 'USUAL', who: 'buyer', path, ready: 'table', phone: true },
  { state: 'EMPTY', who: 'nothing', path: of(path, { q: 'no such name' }), ready: nothing },
  { state: 'HUGE', who: 'large', path, ready: 'table' },
];

/** Saves a form that was opened before somebody else changed the same. */
const saveLate = async (page: Page): Promise<void> => {
  await page.locator('main input[name=version]').evaluate((field) => {
    (field as HTMLInputElement).value = '0';
  });
  await page.locator('#name').fill('Late');
  await save(page);
};

const form = (path: string, own: string, huge: string): readonly Visit[] => [
  { state: 'USUAL', who: 'buyer', path, ready: 'main form', phone: true },
  { state: 'ERROR', who: 'buyer', path, ready: 'main form', act: save },
  {
    state: 'ERROR',
    who: 'buyer',
    path: of(path, { number: own }),
    ready: 'main form',
    act: saveLate,
  },
  { state: 'ERROR', who: 'buyer', path: of(path, { number: 'x' }), ready: '[data-refused]' },
  { state: 'HUGE', who: 'large', path: of(path, { number: huge }), ready: 'main form' },
];

const views = ['hops', 'timeline', 'table', 'origin', 'books', 'gaps'];
const record = '/console/record';
/** A record of the sample world by its number there: the buyer made the 31st, somebody else the 21st. */
const wrong = (number: string): string =>
  of('/console/wrong', { event: `urn:uuid:019a0000-0000-7000-8000-0000000000${number}` });

const LOT = 'RR-0415';
const PALLET = 'https://id.gs1.org/8003/09521005000099PAL7';

/** A way of looking at a part where there is very much, nothing, no answer, and little that may be seen. */
function viewInStates(view: string): readonly Visit[] {
  const inTurn = true;
  const path = (number: string): string => of('/console/part', { number, view });
  return [
    {
      state: 'HUGE',
      who: 'large',
      path: path(large.whole),
      ready: shown,
      inTurn: view !== 'table',
    },
    { state: 'EMPTY', who: 'nothing', path: path('no such thing'), ready: nothing, inTurn },
    { state: 'ERROR', who: 'buyer', path: path(LOT), ready: failed, answers: 'FAIL', inTurn },
    { state: 'WITHHELD', who: 'buyer', path: path(LOT), ready: shown, answers: 'WITHHOLD', inTurn },
  ];
}

/** Where no page is. */
export const NO_PAGE = '/console/no-such-page';

/** Every page for people in every state that it may be in. */
export const visits: readonly Visit[] = [
  { state: 'USUAL', who: 'buyer', path: '/', ready: '#live .thread li', phone: true },
  { state: 'EMPTY', who: 'nobody', path: '/', ready: 'h1' },
  { state: 'ERROR', who: 'buyer', path: '/', ready: '#live .note', answers: 'FAIL' },
  { state: 'ERROR', who: 'nobody', path: NO_PAGE, ready: '[data-refused]' },
  { state: 'ERROR', who: 'buyer', path: NO_PAGE, ready: '[data-refused]', phone: true },
  { state: 'USUAL', who: 'nobody', path: '/session', ready: 'main form', phone: true },
  { state: 'USUAL', who: 'large', path: '/session', ready: 'main form' },
  {
    state: 'ERROR',
    who: 'nobody',
    path: '/session',
    ready: 'main form',
    act: async (page) => {
      await page.locator('[name=key]').fill('no such key');
      await page.locator('main form:has([name=key]) button').click();
      await page.locator('[role=alert]').waitFor();
    },
  },
  ...live('/console/part', 'number', { usual: LOT, huge: large.whole, ready: shown }),
  ...views.map((view): Visit => {
    const path = of('/console/part', { number: LOT, view });
    return { state: 'USUAL', who: 'buyer', path, ready: shown };
  }),
  ...views.flatMap(viewInStates),
  ...live('/console/container', 'number', { usual: PALLET, huge: large.container, ready: shown }),
  ...live('/console/recall', 'number', { usual: 'KM-0312', huge: large.source, ready: shown }),
  ...live('/console/search', 'q', { usual: 'Rhein', huge: 'Product', ready: '[data-found] li' }),
  // The number of a paper: records are found.
  {
    state: 'USUAL',
    who: 'buyer',
    path: of('/console/search', { q: 'BOL-4710' }),
    ready: '[data-found] li',
  },
  ...described('organisation', { usual: '9521005000006', huge: large.gln }),
  ...described('site', { usual: '9521001000017', huge: large.site }),
  ...described('product', { usual: '09521005000013', huge: large.gtin }),
  ...list('/console/products'),
  ...list('/console/sites'),
  ...form('/console/organisation/edit', '9521007000004', large.gln),
  ...form('/console/site/edit', '9521007000011', large.site),
  ...form('/console/product/edit', '09521007000011', large.gtin),
  { state: 'USUAL', who: 'buyer', path: record, ready: '.tiles', phone: true },
  { state: 'EMPTY', who: 'nothing', path: record, ready: '.tiles' },
  // What the other words ask for is among what these do.
  ...['make', 'ship', 'inspect', 'commission'].map((step): Visit => ({
    state: 'USUAL',
    who: 'buyer',
    path: of(record, { step }),
    ready: 'form',
    ...(step === 'ship' && { phone: true }),
  })),
  { state: 'EMPTY', who: 'nothing', path: of(record, { step: 'ship' }), ready: '.record form' },
  { state: 'HUGE', who: 'large', path: of(record, { step: 'ship' }), ready: '.record form' },
  {
    state: 'ERROR',
    who: 'buyer',
    path: of(record, { step: 'make' }),
    ready: '.record form',
    act: async (page) => {
      await page.locator('button[value=save]').click();
      await page.locator('#mistakes').waitFor();
    },
  },
  { state: 'USUAL', who: 'buyer', path: wrong('31'), ready: 'main form', phone: true },
  { state: 'ERROR', who: 'buyer', path: wrong('21'), ready: '[data-refused]' },
  { state: 'EMPTY', who: 'nothing', path: wrong('99'), ready: '[data-nothing]' },
  { state: 'USUAL', who: 'nobody', path: '/developers/explorer', ready: '#run' },
];

/** What nobody may know of others: names, places, amounts. */
const hidden = new Set(['site', 'quantity', 'quantityIn', 'quantityOut', 'fromSite', 'toSite']);

const withheld = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withheld);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => {
    // A name under this word is no part of an answer that may be missing.
    if (hidden.has(name) && typeof one === 'object') return [name, null];
    if (name === 'party' || name === 'madeBy' || name === 'from' || name === 'to') {
      return [name, typeof one === 'object' && one !== null ? { ...one, name: null } : one];
    }
    if (name === 'balance' && typeof one === 'object' && one !== null) {
      // What is not known of a part is in no sum: the part is counted apart.
      if ('totals' in one && 'parts' in one) {
        return [name, { parts: 0, totals: [], unknown: one.parts }];
      }
      return [name, Object.fromEntries(Object.keys(one).map((line) => [line, null]))];
    }
    if (name === 'withheld' && one !== null) return [name, '0.4'];
    return [name, withheld(one)];
  });
  return Object.fromEntries(entries);
};

/** Answers the questions of a page as somebody gets them from whom much is withheld, or not at all. */
export const answerBy = async (page: Page, answers: Visit['answers']): Promise<void> => {
  await page.unroute('**/graphql');
  if (answers === undefined) return;
  await page.route('**/graphql', async (route: Route) => {
    if (answers === 'FAIL') return route.fulfill({ status: 503, json: { errors: [] } });
    // What a browser says by itself of a question of its own page.
    const headers = { ...(await route.request().allHeaders()), 'sec-fetch-site': 'same-origin' };
    const answer = await route.fetch({ headers });
    return route.fulfill({ response: answer, json: withheld(await answer.json()) });
  });
};
