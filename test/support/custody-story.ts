import { setTimeout as sleep } from 'node:timers/promises';
import { ApiKeyService } from '../../src/access/api-key.service.ts';
import { OrganisationService } from '../../src/access/organisation.service.ts';
import { scopes } from '../../src/access/viewer.ts';
import { THROUGHLINE_NAMESPACE } from '../../src/core/epcis/namespace.ts';
import { graphql, post } from './doors.ts';
import { checkDigit, gtin, lot } from './events.ts';
import type { TestService } from './service.ts';

/** A pallet of the story. */
export const PALLET = 'https://id.gs1.org/8003/09521006000014PAL7';

/** Kilograms by lot number; null: not said. */
type Lots = Readonly<Record<string, number | null>>;
/** A company's place, by number. */
type Place = readonly [StoryParty, number];

/** A company of a story: its key, and the GLNs of itself and of its places. */
export interface StoryParty {
  readonly key: string;
  readonly prefix: string;
}

/** GLN number `index` of a company; 0 is the company itself. */
const glnOf = ({ prefix }: Pick<StoryParty, 'prefix'>, index: number): string => {
  const digits = `${prefix}0000${index}`;
  return digits + checkDigit(digits);
};
const partyOf = (party: StoryParty): string => `https://id.gs1.org/417/${glnOf(party, 0)}`;
const placeOf = (party: StoryParty, index: number): string =>
  `https://id.gs1.org/414/${glnOf(party, index)}`;

/** Founds a company with a GLN of its own, so that events name it. */
const openStoryParty = async (
  { server }: TestService,
  name: string,
  prefix: string,
): Promise<StoryParty> => {
  const account = { name, country: 'KE', gln: glnOf({ prefix }, 0), companyPrefix: prefix };
  const made = await server.app.get(OrganisationService).createAccount(account);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const grant = { scopes, site: null, test: true, label: name, expiresAt: null };
  return { prefix, key: await server.app.get(ApiKeyService).issue(made.value.id, grant) };
};

/** Describes a place. */
const describePlace = async (url: string, { key }: StoryParty, input: object): Promise<void> => {
  const text =
    'mutation($input: RegisterSiteInput!) { registerSite(input: $input) { problems { message } } }';
  const answer = await graphql<{ registerSite: { problems: readonly object[] } }>(url, key, text, {
    input,
  });
  if (answer.registerSite.problems.length > 0) throw new Error(JSON.stringify(answer));
};

/** Opens a company's place number `index`. */
const openPlace = (
  { url }: TestService,
  party: StoryParty,
  [index, name, country]: readonly [number, string, string],
): Promise<void> => describePlace(url, party, { gln: glnOf(party, index), name, country });

/** Gives a place in Kenya another name from now on. */
export const renamePlace = async (
  { url }: TestService,
  party: StoryParty,
  [from, to]: readonly [string, string],
): Promise<void> => {
  const text = 'query($from: String!) { sites(filter: { text: $from }) { nodes { id } } }';
  const { sites } = await graphql<{ sites: { nodes: readonly { id: string }[] } }>(
    url,
    party.key,
    text,
    { from },
  );
  await describePlace(url, party, { id: sites.nodes[0]?.id, name: to, country: 'KE' });
};

/** What a hand-over says, from one side; a place is a number of its party's. */
interface HandOverStory {
  readonly from: StoryParty;
  readonly to: StoryParty;
  readonly at: readonly [number, number];
  readonly lots?: Lots;
  readonly containers?: readonly string[];
  readonly documents?: readonly string[];
  readonly complete?: boolean;
}

/** Kilograms of lots, as EPCIS lists them. */
const amounts = (lots: Lots): readonly object[] =>
  Object.entries(lots).map(([name, quantity]) => ({
    epcClass: lot(name),
    ...(quantity === null ? {} : { quantity, uom: 'KGM' }),
  }));

/** An event at an hour (UTC) of March 2026: `3T08:00`, at a place of a party. */
const eventAt = (time: string, place: Place, more: object): object => {
  const [day = '', clock] = time.split('T');
  return {
    eventTime: `2026-03-${day.padStart(2, '0')}T${clock ?? ''}:00.000Z`,
    eventTimeZoneOffset: '+00:00',
    readPoint: { id: placeOf(...place) },
    ...more,
  };
};

