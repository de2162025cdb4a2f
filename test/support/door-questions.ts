import { expect } from '@jest/globals';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import {
  amountText,
  booksText,
  hopText,
  type ItemAsked,
  type Kind,
  lineText,
  type RecallTold,
  row,
  sorted,
  type StateTold,
  type TraceTold,
} from './door-answers.ts';
import { graphql } from './doors.ts';

interface Named {
  readonly digitalLink: string;
}
interface Party {
  readonly name: string | null;
}
interface Quantity {
  readonly value: string;
  readonly unit: string | null;
}
interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}
interface Event {
  readonly eventId: string;
}
interface Line {
  readonly item: Named;
  readonly container: Named | null;
  readonly shipped: Quantity | null;
  readonly received: Quantity | null;
}
interface Hop {
  readonly status: string;
  readonly crossesBorder: boolean | null;
  readonly ownershipChanges: boolean | null;
  readonly from: Party;
  readonly to: Party;
  readonly fromSite: Party | null;
  readonly toSite: Party | null;
  readonly shipping: Event | null;
  readonly receivings: readonly Event[];
  readonly lineCount: number;
  readonly lines: readonly Line[];
  readonly disagreements: readonly { readonly kind: string; readonly item: Named | null }[];
}
interface Holding {
  readonly part?: Named;
  readonly holder?: Party;
  readonly party?: Party;
  readonly site?: Party | null;
  readonly container: Named | null;
  readonly quantity: Quantity | null;
  readonly status: string;
  readonly since?: string | null;
}
type Books = Parameters<typeof booksText>[0];
interface Trace extends Page<{
  readonly key: string;
  readonly item: Named;
  readonly distance: number;
  readonly tier: number;
  readonly madeBy: Party;
  readonly corrected: boolean;
  readonly more: boolean;
}> {
  readonly streamUrl: string;
  readonly links: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
  readonly gaps: Page<{ readonly reason: string; readonly item: Named | null }>;
}
interface Item {
  readonly state: {
    readonly site: Party | null;
    readonly container: Named | null;
    readonly disposition: string | null;
    readonly persistentDispositions: readonly string[];
    readonly onHold: boolean;
    readonly lastEvent: Event | null;
    readonly holdings: Page<Holding>;
  };
  readonly balance?: Books;
  readonly contents?: Page<{
    readonly level: number;
    readonly item: Named;
    readonly inside: Named;
    readonly quantity: Quantity | null;
    readonly since: string;
  }>;
}
interface Recall {
  readonly streamUrl: string;
  readonly parts: Page<{
    readonly part: Named;
    readonly distance: number;
    readonly balance: Books;
  }>;
  readonly holders: Page<Holding>;
}

/** An answer of the door. */
export interface Given extends ItemAsked {
  readonly told: unknown;
  /** Where the whole of it is to be had; null: not of this kind. */
  readonly stream: string | null;
}

/** When something is asked about. */
export interface When {
  /** Event time of states, contents and traces back; null: now. */
  readonly at: string | null;
  /** Record time; null: now. */
  readonly asKnownAt: string | null;
}

const fragments = {
  T: `Provenance {
    streamUrl pageInfo { hasNextPage }
    nodes { key item { digitalLink } distance tier madeBy { name } corrected more }
    links { from to kind }
    gaps(first: 60) { pageInfo { hasNextPage } nodes { reason item { digitalLink } } } }`,
  H: `HopConnection {
    pageInfo { hasNextPage }
    nodes { status crossesBorder ownershipChanges from { name } to { name } fromSite { name } toSite { name }
      shipping { eventId } receivings { eventId } lineCount
      lines(first: 20) { item { digitalLink } container { digitalLink } shipped { value unit } received { value unit } }
      disagreements { kind item { digitalLink } } } }`,
  B: `Balance { unit made adjusted used sold destroyed inTransit onHand unaccounted }`,
  I: `Item {
    state(at: $at asKnownAt: $known) {
      site { name } container { digitalLink } disposition persistentDispositions onHold lastEvent { eventId }
      holdings(first: 16) { pageInfo { hasNextPage } nodes {
        holder { name } site { name } container { digitalLink } quantity { value unit } status since } } }
    ... on Part { balance(asKnownAt: $known) { ...B } }
    ... on Container { contents(first: 40 at: $at asKnownAt: $known) { pageInfo { hasNextPage } nodes {
      level item { digitalLink } inside { digitalLink } quantity { value unit } since } } } }`,
  R: `Recall {
    streamUrl
    parts(first: 20) { pageInfo { hasNextPage } nodes { part { digitalLink } distance balance { ...B } } }
    holders(first: 60) { pageInfo { hasNextPage } nodes {
      part { digitalLink } party { name } container { digitalLink } quantity { value unit } status } } }`,
} as const;

