import { type GraphQLSchema, parse, validate } from 'graphql';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import { sum } from '../../src/core/lineage/amount.ts';
import { groupedBy } from '../../src/core/lineage/grouped-by.ts';
import {
  booksText,
  concernsLine,
  expectedOf,
  hopText,
  itemText,
  lineText,
  spokenOf,
} from './chains-answers.ts';
import { actOf, instantOf, unitWord } from './chains-acts.ts';
import type { Chain, ChainKeys, Question } from './chains.ts';

/** A chain as it was captured. */
export interface CapturedChain {
  readonly chain: Chain;
  readonly keys: ChainKeys;
  /** Sets its companies apart: `farm 7`. */
  readonly number: number;
  /** Record time after each act. */
  readonly recordTimes: ReadonlyMap<string, string>;
}

/** A question as the door takes it, with the reading of its answer. */
export interface DoorQuestion {
  readonly kind: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** In the words of the chain. */
  readonly read: (data: unknown) => unknown;
  readonly expected: unknown;
}

interface Named {
  readonly digitalLink: string | null;
  readonly identifiers: readonly { readonly uri: string }[];
}
interface Quantity {
  readonly value: string;
  readonly unit: string | null;
}
interface Party {
  readonly name: string | null;
}
type Acted = { readonly eventId: string } | null;
interface Hop {
  readonly status: string;
  readonly crossesBorder: boolean | null;
  readonly ownershipChanges: boolean | null;
  readonly shipping: Acted;
  readonly receivings: readonly { readonly eventId: string }[];
  readonly lines: readonly {
    readonly item: Named;
    readonly container: Named | null;
    readonly shipped: Quantity | null;
    readonly received: Quantity | null;
  }[];
  readonly disagreements: readonly { readonly kind: string; readonly item: Named | null }[];
}
/** Fields of the contract that a chain asks for; what a query leaves out is not there. */
interface Data {
  readonly provenance: {
    readonly hops: { readonly nodes: readonly Hop[] };
    readonly nodes: readonly {
      readonly item: Named;
      readonly distance: number;
      readonly tier: number;
      readonly madeBy: Party | null;
      readonly step: { readonly day: string } | null;
      readonly corrected: boolean;
      readonly more: boolean;
    }[];
    readonly gaps: { readonly nodes: readonly { readonly reason: string; readonly item: Named }[] };
  };
  readonly item: {
    readonly contents: {
      readonly nodes: readonly {
        readonly item: Named;
        readonly inside: Named;
        readonly quantity: Quantity | null;
        readonly since: string;
      }[];
    };
    readonly journey: { readonly nodes: readonly { readonly eventId: string }[] };
    readonly state: {
      readonly site: Named | null;
      readonly disposition: string | null;
      readonly persistentDispositions: readonly string[];
      readonly onHold: boolean;
      readonly holdings: {
        readonly nodes: readonly {
          readonly holder: Party;
          readonly site: Named | null;
          readonly container: Named | null;
          readonly quantity: Quantity | null;
          readonly status: string;
        }[];
      };
    };
    readonly hops: { readonly nodes: readonly Hop[] };
    readonly balance: Parameters<typeof booksText>[0];
  };
  readonly events: {
    readonly nodes: readonly {
      readonly eventId: string;
      readonly items: readonly { readonly item: Named; readonly claim: boolean }[];
    }[];
  };
  readonly recall: {
    readonly parts: {
      readonly nodes: readonly { readonly part: Named; readonly distance: number }[];
    };
  };
}

const names = 'digitalLink identifiers { uri }';
const quantity = '{ value unit }';

