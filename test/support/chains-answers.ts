import type { LogRecord } from '../../src/core/epcis/event.ts';
import { sum } from '../../src/core/lineage/amount.ts';
import type { Amount } from '../../src/core/lineage/amount.ts';
import type { TraceAnswer } from '../../src/core/lineage/answer.ts';
import { claimsOf, withoutClaims } from '../../src/core/lineage/belief.ts';
import { booksOf } from '../../src/core/lineage/books.ts';
import type { Balance } from '../../src/core/lineage/books.ts';
import { contentsAt, loadsOf } from '../../src/core/lineage/containment.ts';
import type { Content } from '../../src/core/lineage/containment.ts';
import type { CustodyFacts } from '../../src/core/lineage/facts.ts';
import { groupedBy } from '../../src/core/lineage/grouped-by.ts';
import { holdingsAt } from '../../src/core/lineage/holdings.ts';
import type { Holding } from '../../src/core/lineage/holding.ts';
import { hopsOf } from '../../src/core/lineage/hops.ts';
import type { Disagreement, Hop } from '../../src/core/lineage/hops.ts';
import { knowledgeAt } from '../../src/core/lineage/knowledge.ts';
import { stagesOfTrace } from '../../src/core/lineage/on-the-way.ts';
import { defaultRules } from '../../src/core/lineage/rules.ts';
import type { LineageRules } from '../../src/core/lineage/rules.ts';
import { journeyOf, stateAt } from '../../src/core/lineage/state.ts';
import { traceReference } from '../../src/core/lineage/trace.ts';
import { instantOf, ownersOf, unitWord } from './chains-acts.ts';
import { rememberedFor } from './remembered.ts';
import type { Chain, ChainKeys, HopsAsked, Question, StateAsked, TraceAsked } from './chains.ts';

/** The reference as chains ask it: a parameter, so that a mistake can be planted in any part of it. */
export interface Reference {
  readonly rules: LineageRules;
  readonly knowledgeAt: typeof knowledgeAt;
  readonly traceReference: typeof traceReference;
  readonly withoutClaims: typeof withoutClaims;
  readonly claimsOf: typeof claimsOf;
  readonly loadsOf: (records: readonly LogRecord[]) => ReturnType<typeof loadsOf<LogRecord>>;
  readonly contentsAt: typeof contentsAt<LogRecord>;
  readonly stateAt: typeof stateAt;
  readonly holdingsAt: typeof holdingsAt;
  readonly hopsOf: typeof hopsOf;
  readonly booksOf: typeof booksOf;
  readonly journeyOf: typeof journeyOf;
  readonly stagesOfTrace: typeof stagesOfTrace;
}

const hopsFor = rememberedFor((facts: CustodyFacts) => (records) => hopsOf(records, facts));

/** The reference as it is. */
export const reference: Reference = {
  rules: defaultRules,
  knowledgeAt,
  traceReference,
  withoutClaims: rememberedFor(withoutClaims),
  claimsOf,
  loadsOf,
  contentsAt,
  stateAt,
  holdingsAt,
  hopsOf: (records, facts) => hopsFor(facts)(records),
  booksOf,
  journeyOf,
  stagesOfTrace,
};

/** A chain that arrived in some order. */
export interface Told {
  readonly chain: Chain;
  readonly keys: ChainKeys;
  readonly facts: CustodyFacts;
  /** Ids of the acts in the order of arrival: position by position. */
  readonly order: readonly string[];
  readonly records: readonly LogRecord[];
}

/** After everything that a chain tells. */
export const END = '2026-12-31T00:00:00.000000Z';

/** The instant that a question is about. */
export const askedInstant = ({ at }: Question): string => (at === undefined ? END : instantOf(at));

const positionOf = ({ known }: Question, told: Told): number =>
  known === undefined ? told.records.length - 1 : told.order.indexOf(known);

/** What stands, claims among it. */
const standingBy = (ask: Question, told: Told, by: Reference): readonly LogRecord[] =>
  by.knowledgeAt(told.records, positionOf(ask, told), by.rules.superseded).believed;