const handOver = (time: string, side: 'shipping' | 'receiving', story: HandOverStory): object => {
  const { from, to, at, lots = {}, containers = [], documents = [], complete } = story;
  const [fromSite, toSite] = at;
  return eventAt(time, side === 'shipping' ? [from, fromSite] : [to, toSite], {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizStep: side,
    ...(side === 'receiving' ? { bizLocation: { id: placeOf(to, toSite) } } : {}),
    epcList: containers,
    quantityList: amounts(lots),
    sourceList: [
      { type: 'possessing_party', source: partyOf(from) },
      { type: 'location', source: placeOf(from, fromSite) },
    ],
    destinationList: [
      { type: 'possessing_party', destination: partyOf(to) },
      { type: 'location', destination: placeOf(to, toSite) },
    ],
    bizTransactionList: documents.map((number) => ({
      type: 'desadv',
      bizTransaction: `urn:epcglobal:cbv:bt:${glnOf(from, 0)}:${number}`,
    })),
    ...(complete === true ? { 'tl:complete': true } : {}),
  });
};

/** The sender's word. */
const shipping = (time: string, story: HandOverStory): object => handOver(time, 'shipping', story);

/** The receiver's word. */
const receiving = (time: string, story: HandOverStory): object =>
  handOver(time, 'receiving', story);

/** Lots that are first recorded at a place. */
const born = (time: string, place: Place, lots: Lots): object =>
  eventAt(time, place, {
    type: 'ObjectEvent',
    action: 'ADD',
    bizStep: 'commissioning',
    bizLocation: { id: placeOf(...place) },
    quantityList: amounts(lots),
  });

/** An observation of a lot that stays where it is. */
const observed = (time: string, place: Place, lotNumber: string, more: object): object =>
  eventAt(time, place, {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    bizLocation: { id: placeOf(...place) },
    quantityList: amounts({ [lotNumber]: null }),
    ...more,
  });

/** Lots that become others. */
const made = (time: string, place: Place, [inputs, outputs]: readonly [Lots, Lots]): object =>
  eventAt(time, place, {
    type: 'TransformationEvent',
    bizStep: 'creating_class_instance',
    inputQuantityList: amounts(inputs),
    outputQuantityList: amounts(outputs),
  });

/** Lots that go onto the pallet. */
const packed = (time: string, place: Place, lots: Lots): object =>
  eventAt(time, place, {
    type: 'AggregationEvent',
    action: 'ADD',
    bizStep: 'packing',
    bizLocation: { id: placeOf(...place) },
    parentID: PALLET,
    childQuantityList: amounts(lots),
  });

/** Captures events of one company. */
const tell = async (
  { url }: TestService,
  { key }: StoryParty,
  events: readonly object[],
): Promise<void> => {
  const body = {
    '@context': [
      'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
      { tl: THROUGHLINE_NAMESPACE },
    ],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-04-01T00:00:00Z',
    epcisBody: { eventList: events },
  };
  const answer = await post(url, 'capture', JSON.stringify(body), { key });
  if (answer.status !== 202) throw new Error(`refused: ${await answer.text()}`);
};

/** Names the product of every lot of a story. */
const nameProduct = async ({ url }: TestService, { key }: StoryParty): Promise<void> => {
  const text =
    'mutation($input: RegisterProductInput!) { registerProduct(input: $input) { problems { code } } }';
  await graphql(url, key, text, { input: { gtin: gtin(1), name: 'Green coffee', unit: 'KGM' } });
};

/** Three companies, what they hand over, and what becomes of it. */
export interface CustodyStory {
  readonly farm: StoryParty;
  readonly mill: StoryParty;
  readonly buyer: StoryParty;
  /** Record time at which the second receipt of A-2, and all that follows, was not known. */
  readonly before: string;
}

type Parties = Pick<CustodyStory, 'farm' | 'mill' | 'buyer'>;
const toMill = ({ farm, mill }: Parties) => ({ from: farm, to: mill, at: [1, 1] }) as const;
const abroad = ({ mill, buyer }: Parties) => ({ from: mill, to: buyer, at: [1, 1] }) as const;