const queries = {
  trace: `query($number: String!, $direction: Direction!, $at: DateTime, $asKnownAt: DateTime, $depth: Int!) {
    provenance(item: { number: $number }, direction: $direction, at: $at, asKnownAt: $asKnownAt, depth: $depth) {
      nodes { item { ${names} } distance tier madeBy { name } step { day } corrected more }
      gaps(first: 200) { nodes { reason item { ${names} } } } } }`,
  contents: `query($number: String!, $at: DateTime, $asKnownAt: DateTime) {
    item(by: { number: $number }) { ... on Container { contents(at: $at, asKnownAt: $asKnownAt, first: 200) {
      nodes { item { ${names} } inside { ${names} } quantity ${quantity} since } } } } }`,
  journey: `query($number: String!, $asKnownAt: DateTime) {
    item(by: { number: $number }) { journey(first: 200, asKnownAt: $asKnownAt) { nodes { eventId } } } }`,
  state: `query($number: String!, $at: DateTime, $asKnownAt: DateTime) {
    item(by: { number: $number }) { state(at: $at, asKnownAt: $asKnownAt) {
      site { identifiers { uri } } disposition persistentDispositions onHold
      holdings { nodes { holder { name } site { identifiers { uri } } container { ${names} } quantity ${quantity} status } } } } }`,
  hops: `query($number: String!, $asKnownAt: DateTime) {
    item(by: { number: $number }) { hops(first: 20, asKnownAt: $asKnownAt) { nodes { status crossesBorder ownershipChanges
      shipping { eventId } receivings { eventId }
      lines(first: 10) { item { ${names} } container { ${names} } shipped ${quantity} received ${quantity} }
      disagreements { kind item { ${names} } } } } } }`,
  books: `query($number: String!, $asKnownAt: DateTime) {
    item(by: { number: $number }) { ... on Part { balance(asKnownAt: $asKnownAt) {
      unit made adjusted used sold destroyed inTransit onHand unaccounted } } } }`,
  recall: `query($number: String!, $asKnownAt: DateTime) {
    recall(of: { item: { number: $number } }, asKnownAt: $asKnownAt) {
      parts(first: 200) { nodes { part { ${names} } distance } } } }`,
  ways: `query($number: String!, $at: DateTime, $asKnownAt: DateTime) {
    provenance(item: { number: $number }, direction: BACK, at: $at, asKnownAt: $asKnownAt) {
      hops(first: 50) { nodes { shipping { eventId } receivings { eventId }
        lines(first: 10) { item { ${names} } container { ${names} } } } } } }`,
  claims: `query($items: [ItemRef!]!, $asKnownAt: DateTime) {
    events(filter: { items: $items }, order: TIME_ASC, first: 100, asKnownAt: $asKnownAt) {
      nodes { eventId items(first: 20) { claim item { ${names} } } } } }`,
} as const;

/** How each kind is asked at the door; it must be valid there. */
export const doorKinds: readonly string[] = Object.keys(queries);

/** What is wrong with a question by a contract; nothing: it can be asked. */
export const faultsIn = (schema: GraphQLSchema): readonly string[] =>
  Object.entries(queries).flatMap(([kind, query]) =>
    validate(schema, parse(query)).map(({ message }) => `${kind}: ${message}`),
  );

/** Reads answers in the words of a chain. */
const reader = ({ chain, keys, number }: CapturedChain) => {
  const keyOf = ({ digitalLink, identifiers }: Partial<Named>): string =>
    canonicalKey(digitalLink ?? identifiers?.[0]?.uri ?? '');
  const nameOf = (one: Partial<Named> | null): string =>
    one === null ? '-' : keys.nameOf(keyOf(one));
  const amount = (one: Quantity | null): string =>
    one === null ? '?' : `${one.value} ${unitWord(one.unit)}`.trim();
  return {
    keyOf,
    nameOf,
    amount,
    party: (party: Party | null): string | null =>
      party?.name?.replace(new RegExp(` ${number}$`), '') ?? null,
    act: (event: Acted): string => event?.eventId.split(':').at(-1) ?? '-',
    text: (one: Named, many: readonly (Quantity | null)[]): string =>
      itemText(keyOf(one), { chain, keys }, sum(many)),
  };
};
type Reader = ReturnType<typeof reader>;

const sortedBy = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Gaps that chains speak of; a door adds those of hand-overs (`NOT_YET_RECEIVED`). */
const gapsOfLineage = ['ORIGIN_NOT_RECORDED', 'NO_LOT'];

