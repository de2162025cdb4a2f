import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import type { OwnEvent } from './load-world.ts';
import type { MadeOf } from './load-steps.ts';
import type { Load, Written } from './load-writers.ts';
import { type Random, upTo } from './random.ts';

/** A question that says as known when it was answered. */
export interface Question {
  readonly name: string;
  readonly query: string;
}

const nodes =
  'nodes { key distance tier share corrected more country quantity { text } madeBy { name } item { id name digitalLink } }';
const links = 'links { from to kind quantityIn { text } quantityOut { text } step { eventId } }';
const hop =
  'status shippedAt receivedAt from { name } to { name } lines(first: 5) { item { name } }';

const provenance = (direction: string, fields: string): string =>
  `query($number: String!, $asKnownAt: DateTime) { answer: provenance(item: { number: $number }, direction: ${direction}, first: 60, asKnownAt: $asKnownAt) { asKnownAt ${fields} } }`;

/** Each is asked with the moment of its answer again: that must be the same answer for ever. */
export const questions: readonly Question[] = [
  {
    name: 'where from',
    query: provenance(
      'BACK',
      `${nodes} ${links} completeness { text } composition { shares { country share } }`,
    ),
  },
  { name: 'where to', query: provenance('FORWARD', `${nodes} ${links}`) },
  { name: 'hops', query: provenance('BACK', `hops(first: 20) { nodes { ${hop} } }`) },
  {
    name: 'recall',
    query: `query($number: String!, $asKnownAt: DateTime) { answer: recall(of: { item: { number: $number } }, asKnownAt: $asKnownAt) {
      asKnownAt parts(first: 40) { nodes { distance part { id name } } } holders(first: 20) { nodes { status part { id } party { name } quantity { text } container { id } } } } }`,
  },
];

interface Remembered {
  readonly question: Question;
  readonly number: string;
  readonly asKnownAt: string;
  readonly answer: string;
}

type Amounts = readonly { readonly epcClass: string }[];

/** Lots that an event names, whatever it does with them. */
const lotsOf = ({ event }: OwnEvent): readonly string[] =>
  ['outputQuantityList', 'inputQuantityList', 'quantityList', 'childQuantityList'].flatMap((name) =>
    ((event[name] ?? []) as Amounts).map(({ epcClass }) => epcClass),
  );

/** How often something that was acknowledged may be looked for while a whole job hides it: kills set that back, not for ever. */
const LOOKS_MAX = 3_000;
const LOOK_MS = 100;
/** Answers that are kept in mind. */
const REMEMBERED_MAX = 60;

/** Asks what can be told to be right or wrong while others write. */
export class Reader {
  /** How often each kind was answered. */
  readonly counts: Record<string, number> = {};
  private readonly remembered: Remembered[] = [];

  constructor(
    private readonly load: Load,
    private readonly facts: { readonly written: Written; readonly made: readonly MadeOf[] },
    private readonly random: Random,
  ) {}

  async read(pauseMs: number): Promise<void> {
    const kinds = [
      () => this.askNew(),
      () => this.askAgain(),
      () => this.askAgain(),
      () => this.findEvent(),
      () => this.findLot(),
      () => this.traceLinks(),
      () => this.traceStory(),
      () => this.listHops(),
    ];
    while (this.load.going()) {
      await kinds[upTo(this.random, kinds.length)]?.();
      await sleep(pauseMs);
    }
  }

  /** Asks once more everything that it keeps in mind. */
  async askAllAgain(): Promise<number> {
    for (const one of this.remembered) await this.compare(one, LOOKS_MAX);
    return this.remembered.length;
  }

  private get key(): string {
    const keys = [...this.load.keys.values()];
    return keys[upTo(this.random, keys.length)] ?? '';
  }

  private oneOf<Value>(values: readonly Value[]): Value | undefined {
    return values[upTo(this.random, values.length)];
  }