/**
 * How each kind is asked. Hand-overs are asked below an answer as known then: there everything is told as known then.
 */
const texts: Readonly<Record<Kind, (number: string, index: number) => string>> = {
  back: (number) =>
    `provenance(item: { number: ${number} } direction: BACK at: $at asKnownAt: $known first: 20) { ...T }`,
  forward: (number) =>
    `provenance(item: { number: ${number} } direction: FORWARD asKnownAt: $known first: 20) { ...T }`,
  ways: (number) =>
    `provenance(item: { number: ${number} } direction: BACK at: $at asKnownAt: $known first: 20) { hops(first: 20) { ...H } }`,
  hops: (number) =>
    `provenance(item: { number: ${number} } depth: 1 asKnownAt: $known first: 1) { item { hops(first: 16) { ...H } } }`,
  hopsThen: (number) =>
    `item(by: { number: ${number} }) { hops(first: 16 at: $at asKnownAt: $known) { ...H } }`,
  state: (number) => `item(by: { number: ${number} }) { ...I }`,
  recall: (number) => `recall(of: { item: { number: ${number} } } asKnownAt: $known) { ...R }`,
  recallSite: (number, index) =>
    `recall(of: { site: { site: ${number} from: $f${index} until: $u${index} } } asKnownAt: $known) { ...R }`,
  recallProduct: (number) => `recall(of: { product: ${number} } asKnownAt: $known) { ...R }`,
  usedIn: (number) =>
    `item(by: { number: ${number} }) { ... on Part { usedIn(asKnownAt: $known) { pageInfo { hasNextPage } nodes { digitalLink } } } }`,
  events: (number) =>
    `events(filter: { items: [{ number: ${number} }] } asKnownAt: $known first: 100) { pageInfo { hasNextPage } nodes { eventId } }`,
  papers: (number) =>
    `hops(filter: { documents: [${number}] } asKnownAt: $known first: 16) { ...H }`,
};

/** The same text for the same kinds, so that the service reads it once. */
const textOf = (asked: readonly ItemAsked[]): string => {
  const fields = asked.map(({ kind }, index) => `q${index}: ${texts[kind](`$n${index}`, index)}`);
  const body = fields.join('\n');
  const used = Object.entries(fragments)
    .filter(([name]) => body.includes(`...${name} `) || (name === 'B' && /\.\.\.[IR] /.test(body)))
    .map(([name, text]) => `fragment ${name} on ${text}`);
  const variables = asked
    .map(({ kind }, index) =>
      kind === 'recallSite'
        ? `$n${index}: String! $f${index}: DateTime! $u${index}: DateTime!`
        : `$n${index}: String!`,
    )
    .join(' ');
  const times = ['at', 'known'].filter((name) => `${body}${used.join('')}`.includes(`$${name}`));
  return `query(${variables} ${times.map((name) => `$${name}: DateTime`).join(' ')}) { ${body} }
    ${used.join('')}`;
};

/** All entries of a list, which must be whole. */
const whole = <T>({ nodes, pageInfo }: Page<T>): readonly T[] => {
  expect(pageInfo.hasNextPage).toBe(false);
  return nodes;
};

const keyOf = ({ digitalLink }: Named): string => canonicalKey(digitalLink);
const keyOrNull = (one: Named | null): string | null => (one === null ? null : keyOf(one));

/** Gaps that the reference speaks of; a door adds those of hand-overs. */
const ofLineage = ['ORIGIN_NOT_RECORDED', 'NO_LOT'];

