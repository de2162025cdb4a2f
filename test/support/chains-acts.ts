import type { LogRecord } from '../../src/core/epcis/event.ts';
import { eventHash } from '../../src/core/epcis/hash.ts';
import { THROUGHLINE_NAMESPACE } from '../../src/core/epcis/namespace.ts';
import type { CustodyFacts } from '../../src/core/lineage/facts.ts';
import { keysOf } from './chains.ts';
import type { Chain, ChainKeys } from './chains.ts';
import { documentOf, parsed } from './world-log.ts';
import type { PlainJson } from './worlds.ts';

/** Words that begin a part of a sentence. */
const words = [
  'from',
  'to',
  'into',
  'at',
  'site',
  'paper',
  'process',
  'lot',
  'owners',
  'instead',
  'key',
  'complete',
  'nowhere',
] as const;
type Word = (typeof words)[number];

/** A sentence, taken apart. */
export interface Act {
  readonly id: string;
  readonly by: string;
  /** `2026-03-01T08:00:00.000+03:00`. */
  readonly time: string;
  readonly offset: string;
  readonly verb: string;
  /** What follows the verb. */
  readonly what: readonly string[];
  readonly parts: ReadonlyMap<Word, readonly string[]>;
}

const isWord = (text: string): text is Word => (words as readonly string[]).includes(text);

const listOf = (tokens: readonly string[]): readonly string[] =>
  tokens
    .join(' ')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** `03-01 08:00` as an instant of 2026, as `EventTime.instant`. */
export const instantOf = (text: string): string => `2026-${text.replace(' ', 'T')}:00.000000Z`;

/**
 * Reads a sentence: `p1: farm 03-01 08:00 pack A 10 kg into PAL`. After the time may stand an
 * offset. The verbs, and what belongs to each:
 *
 * - `harvest`, `commission` items [`lot` L]; `make` items `from` items [`process` P] [`lot` L]
 * - `pack` items `into` container; `unpack` [items] `from` container, without items everything
 * - `attach` items `to` asset or place; `detach` [items] `from` it
 * - `ship` items `to` company; `receive` items `from` company [`complete`]; both [`site` of the
 *   other side] [`paper` numbers] [`owners` before after]
 * - `move` items `from` place `to` place; `count`, `inspect`, `sell`, `destroy`, `hold`, `recall`,
 *   `release`, `observe` items
 * - `wrong` act [`instead` acts], `void` act; `tell` act: the same event by somebody else
 *
 * All may have `at` place, `nowhere` (no place is said) and `key` (an event id of its own).
 */
export const actOf = (sentence: string): Act => {
  const [id = '', rest = ''] = sentence.split(/: (.*)/s);
  const [by = '', day = '', clock = '', ...tokens] = rest.split(' ');
  const offset = /^[+-]\d\d:\d\d$/.test(tokens[0] ?? '') ? (tokens.shift() ?? '') : '+00:00';
  const [verb = '', ...told] = tokens;
  const what: string[] = [];
  const parts = new Map<Word, string[]>();
  let list = what;
  for (const token of told) {
    if (isWord(token)) parts.set(token, (list = []));
    else list.push(token);
  }
  const time = `2026-${day}T${clock}:00.000${offset === '+00:00' ? 'Z' : offset}`;
  return { id, by, time, offset, verb, what: listOf(what), parts: mapped(parts) };
};

const mapped = (parts: ReadonlyMap<Word, readonly string[]>): Act['parts'] =>
  new Map([...parts].map(([word, tokens]) => [word, listOf(tokens)]));

const units: Readonly<Record<string, string>> = {
  kg: 'KGM',
  g: 'GRM',
  t: 'TNE',
  l: 'LTR',
  ml: 'MLT',
  m: 'MTR',
};

/** The word of a unit code; empty for pieces. */
export const unitWord = (unit: string | null): string =>
  Object.keys(units).find((word) => units[word] === unit) ?? unit ?? '';

const isClassLevel = (kind: string): boolean => /^(?:lot|any) /.test(kind);

/** What acts are read with. */
interface Reading {
  readonly chain: Chain;
  readonly number: number;
  readonly keys: ChainKeys;
}

/** EPC list for pieces and containers, quantity list for lots; an empty list is left out. */
const lists = (
  items: readonly string[],
  { chain, keys }: Reading,
  [epcs, quantities]: readonly [string, string],
): PlainJson => {
  const named = items.map((text) => {
    const [name = '', quantity, unit] = text.split(' ');
    const uom = unit === undefined ? {} : { uom: units[unit] ?? unit };
    const amount = quantity === undefined ? {} : { quantity: Number(quantity), ...uom };
    return { name, line: { epcClass: keys.item(name), ...amount } };
  });
  const classes = named.filter(({ name }) => isClassLevel(chain.items[name] ?? ''));
  const singles = named.filter((one) => !classes.includes(one));
  return {
    ...(singles.length > 0 && { [epcs]: singles.map(({ name }) => keys.item(name)) }),
    ...(classes.length > 0 && { [quantities]: classes.map(({ line }) => line) }),
  };
};