const believedBy = (ask: Question, told: Told, by: Reference): readonly LogRecord[] =>
  by.withoutClaims(told.facts)(standingBy(ask, told, by));

const amountText = (amount: Amount | null): string =>
  amount === null ? '?' : `${amount.value} ${unitWord(amount.unit)}`.trim();

/** An item with its amount; a piece is a piece. */
export const itemText = (
  key: string,
  { chain, keys }: Pick<Told, 'chain' | 'keys'>,
  amount: Amount | null,
): string => {
  const name = keys.nameOf(key);
  const counted = /^(?:lot|any) /.test(chain.items[name] ?? '');
  return counted ? `${name} ${amountText(amount)}` : name;
};

const traced = (ask: TraceAsked & Question, told: Told, by: Reference): TraceAnswer => {
  const { keys, facts, records } = told;
  const [item, direction] =
    'back' in ask ? ([ask.back, 'BACK'] as const) : ([ask.forward, 'FORWARD'] as const);
  const rules = { ...by.rules, believed: by.withoutClaims(facts) };
  return by.traceReference(
    records,
    {
      item: keys.item(item),
      direction,
      knownAt: positionOf(ask, told),
      at: ask.at === undefined ? null : instantOf(ask.at),
      depth: ask.depth ?? 50,
    },
    rules,
  );
};