const farmTells = (all: Parties): readonly object[] => {
  const gate = [all.farm, 1] as const;
  const sent = toMill(all);
  return [
    born('1T08:00', gate, { 'A-1': 300, 'A-2': 100, 'A-3': 10, 'X-1': 5, 'X-2': 7 }),
    shipping('2T08:00', { ...sent, lots: { 'A-1': 300 }, documents: ['DA-1'] }),
    shipping('3T08:00', { ...sent, lots: { 'A-2': 100 }, documents: ['DA-2'] }),
    made('4T08:00', gate, [{ 'A-3': 15 }, { 'F-1': 14 }]),
    shipping('12T08:00', { ...sent, lots: { 'X-1': 5, 'X-2': 7 }, documents: ['DA-20'] }),
  ];
};

/** What is known before the second receipt of A-2. */
const millTellsFirst = (all: Parties): readonly object[] => [
  receiving('2T12:00', { ...toMill(all), lots: { 'A-1': 290 }, documents: ['DA-1'] }),
  receiving('3T12:00', { ...toMill(all), lots: { 'A-2': 60 }, documents: ['DA-2'] }),
];

const millTells = (all: Parties): readonly object[] => {
  const yard = [all.mill, 1] as const;
  return [
    receiving('3T15:00', { ...toMill(all), lots: { 'A-2': 40 }, documents: ['DA-2'] }),
    made('4T08:00', yard, [{ 'A-1': 290, 'A-2': 100 }, { 'M-1': 200 }]),
    packed('4T10:00', yard, { 'M-1': 120 }),
    shipping('5T08:00', { ...abroad(all), containers: [PALLET], documents: ['BOL-9'] }),
    shipping('7T08:00', { ...abroad(all), lots: { 'M-1': 50 }, documents: ['DA-7'] }),
    observed('9T08:00', yard, 'M-1', {
      bizStep: 'holding',
      persistentDisposition: { set: ['unavailable'] },
    }),
    observed('10T08:00', yard, 'M-1', {
      persistentDisposition: { set: ['available'], unset: ['unavailable'] },
    }),
    observed('11T08:00', yard, 'M-1', {
      bizStep: 'cycle_counting',
      quantityList: amounts({ 'M-1': 25 }),
    }),
    receiving('12T07:00', {
      ...toMill(all),
      at: [1, 2],
      lots: { 'X-1': 5, 'X-3': 1 },
      documents: ['DA-21'],
      complete: true,
    }),
  ];
};

const buyerTells = (all: Parties): readonly object[] => [
  receiving('6T08:00', { ...abroad(all), containers: [PALLET], documents: ['BOL-9'] }),
  receiving('8T08:00', { from: all.farm, to: all.buyer, at: [1, 1], lots: { 'U-1': 5 } }),
];

/**
 * Farm and mill in Kenya, a buyer in Germany: hand-overs that came short, in two receipts, across a border, that are in transit, that
 * nobody announced, and one in which all is wrong; lots that are held, released, counted, and used beyond what there was.
 */
export const tellCustodyStory = async (service: TestService): Promise<CustodyStory> => {
  const farm = await openStoryParty(service, 'Farm', '9521005');
  const mill = await openStoryParty(service, 'Mill', '9521006');
  const buyer = await openStoryParty(service, 'Buyer', '9521007');
  const all = { farm, mill, buyer };
  await nameProduct(service, mill);
  await openPlace(service, farm, [1, 'Farm gate', 'KE']);
  await openPlace(service, mill, [1, 'Mill yard', 'KE']);
  await openPlace(service, mill, [2, 'Mill store', 'KE']);
  await openPlace(service, buyer, [1, 'Roastery', 'DE']);
  await tell(service, farm, farmTells(all));
  await tell(service, mill, millTellsFirst(all));
  const before = new Date().toISOString();
  // Later than that, by the clock of records.
  await sleep(20);
  await tell(service, mill, millTells(all));
  await tell(service, buyer, buyerTells(all));
  return { ...all, before };
};