const traceOf = (trace: Trace): TraceTold => {
  const keys = new Map(trace.nodes.map(({ key, item }) => [key, keyOf(item)]));
  return {
    nodes: sorted(
      whole(trace).map(({ item, distance, tier, madeBy, corrected, more }) =>
        row(keyOf(item), distance, tier, madeBy.name, corrected, more),
      ),
    ),
    links: sorted(
      trace.links.map(({ from, to, kind }) => row(keys.get(from) ?? '', kind, keys.get(to) ?? '')),
    ),
    gaps: sorted(
      whole(trace.gaps)
        .filter(({ reason }) => ofLineage.includes(reason))
        .map(({ reason, item }) => row(reason, keyOrNull(item))),
    ),
  };
};

const lineOf = ({ item, container, shipped, received }: Line): string =>
  lineText({ item: keyOf(item), container: keyOrNull(container), shipped, received });

const hopOf = (hop: Hop): string => {
  expect(hop.lines).toHaveLength(hop.lineCount);
  return hopText({
    shipping: hop.shipping?.eventId ?? null,
    receivings: hop.receivings.map(({ eventId }) => eventId),
    from: hop.from.name,
    to: hop.to.name,
    fromSite: hop.fromSite?.name ?? null,
    toSite: hop.toSite?.name ?? null,
    status: hop.status,
    border: hop.crossesBorder,
    ownership: hop.ownershipChanges,
    lines: hop.lines.map(lineOf),
    disagreements: hop.disagreements.map(({ kind, item }) => row(kind, keyOrNull(item))),
  });
};

const waysOf = (hops: readonly Hop[]): readonly string[] =>
  hops.flatMap(({ shipping, to, lines }) =>
    lines.map((line) => row(shipping?.eventId ?? null, to.name, lineOf(line))),
  );

const heldOf = ({
  party,
  holder,
  container,
  quantity,
  status,
}: Holding): readonly (string | null)[] => [
  (party ?? holder)?.name ?? null,
  keyOrNull(container),
  amountText(quantity),
  status,
];

const stateOf = ({ state, balance, contents }: Item): StateTold => ({
  site: state.site?.name ?? null,
  container: keyOrNull(state.container),
  disposition: state.disposition,
  persistent: state.persistentDispositions,
  onHold: state.onHold,
  lastEvent: state.lastEvent?.eventId ?? null,
  holdings: sorted(
    whole(state.holdings).map((one) =>
      row(...heldOf(one), one.site?.name ?? null, one.since ?? null),
    ),
  ),
  books: balance === undefined ? null : booksText(balance),
  contents:
    contents === undefined
      ? null
      : sorted(
          whole(contents).map(({ level, item, inside, quantity, since }) =>
            row(level, keyOf(item), keyOf(inside), amountText(quantity), since),
          ),
        ),
});

const recallOf = ({ parts, holders }: Recall): RecallTold => ({
  parts: sorted(
    whole(parts).map((one) => row(keyOf(one.part), one.distance, booksText(one.balance))),
  ),
  holders: sorted(whole(holders).map((one) => row(keyOrNull(one.part ?? null), ...heldOf(one)))),
});

/** How the answer to each kind is read. */
const readings: Readonly<Record<Kind, (data: unknown) => unknown>> = {
  back: (data) => traceOf(data as Trace),
  forward: (data) => traceOf(data as Trace),
  ways: (data) => sorted(waysOf(whole((data as { readonly hops: Page<Hop> }).hops))),
  hops: (data) =>
    sorted(whole((data as { readonly item: { readonly hops: Page<Hop> } }).item.hops).map(hopOf)),
  hopsThen: (data) => sorted(whole((data as { readonly hops: Page<Hop> }).hops).map(hopOf)),
  state: (data) => stateOf(data as Item),
  recall: (data) => recallOf(data as Recall),
  recallSite: (data) => recallOf(data as Recall),
  recallProduct: (data) => recallOf(data as Recall),
  usedIn: (data) => {
    const { usedIn } = data as { readonly usedIn?: Page<Named> };
    return usedIn === undefined ? null : sorted(whole(usedIn).map(keyOf));
  },
  events: (data) => sorted(whole(data as Page<Event>).map(({ eventId }) => eventId)),
  papers: (data) => sorted(whole(data as Page<Hop>).map(hopOf)),
};

/** How many questions one request asks: more would be answered no faster. */
const AT_ONCE = 3;