const objects = (act: Act, reading: Reading): PlainJson => ({
  type: 'ObjectEvent',
  ...lists(act.what, reading, ['epcList', 'quantityList']),
});

const firstOf = (act: Act, word: Word): string | undefined => act.parts.get(word)?.[0];

/** Where an act happens; null: it does not say. */
const placeOf = (act: Act, { chain, keys }: Reading): string | null => {
  if (act.parts.has('nowhere')) return null;
  const own = chain.organisations[act.by]?.sites[0]?.split(' ')[0];
  const name = firstOf(act, 'at') ?? own;
  return name === undefined ? null : keys.site(name);
};

const places = (readPoint: string | null, bizLocation: string | null): PlainJson => ({
  ...(readPoint !== null && { readPoint: { id: readPoint } }),
  ...(bizLocation !== null && { bizLocation: { id: bizLocation } }),
});

const ends = (
  name: 'source' | 'destination',
  said: {
    readonly party: string;
    readonly owner?: string | undefined;
    readonly site: string | null;
  },
): PlainJson => ({
  [`${name}List`]: [
    { type: 'possessing_party', [name]: said.party },
    ...(said.owner === undefined ? [] : [{ type: 'owning_party', [name]: said.owner }]),
    ...(said.site === null ? [] : [{ type: 'location', [name]: said.site }]),
  ],
});

const handOver = (act: Act, reading: Reading): PlainJson => {
  const { keys } = reading;
  const sends = act.verb === 'ship';
  const other = firstOf(act, sends ? 'to' : 'from') ?? '';
  const otherSite = firstOf(act, 'site');
  const [before, after] = (firstOf(act, 'owners') ?? '').split(' ').filter((one) => one !== '');
  const mine = { party: keys.party(act.by), site: placeOf(act, reading) };
  const theirs = {
    party: keys.party(other),
    site: otherSite === undefined ? null : keys.site(otherSite),
  };
  const owner = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : keys.party(name);
  const papers = act.parts.get('paper') ?? [];
  return {
    ...objects(act, reading),
    action: 'OBSERVE',
    bizStep: sends ? 'shipping' : 'receiving',
    disposition: sends ? 'in_transit' : 'in_progress',
    ...places(mine.site, sends ? null : mine.site),
    ...ends('source', { ...(sends ? mine : theirs), owner: owner(before) }),
    ...ends('destination', { ...(sends ? theirs : mine), owner: owner(after) }),
    ...(papers.length > 0 && {
      bizTransactionList: papers.map((paper) => ({
        type: 'desadv',
        bizTransaction: `urn:example:paper:${reading.number}:${paper}`,
      })),
    }),
    ...(act.parts.has('complete') && {
      '@context': [{ tl: THROUGHLINE_NAMESPACE }],
      'tl:complete': true,
    }),
  };
};