const readTrace = ({ provenance: { nodes, gaps } }: Data, { nameOf, party }: Reader): unknown => {
  const marked = (mark: 'corrected' | 'more'): readonly string[] =>
    nodes
      .filter((node) => node[mark])
      .map(({ item }) => nameOf(item))
      .toSorted();
  return {
    is: sortedBy(nodes.map(({ item, distance }) => [nameOf(item), distance])),
    gaps: sortedBy(
      gaps.nodes
        .filter(({ reason }) => gapsOfLineage.includes(reason))
        .map(({ item, reason }) => [nameOf(item), reason]),
    ),
    corrected: marked('corrected'),
    more: marked('more'),
    tiers: sortedBy(nodes.map(({ item, tier }) => [nameOf(item), tier])),
    madeBy: sortedBy(nodes.map(({ item, madeBy }) => [nameOf(item), party(madeBy)])),
    days: sortedBy(nodes.map(({ item, step }) => [nameOf(item), step?.day ?? null])),
  };
};

const readContents = (data: Data, container: string, { nameOf, text }: Reader): unknown => {
  const loads = groupedBy(data.item.contents.nodes, ({ item, inside, since }) =>
    JSON.stringify([nameOf(item), nameOf(inside), since]),
  );
  const is = [...loads.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const said = text(
      first.item,
      parts.map((part) => part.quantity),
    );
    const inside = nameOf(first.inside);
    return [inside === container ? said : `${said} in ${inside}`];
  });
  return { is: is.toSorted() };
};

const readState = ({ item: { state } }: Data, { nameOf, party, amount }: Reader): unknown => ({
  place: state.site === null ? null : nameOf(state.site),
  disposition: state.disposition,
  onHold: state.onHold,
  persistent: state.persistentDispositions.toSorted(),
  holdings: state.holdings.nodes
    .map(({ holder, site, container, quantity: much, status }) =>
      [
        party(holder) ?? '-',
        nameOf(site),
        ...(container === null ? [] : ['in', nameOf(container)]),
        amount(much),
        ...(status === 'ON_HAND' ? [] : [status]),
      ].join(' '),
    )
    .toSorted(),
});

const readHops = (data: Data, asked: string, { nameOf, act }: Reader): unknown => {
  const hops = data.item.hops.nodes;
  const textOf = (hop: (typeof hops)[number]): string => {
    const lines = hop.lines
      .map(({ item, container, ...said }) => ({
        ...said,
        item: nameOf(item),
        container: container === null ? null : nameOf(container),
      }))
      .filter((line) => concernsLine(line, asked));
    const items = lines.map(({ item }) => item);
    return hopText({
      act: act(hop.shipping),
      status: hop.status,
      receipts: hop.receivings.map(act),
      lines: lines.map((line) => lineText(line, asked)),
      disagreements: hop.disagreements
        .filter((one) => one.item === null || items.includes(nameOf(one.item)))
        .map(({ kind }) => kind),
    });
  };
  return {
    is: hops.map(textOf),
    border: hops.map(({ crossesBorder }) => crossesBorder),
    ownership: hops.map(({ ownershipChanges }) => ownershipChanges),
  };
};

/** Hop lines on the way of a trace, each by its shipping, else by its first receipt. */
const readWays = ({ provenance }: Data, { nameOf, act }: Reader): unknown => {
  const is = provenance.hops.nodes.flatMap(({ shipping, receivings, lines }) =>
    lines.map(({ item, container }) => {
      const inside = container === null ? '' : ` in ${nameOf(container)}`;
      return `${act(shipping ?? receivings[0] ?? null)} ${nameOf(item)}${inside}`;
    }),
  );
  return { is: is.toSorted() };
};

const readClaims = ({ events }: Data, { nameOf, act }: Reader): unknown => {
  const is = events.nodes.flatMap((event) =>
    event.items.filter(({ claim }) => claim).map(({ item }) => `${act(event)} ${nameOf(item)}`),
  );
  return { is: is.toSorted() };
};

/** Doors say disagreements in sentences: only what they are about is compared. */
const withoutWords = (hop: string): string => {
  const [said = '', marks] = hop.split(' | ');
  const kinds = marks?.split('; ').map((mark) => mark.split(' ')[0]);
  return kinds === undefined ? said : `${said} | ${kinds.join('; ')}`;
};