const named = <T>(
  list: readonly { readonly key: string }[],
  keys: ChainKeys,
  valueOf: (index: number) => T,
): Readonly<Record<string, T>> =>
  Object.fromEntries(
    list
      .map(({ key }, index) => [keys.nameOf(key), valueOf(index)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

const traceText = (answer: TraceAnswer, told: Told): unknown => {
  const { keys, chain } = told;
  const { nodes, gaps } = answer;
  const namesOf = (mark: 'corrected' | 'more'): readonly string[] =>
    nodes.filter((node) => node[mark]).map(({ key }) => keys.nameOf(key));
  return {
    is: named(nodes, keys, (index) => nodes[index]?.distance),
    gaps: named(gaps, keys, (index) => gaps[index]?.reason),
    corrected: namesOf('corrected').toSorted(),
    more: namesOf('more').toSorted(),
    tiers: named(nodes, keys, (index) => nodes[index]?.tier),
    madeBy: named(nodes, keys, (index) => {
      const owner = nodes[index]?.madeBy ?? null;
      return owner === null ? null : ownersOf(chain)[owner - 1];
    }),
    days: named(nodes, keys, (index) => {
      const birth = told.records[nodes[index]?.birth ?? -1];
      return birth?.event.time.text.slice(0, 10) ?? null;
    }),
  };
};

/**
 * What lies in a container, one text for what one event put there: a load that left in parts, later on, was one load when it
 * came.
 */
const contentsText = (
  contents: readonly Content[],
  container: string,
  told: Told,
): readonly string[] => {
  const loaded = groupedBy(contents, ({ load }) =>
    JSON.stringify([load.child, load.parent, load.since.position]),
  );
  return [...loaded.values()]
    .flatMap((parts) => {
      const [first] = parts;
      if (first === undefined) return [];
      const { child, parent } = first.load;
      const text = itemText(child, told, sum(parts.map(({ load }) => load.amount)));
      return parent === told.keys.item(container)
        ? [text]
        : [`${text} in ${told.keys.nameOf(parent)}`];
    })
    .toSorted();
};

const nameOrDash = (key: string | null, keys: ChainKeys): string =>
  key === null ? '-' : keys.nameOf(key);

const holdingText = (one: Holding, { keys }: Told): string => {
  const { holder, site, container, amount, status } = one;
  const inside = container === null ? [] : ['in', keys.nameOf(container)];
  const mark = status === 'ON_HAND' ? [] : [status];
  const place = [nameOrDash(holder, keys), nameOrDash(site, keys)];
  return [...place, ...inside, amountText(amount), ...mark].join(' ');
};

const stateText = (ask: StateAsked & Question, told: Told, by: Reference): unknown => {
  const { keys, facts } = told;
  const [item, instant] = [keys.item(ask.state), askedInstant(ask)];
  const records = believedBy(ask, told, by);
  const state = by.stateAt(item, instant, records);
  const holdings =
    ask.holdings === undefined ? [] : by.holdingsAt(item, { instant, records }, facts);
  return {
    place: state.place === null ? null : keys.nameOf(state.place),
    disposition: state.disposition,
    onHold: state.onHold,
    persistent: state.persistent,
    holdings: holdings.map((one) => holdingText(one, told)).toSorted(),
  };
};

/** What a line of a hop says, for the item asked: of what a container carried, with the name of it. */
export const lineText = (
  line: {
    readonly item: string;
    readonly container: string | null;
    readonly shipped: { readonly value: string } | null;
    readonly received: { readonly value: string } | null;
  },
  asked: string,
): string => {
  const said = `${line.shipped?.value ?? '-'}/${line.received?.value ?? '-'}`;
  if (line.item !== asked) return `${line.item} ${said}`;
  return line.container === null ? said : `${said} in ${line.container}`;
};

/** True for a line of the item asked, or of what lay directly in it. */
export const concernsLine = (
  line: { readonly item: string; readonly container: string | null },
  asked: string,
): boolean => line.item === asked || line.container === asked;

const disagreementText = (one: Disagreement, keys: ChainKeys): string => {
  const { kind, senderSays, receiverSays } = one;
  if (kind === 'ITEM_MISSING' || kind === 'ITEM_UNEXPECTED' || kind === 'TIME') return kind;
  const said = (text: string | null): string =>
    nameOrDash(text, keys).replaceAll(/urn:example:paper:\d+:/g, '');
  return `${kind} ${said(senderSays)}/${said(receiverSays)}`;
};

/** The act of a record by its position. */
const actOf = (record: { readonly position: number } | null, told: Told): string =>
  record === null ? '-' : (told.order[record.position] ?? '');

/** A hop in words, as `Question` has it, with the lines of one item only. */
export const hopText = (hop: {
  readonly act: string;
  readonly status: string;
  readonly receipts: readonly string[];
  readonly lines: readonly string[];
  readonly disagreements: readonly string[];
}): string => {
  const { act, status, receipts, lines, disagreements } = hop;
  const by = receipts.length === 0 ? '' : ` by ${receipts.join(', ')}`;
  const marks = disagreements.length === 0 ? '' : ` | ${disagreements.toSorted().join('; ')}`;
  return `${act} ${status}${by}: ${lines.toSorted().join('; ')}${marks}`;
};

const hopOf = (hop: Hop, asked: string, told: Told): string | null => {
  const { keys } = told;
  const lines = hop.lines
    .map((line) => ({
      ...line,
      item: keys.nameOf(line.item),
      container: line.container === null ? null : keys.nameOf(line.container),
    }))
    .filter((line) => concernsLine(line, asked));
  if (lines.length === 0) return null;
  const items = lines.map(({ item }) => item);
  return hopText({
    act: actOf(hop.shipping, told),
    status: hop.status,
    receipts: hop.receivings.map((record) => actOf(record, told)),
    lines: lines.map((line) => lineText(line, asked)),
    disagreements: hop.disagreements
      .filter((one) => one.item === null || items.includes(keys.nameOf(one.item)))
      .map((one) => disagreementText(one, keys)),
  });
};

const hopsText = (ask: HopsAsked & Question, told: Told, by: Reference): unknown => {
  const hops = by.hopsOf(believedBy(ask, told, by), told.facts).flatMap((hop) => {
    const text = hopOf(hop, ask.hops, told);
    return text === null ? [] : [{ hop, text }];
  });
  return {
    is: hops.map(({ text }) => text),
    border: hops.map(({ hop }) => hop.crossesBorder),
    ownership: hops.map(({ hop }) => hop.ownershipChanges),
  };
};

const bookWords = {
  made: 'made',
  adjusted: 'adjusted',
  used: 'used',
  sold: 'sold',
  destroyed: 'destroyed',
  inTransit: 'in transit',
  onHand: 'on hand',
  unaccounted: 'unaccounted',
} as const;

/** Books in words; lines that are zero are not said. */
export const booksText = (
  books: Omit<Balance, 'unit'> & { readonly unit: string | null },
): string => {
  const lines = Object.entries(bookWords).flatMap(([name, word]) => {
    const value = books[name as keyof typeof bookWords];
    return value === '0' ? [] : [`${value ?? '?'} ${word}`];
  });
  return `${unitWord(books.unit) || 'pieces'}: ${lines.join(', ')}`;
};

const waysText = (item: string, ask: Question, told: Told, by: Reference): readonly string[] => {
  const records = believedBy(ask, told, by);
  const { facts, keys } = told;
  const answer = traced({ ...ask, back: item, is: {} }, told, by);
  const custody = {
    records,
    hops: by.hopsOf(records, facts),
    loads: by.loadsOf(records),
    facts,
  };
  return by.stagesOfTrace(answer, custody).map(({ hop, line }) => {
    const inside = line.container === null ? '' : ` in ${keys.nameOf(line.container)}`;
    return `${actOf(hop.shipping ?? hop.receivings[0] ?? null, told)} ${keys.nameOf(line.item)}${inside}`;
  });
};

const answered = (ask: Question, told: Told, by: Reference): unknown => {
  const { keys } = told;
  if ('back' in ask || 'forward' in ask) return traceText(traced(ask, told, by), told);
  if ('state' in ask) return stateText(ask, told, by);
  if ('hops' in ask) return hopsText(ask, told, by);
  const records = believedBy(ask, told, by);
  if ('contents' in ask) {
    const loads = by.loadsOf(records);
    const inside = by.contentsAt(keys.item(ask.contents), askedInstant(ask), loads);
    return { is: contentsText(inside, ask.contents, told) };
  }
  if ('books' in ask) {
    return { is: booksText(by.booksOf(keys.item(ask.books), records, told.facts)) };
  }
  if ('journey' in ask) {
    return {
      is: by.journeyOf(keys.item(ask.journey), records).map((record) => actOf(record, told)),
    };
  }
  if ('claims' in ask) {
    const claims = by.claimsOf(standingBy(ask, told, by), told.facts);
    return {
      is: claims
        .map(({ record, line }) => `${actOf(record, told)} ${keys.nameOf(line.key)}`)
        .toSorted(),
    };
  }
  return { is: waysText(ask.ways, ask, told, by).toSorted() };
};

const sortedNames = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value as Readonly<Record<string, unknown>>).toSorted(([a], [b]) =>
          a < b ? -1 : 1,
        ),
      )
    : value;

/** Lists whose order says something: what happened one after the other. */
const isOrdered = (ask: Question): boolean => 'journey' in ask || 'hops' in ask;

/** What a question expects, in the form that `answerTo` gives. */
export const expectedOf = (ask: Question): Readonly<Record<string, unknown>> => {
  const { at: _at, known: _known, ...rest } = ask;
  const asked = ['back', 'forward', 'contents', 'state', 'hops', 'books', 'journey', 'claims'];
  const left = Object.entries(rest).filter(([name]) => ![...asked, 'ways', 'depth'].includes(name));
  const plain = left.map(([name, value]) => {
    if (!Array.isArray(value)) return [name, sortedNames(value)];
    return [name, isOrdered(ask) ? value : (value as readonly string[]).toSorted()];
  });
  const gaps = 'back' in ask || 'forward' in ask ? { gaps: {} } : {};
  return { ...gaps, ...(Object.fromEntries(plain) as Readonly<Record<string, unknown>>) };
};

/** What of an answer a question speaks of. */
export const spokenOf = (answer: unknown, expected: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(
    Object.keys(expected).map((name) => [
      name,
      (answer as Readonly<Record<string, unknown>>)[name],
    ]),
  );

/** The answer to a question, in names and words, as far as the question speaks of it. */
export const answerTo = (ask: Question, told: Told, by: Reference = reference): unknown =>
  spokenOf(answered(ask, told, by), expectedOf(ask));