/** Acts by which nothing but the step and its words differ. */
const observed: Readonly<Record<string, PlainJson>> = {
  count: { bizStep: 'cycle_counting' },
  inspect: { bizStep: 'inspecting', persistentDisposition: { set: ['conformant'] } },
  sell: { bizStep: 'retail_selling', disposition: 'retail_sold' },
  destroy: { action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' },
  hold: { bizStep: 'holding', persistentDisposition: { set: ['unavailable'] } },
  recall: { bizStep: 'holding', persistentDisposition: { set: ['unavailable', 'recalled'] } },
  release: { persistentDisposition: { set: ['available'], unset: ['unavailable', 'recalled'] } },
  observe: {},
};

const packing = (act: Act, reading: Reading): PlainJson => {
  const { verb } = act;
  const fixes = verb === 'attach' || verb === 'detach';
  const adds = verb === 'attach' || verb === 'pack';
  const parent = firstOf(act, verb === 'pack' ? 'into' : verb === 'attach' ? 'to' : 'from') ?? '';
  const steps = { attach: 'installing', detach: 'removing', pack: 'packing', unpack: 'unpacking' };
  const here = placeOf(act, reading);
  return {
    type: fixes ? 'AssociationEvent' : 'AggregationEvent',
    action: adds ? 'ADD' : 'DELETE',
    bizStep: steps[verb as keyof typeof steps],
    ...(!fixes && { disposition: 'in_progress' }),
    ...places(here, here),
    parentID:
      reading.chain.items[parent] === undefined
        ? reading.keys.site(parent)
        : reading.keys.item(parent),
    ...lists(act.what, reading, ['childEPCs', 'childQuantityList']),
  };
};

const born = (act: Act): PlainJson => {
  const lot = firstOf(act, 'lot');
  const ilmd = {
    ...(lot !== undefined && { 'cbvmda:lotNumber': lot }),
    ...(act.verb === 'harvest' && { 'cbvmda:harvestEndDate': act.time.slice(0, 10) }),
  };
  return Object.keys(ilmd).length === 0 ? {} : { ilmd };
};

const transformation = (act: Act, reading: Reading): PlainJson => {
  const process = firstOf(act, 'process');
  const here = placeOf(act, reading);
  return {
    type: 'TransformationEvent',
    bizStep: act.parts.has('lot') ? 'commissioning' : 'creating_class_instance',
    disposition: 'active',
    ...places(here, here),
    ...lists(act.parts.get('from') ?? [], reading, ['inputEPCList', 'inputQuantityList']),
    ...lists(act.what, reading, ['outputEPCList', 'outputQuantityList']),
    ...(process !== undefined && {
      transformationID: `urn:example:process:${reading.number}:${process}`,
    }),
    ...born(act),
  };
};

const bodyOf = (act: Act, reading: Reading): PlainJson => {
  const here = placeOf(act, reading);
  switch (act.verb) {
    case 'harvest':
    case 'commission': {
      const begins = { action: 'ADD', bizStep: 'commissioning', disposition: 'active' };
      return { ...objects(act, reading), ...begins, ...places(here, here), ...born(act) };
    }
    case 'make':
      return transformation(act, reading);
    case 'pack':
    case 'unpack':
    case 'attach':
    case 'detach':
      return packing(act, reading);
    case 'ship':
    case 'receive':
      return handOver(act, reading);
    case 'move': {
      const [from, to] = [firstOf(act, 'from') ?? '', firstOf(act, 'to') ?? ''];
      const way = places(reading.keys.site(from), reading.keys.site(to));
      return { ...objects(act, reading), action: 'OBSERVE', bizStep: 'storing', ...way };
    }
    default: {
      const said = observed[act.verb];
      if (said === undefined) throw new Error(`"${act.verb}" is no verb of a chain.`);
      const after = act.verb === 'sell' || act.verb === 'destroy' ? null : here;
      return { ...objects(act, reading), action: 'OBSERVE', ...said, ...places(here, after) };
    }
  }
};

const eventOf = (act: Act, all: readonly Act[], reading: Reading): PlainJson => {
  const named = firstOf(act, 'key') ?? act.id;
  if (act.verb === 'wrong' || act.verb === 'void' || act.verb === 'tell') {
    const target = all.find(({ id }) => id === act.what[0]);
    if (target === undefined) throw new Error(`No act ${act.what[0]}.`);
    const event = eventOf(target, all, reading);
    if (act.verb === 'tell') return { ...event, eventID: idOf(named, reading) };
    const instead = act.parts.get('instead') ?? [];
    return {
      ...event,
      errorDeclaration: {
        declarationTime: act.time,
        reason: act.verb === 'void' ? 'did_not_occur' : 'incorrect_data',
        ...(instead.length > 0 && {
          correctiveEventIDs: instead.map((id) => idOf(id, reading)),
        }),
      },
    };
  }
  return {
    eventID: idOf(named, reading),
    eventTime: act.time,
    eventTimeZoneOffset: act.offset,
    ...bodyOf(act, reading),
  };
};

const idOf = (name: string, { number }: Reading): string => `urn:example:chain:${number}:${name}`;

/** One act as a party captures it. */
export interface ChainCapture {
  readonly act: Act;
  /** One EPCIS event. */
  readonly event: PlainJson;
  /** An EPCIS 2.0 document with that event. */
  readonly document: PlainJson;
}

/** The acts of a chain as EPCIS documents, in the order given. */
export const capturesOf = (chain: Chain, number: number): readonly ChainCapture[] => {
  const reading = { chain, number, keys: keysOf(chain, number) };
  const acts = chain.acts.map(actOf);
  return acts.map((act) => {
    const event = eventOf(act, acts, reading);
    return { act, event, document: documentOf({ owner: 0, events: [event] }) };
  });
};

/** Organisations of a chain by their internal number, from 1. */
export const ownersOf = (chain: Chain): readonly string[] => Object.keys(chain.organisations);

/** Records by act, as the product's own reader reads them; positions are given on arrival. */
export const recordsByAct = (chain: Chain, number: number): readonly LogRecord[] =>
  capturesOf(chain, number).map(({ act, event: plain }) => {
    const event = parsed(plain);
    const hash = eventHash(event);
    return {
      position: 0,
      knownFrom: 0,
      recordTime: '',
      owner: ownersOf(chain).indexOf(act.by) + 1,
      eventKey: event.eventId ?? hash,
      hash,
      event,
    };
  });

/** The log after the records arrived in this order, one batch each. */
export const arrived = (
  records: readonly LogRecord[],
  order: readonly number[],
): readonly LogRecord[] =>
  order
    .flatMap((index) => records[index] ?? [])
    .map((record, position) => ({
      ...record,
      position,
      knownFrom: position,
      recordTime: new Date(Date.UTC(2026, 5, 1) + position * 1000).toISOString(),
    }));

/** What the master data of a chain says. */
export const factsOf = (chain: Chain, keys: ChainKeys): CustodyFacts => {
  const party = (name: string | null | undefined): string | null =>
    name === null || name === undefined ? null : keys.party(name);
  return {
    partyOf: (owner) => party(ownersOf(chain)[owner - 1]),
    operatorOf: (site) => party(keys.operatorOf(site)),
    countryOf: keys.countryOf,
    issuerOf: (item) => party(keys.issuerOf(item)),
  };
};