/** Asks some questions of items that are known. */
export const askItems = async (
  door: { readonly url: string; readonly key: string },
  all: readonly ItemAsked[],
  when: When,
): Promise<readonly Given[]> => {
  const answers: Given[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    answers.push(...(await askTogether(door, all.slice(start, start + AT_ONCE), when)));
  }
  return answers;
};

const askTogether = async (
  { url, key }: { readonly url: string; readonly key: string },
  asked: readonly ItemAsked[],
  { at, asKnownAt }: When,
): Promise<readonly Given[]> => {
  const numbers = Object.fromEntries(
    asked.flatMap(({ item, time }, index) => [
      [`n${index}`, item],
      ...(time === undefined
        ? []
        : [[`f${index}`, time.from] as const, [`u${index}`, time.until] as const]),
    ]),
  );
  const data = await graphql<Readonly<Record<string, { readonly streamUrl?: string } | null>>>(
    url,
    key,
    textOf(asked),
    { ...numbers, at, known: asKnownAt },
  );
  return asked.map((one, index) => {
    const found = data[`q${index}`] ?? null;
    if (found === null) throw new Error(`nothing is known of ${one.item}`);
    return { ...one, told: readings[one.kind](found), stream: found.streamUrl ?? null };
  });
};

type Cells = Readonly<Record<string, string | number | boolean | null>>;

const linesOf = async (url: string): Promise<readonly Cells[]> => {
  const sent = await fetch(url);
  expect(sent.status).toBe(200);
  const lines = (await sent.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Cells);
  expect(lines.at(-1)).toMatchObject({ type: 'end', complete: true });
  return lines;
};

const cell = (cells: Cells, name: string): string | null => {
  const value = cells[name] ?? null;
  return value === null ? null : String(value);
};
const quantityIn = (cells: Cells): Quantity | null => {
  const value = cell(cells, 'quantity');
  return value === null ? null : { value, unit: cell(cells, 'unit') };
};
const uriKey = (cells: Cells, name: string): string | null => {
  const uri = cell(cells, name);
  return uri === null ? null : canonicalKey(uri);
};

/** Names of a stream's own keys. */
const keysIn = (lines: readonly Cells[]): ReadonlyMap<unknown, string> =>
  new Map(lines.flatMap((one) => (one['uri'] ? [[one['key'], uriKey(one, 'uri') ?? '']] : [])));

/** A provenance as its stream tells it. */
export const streamedTrace = async (url: string): Promise<TraceTold> => {
  const lines = await linesOf(url);
  const keys = keysIn(lines);
  const ofType = (type: string): readonly Cells[] => lines.filter((one) => one['type'] === type);
  const named = (one: Cells, name: string): string | null => keys.get(one[name]) ?? null;
  return {
    nodes: sorted(
      ofType('node').map((one) =>
        row(
          uriKey(one, 'uri'),
          cell(one, 'distance'),
          cell(one, 'tier'),
          cell(one, 'madeBy'),
          cell(one, 'corrected'),
          cell(one, 'more'),
        ),
      ),
    ),
    links: sorted(
      ofType('link').map((one) => row(named(one, 'from'), cell(one, 'kind'), named(one, 'to'))),
    ),
    gaps: sorted(
      ofType('gap')
        .filter((one) => ofLineage.includes(cell(one, 'reason') ?? ''))
        .map((one) => row(cell(one, 'reason'), named(one, 'node'))),
    ),
  };
};

/** A recall list as its stream tells it. */
export const streamedRecall = async (url: string): Promise<RecallTold> => {
  const lines = await linesOf(url);
  const keys = keysIn(lines);
  const booksIn = (one: Cells): string => booksText(one as unknown as Books);
  return {
    parts: sorted(
      lines
        .filter((one) => one['type'] === 'part')
        .map((one) => row(uriKey(one, 'uri'), cell(one, 'distance'), booksIn(one))),
    ),
    holders: sorted(
      lines
        .filter((one) => one['type'] === 'holder')
        .map((one) =>
          row(
            keys.get(one['part']) ?? null,
            cell(one, 'party'),
            uriKey(one, 'container'),
            amountText(quantityIn(one)),
            cell(one, 'status'),
          ),
        ),
    ),
  };
};