  private count(kind: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  private async askNew(): Promise<void> {
    const number = this.oneOf(lotsOf(this.oneOf(this.facts.written.events) ?? nothing));
    const question = this.oneOf(questions);
    if (number === undefined || question === undefined) return;
    const said = await this.answer(question, { number });
    if (said === null) return;
    this.count(question.name);
    // Not yet shown while a whole job is under way: then nothing is known of it, which is an answer.
    if (said.answer === null) return;
    if (this.remembered.length >= REMEMBERED_MAX)
      this.remembered.splice(upTo(this.random, REMEMBERED_MAX), 1);
    const { asKnownAt } = said.answer;
    this.remembered.push({ question, number, asKnownAt, answer: JSON.stringify(said.answer) });
  }

  private async askAgain(): Promise<void> {
    const one = this.oneOf(this.remembered);
    if (one !== undefined) await this.compare(one, 1);
  }

  /** The very same answer as at first, whatever was written and whoever was killed since. */
  private async compare(one: Remembered, looks: number): Promise<void> {
    const { question, number, asKnownAt, answer } = one;
    for (let look = 0; look < looks; look += 1) {
      const said = await this.answer(question, { number, asKnownAt });
      if (said === null) {
        await sleep(LOOK_MS);
        continue;
      }
      this.count('as known then');
      const now = JSON.stringify(said.answer);
      if (now !== answer) this.load.doors.fault(differing(one, now));
      return;
    }
  }

  private answer(
    { query }: Question,
    variables: { readonly number: string; readonly asKnownAt?: string },
  ): Promise<{ readonly answer: { readonly asKnownAt: string } | null } | null> {
    return this.load.doors.graphql(this.ids, query, variables);
  }

  /** Ids are those of a viewer: remembered answers are all of one. */
  private get ids(): string {
    return [...this.load.keys.values()][0] ?? '';
  }

  /**
   * Something acknowledged is looked for until it is there. It may be hidden while a whole job before it is under way: not any more once
   * readers see as far as the log went when it was acknowledged. While the service is away nothing is said about it.
   */
  private async until(what: string, look: () => Promise<boolean | null>): Promise<void> {
    let written: number | null = null;
    for (let looks = 0; looks < LOOKS_MAX;) {
      const ends = await this.logEnds();
      written ??= ends?.position ?? null;
      const found = await look();
      if (found === true) {
        this.count(what.split(':')[0] ?? what);
        return;
      }
      if (!this.load.going()) return;
      if (found === false && written !== null && ends !== null && ends.watermark >= written) {
        this.load.doors.fault(`acknowledged, and not found: ${what}`);
        return;
      }
      if (found === false) looks += 1;
      await sleep(LOOK_MS);
    }
    this.load.doors.fault(`acknowledged, and hidden for ever: ${what}`);
  }

  /** Where the log ends, and where it does for readers; null: the service or its database is away. */
  private async logEnds(): Promise<{
    readonly position: number;
    readonly watermark: number;
  } | null> {
    const said = await this.load.doors.ask('/metrics', { key: this.key, method: 'GET' });
    const [position, watermark] = ['position', 'watermark'].map(
      (name) => new RegExp(`^throughline_log_${name} (.+)$`, 'mu').exec(said?.text ?? '')?.[1],
    );
    if (position === undefined || watermark === undefined) return null;
    return { position: Number(position), watermark: Number(watermark) };
  }

  private async findEvent(): Promise<void> {
    const one = this.oneOf(this.facts.written.events);
    if (one === undefined) return;
    const id = encodeURIComponent(String(one.event['eventID']));
    await this.until(`event: ${one.identity}`, async () => {
      const path = `/epcis/events/${id}`;
      const said = await this.load.doors.ask(path, { key: this.key, method: 'GET' });
      if (said === null || said.status !== 200) return said === null ? null : false;
      const { eventTime } = JSON.parse(said.text) as { readonly eventTime: string };
      return eventTime === one.event['eventTime'];
    });
  }

  private async findLot(): Promise<void> {
    const lot = this.oneOf(lotsOf(this.oneOf(this.facts.written.events) ?? nothing));
    if (lot === undefined) return;
    const text = lot.slice(lot.lastIndexOf('/') + 1);
    const query =
      'query($text: String!) { search(text: $text) { nodes { result { ... on Part { digitalLink } } } } }';
    await this.until(`search: ${text}`, async () => {
      const said = await this.load.doors.graphql<SearchAnswer>(this.key, query, { text });
      if (said === null) return null;
      const found = said.search.nodes.map(({ result }) => keyOf(result.digitalLink));
      return found.includes(canonicalKey(lot));
    });
  }

  /** Everything that went into a lot is there, by the event that says so. */
  private async traceLinks(): Promise<void> {
    const { events } = this.facts.written;
    const one = this.oneOf(events.slice(-2_000).filter(isWholeMaking));
    if (one === undefined) return;
    const made = this.oneOf((one.event['outputQuantityList'] ?? []) as Amounts)?.epcClass ?? '';
    const used = ((one.event['inputQuantityList'] ?? []) as Amounts).map(
      ({ epcClass }) => epcClass,
    );
    // Once it has been declared wrong, another event says what went into the lot.
    const isWrong = () => this.load.ledger.sent.has(`${one.identity} declared`);
    await this.until(`links: ${one.identity}`, async () => {
      const found = await this.isMadeOf(made, used);
      return found === false ? isWrong() : found;
    });
  }

  private async traceStory(): Promise<void> {
    const one = this.oneOf(this.facts.made);
    if (one !== undefined)
      await this.until(`story: ${one.made}`, () => this.isMadeOf(one.made, [one.of]));
  }

  private async isMadeOf(number: string, used: readonly string[]): Promise<boolean | null> {
    const query = `query($number: String!) { provenance(item: { number: $number }, depth: 1) {
        nodes { distance item { digitalLink } } gaps(first: 200) { nodes { reason item { digitalLink } } } } }`;
    const said = await this.load.doors.graphql<TraceAnswer>(this.key, query, { number });
    if (said === null) return null;
    const there = new Set(
      said.provenance?.nodes.map(({ item: { digitalLink } }) => keyOf(digitalLink)),
    );
    // What only somebody claims goes into nothing, and is told (domain rule 40).
    const claimed = new Set(
      said.provenance?.gaps.nodes.flatMap(({ reason, item }) =>
        reason === 'CLAIM_NOT_COUNTED' && item !== null ? [keyOf(item.digitalLink)] : [],
      ),
    );
    const missing = used.map(canonicalKey).filter((one) => !there.has(one));
    if (missing.length === 0) return true;
    const isTold = claimed.has(canonicalKey(number)) || missing.every((one) => claimed.has(one));
    if (isTold) this.count('claimed');
    return isTold;
  }

  /** The newest hand-overs, newest first. */
  private async listHops(): Promise<void> {
    const query = `query { hops(first: 20) { nodes { ${hop} } } }`;
    const said = await this.load.doors.graphql<HopsAnswer>(this.key, query, {});
    if (said === null) return;
    this.count('list of hops');
    const times = said.hops.nodes.map(({ shippedAt, receivedAt }) =>
      Date.parse(shippedAt ?? receivedAt ?? ''),
    );
    if (times.some((time, index) => !(time <= (times[index - 1] ?? Number.POSITIVE_INFINITY))))
      this.load.doors.fault(`hops are not newest first: ${JSON.stringify(said.hops)}`);
  }
}

const nothing: OwnEvent = { gln: '', identity: '', event: {} };

const keyOf = (link: string | null | undefined): string => (link == null ? '' : canonicalKey(link));

/** A making in one event, not in two of one process. */
const isWholeMaking = ({ event }: OwnEvent): boolean =>
  event['type'] === 'TransformationEvent' &&
  event['inputQuantityList'] !== undefined &&
  event['outputQuantityList'] !== undefined &&
  event['errorDeclaration'] === undefined;

interface SearchAnswer {
  readonly search: {
    readonly nodes: readonly { readonly result: { readonly digitalLink?: string | null } }[];
  };
}

interface TraceAnswer {
  readonly provenance: {
    readonly nodes: readonly { readonly item: { readonly digitalLink: string | null } }[];
    readonly gaps: {
      readonly nodes: readonly {
        readonly reason: string;
        readonly item: { readonly digitalLink: string | null } | null;
      }[];
    };
  } | null;
}

interface HopsAnswer {
  readonly hops: {
    readonly nodes: readonly {
      readonly shippedAt: string | null;
      readonly receivedAt: string | null;
    }[];
  };
}

/** Where two answers part. */
const differing = ({ question, number, asKnownAt, answer }: Remembered, now: string): string => {
  let at = 0;
  while (at < now.length && now[at] === answer[at]) at += 1;
  const around = (text: string): string => text.slice(Math.max(0, at - 80), at + 120);
  return `${question.name} of ${number} as known at ${asKnownAt}: then ${around(answer)} now ${around(now)}`;
};