/** Where something in several places is, a door answers nothing: the place is then not compared. */
const placeless = (expected: Readonly<Record<string, unknown>>, ask: Question): unknown => {
  const { place: _place, ...rest } = expected;
  const known = 'state' in ask && ask.holdings !== undefined && ask.holdings.length === 1;
  return known ? expected : rest;
};

/** Doors page events by event time, then position: acts of one instant, side by side in a list, have no order there. */
const byInstant = (acts: readonly string[], chain: Chain): readonly (readonly string[])[] => {
  const times = new Map(chain.acts.map(actOf).map(({ id, time }) => [id, Date.parse(time)]));
  return acts.reduce<readonly (readonly string[])[]>((groups, id) => {
    const last = groups.at(-1) ?? [];
    return times.get(last[0] ?? '') === times.get(id)
      ? [...groups.slice(0, -1), [...last, id].toSorted()]
      : [...groups, [id]];
  }, []);
};

const nothingMore: readonly DoorQuestion[] = [];

/** What a question of a chain is at the door, and for a trace forward the recall too. */
export const atDoor = (ask: Question, captured: CapturedChain): readonly DoorQuestion[] => {
  const { keys, recordTimes } = captured;
  const by = reader(captured);
  const expected = expectedOf(ask);
  const common = {
    at: ask.at === undefined ? null : instantOf(ask.at),
    asKnownAt: ask.known === undefined ? null : (recordTimes.get(ask.known) ?? null),
  };
  const question = (
    kind: keyof typeof queries,
    name: string,
    read: (data: Data) => unknown,
    more: Partial<DoorQuestion> = {},
  ): DoorQuestion => {
    const said = more.expected ?? expected;
    return {
      kind,
      query: queries[kind],
      variables: { number: keys.item(name), ...common, ...more.variables },
      read: (data) => spokenOf(read(data as Data), said as Readonly<Record<string, unknown>>),
      expected: said,
    };
  };
  if ('back' in ask || 'forward' in ask) {
    const [name, direction] = 'back' in ask ? [ask.back, 'BACK'] : [ask.forward, 'FORWARD'];
    const variables = { direction, depth: ask.depth ?? 50 };
    // A recall lists parts, not what carried them, and begins at what lay inside.
    const carries = /^(?:pallet|crate|asset)$/.test(captured.chain.items[name] ?? '');
    const whole = 'forward' in ask && ask.at === undefined && ask.depth === undefined && !carries;
    const recalled = (data: Data): unknown => ({
      is: sortedBy(
        data.recall.parts.nodes.map(({ part, distance }) => [by.nameOf(part), distance]),
      ),
    });
    return [
      question('trace', name, (data) => readTrace(data, by), { variables }),
      ...(whole
        ? [question('recall', name, recalled, { expected: { is: expected['is'] } })]
        : nothingMore),
    ];
  }
  if ('contents' in ask) {
    return [question('contents', ask.contents, (data) => readContents(data, ask.contents, by))];
  }
  if ('journey' in ask) {
    const steps = (acts: readonly string[]): unknown => ({ is: byInstant(acts, captured.chain) });
    const read = (data: Data): unknown => steps(data.item.journey.nodes.map(by.act));
    const expectedSteps = steps(ask.is) as Readonly<Record<string, unknown>>;
    return [question('journey', ask.journey, read, { expected: expectedSteps })];
  }
  if ('state' in ask) {
    return [
      question('state', ask.state, (data) => readState(data, by), {
        expected: placeless(expected, ask),
      }),
    ];
  }
  if ('hops' in ask) {
    const is = ask.is.map(withoutWords);
    return [
      question('hops', ask.hops, (data) => readHops(data, ask.hops, by), {
        expected: { ...expected, is },
      }),
    ];
  }
  if ('ways' in ask) return [question('ways', ask.ways, (data) => readWays(data, by))];
  if ('claims' in ask) {
    const items = Object.keys(captured.chain.items).map((name) => ({ number: keys.item(name) }));
    const [first = ''] = Object.keys(captured.chain.items);
    return [question('claims', first, (data) => readClaims(data, by), { variables: { items } })];
  }
  return [question('books', ask.books, ({ item }) => ({ is: booksText(item.balance) }))];
};
