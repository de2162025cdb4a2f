import { expect } from '@jest/globals';
import type { LogRecord } from '../../src/core/epcis/event.ts';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import { sum } from '../../src/core/lineage/amount.ts';
import type { TraceLink } from '../../src/core/lineage/answer.ts';
import { birthsByItem } from '../../src/core/lineage/births.ts';
import { completenessOf } from '../../src/core/lineage/completeness.ts';
import { knowledgeAt } from '../../src/core/lineage/knowledge.ts';
import type { LineageRules } from '../../src/core/lineage/rules.ts';
import { traceReference } from '../../src/core/lineage/trace.ts';
import { transformationsIn } from '../../src/core/lineage/used-contents.ts';
import { amountText, row, sorted } from './door-answers.ts';
import { graphql, type TraceAsked } from './doors.ts';
import { sharesOf } from './mixtures.ts';

/** All that a trace says, in words. */
export interface WholeTrace {
  /** Key, distance, tier, maker, corrected, more, amount, share. */
  readonly nodes: readonly string[];
  /** Ends, kind, what went in and what came out. */
  readonly links: readonly string[];
  readonly gaps: readonly string[];
  /** State, known, total. */
  readonly completeness: string;
  /** By grouping, largest first. */
  readonly composition: Readonly<Record<(typeof groupings)[number], readonly string[]>>;
}

const groupings = ['COUNTRY', 'SUPPLIER', 'SITE'] as const;

interface Named {
  readonly digitalLink: string | null;
  readonly identifiers: [{ uri: string }];
}
interface Quantity {
  readonly value: string;
  readonly unit: string | null;
}
interface Composition {
  readonly shares: readonly {
    readonly country: string | null;
    readonly party: { readonly name: string } | null;
    readonly site: { readonly name: string } | null;
    readonly share: string;
  }[];
  readonly others: string;
  readonly withheld: string;
  readonly unknown: string;
}
interface Provenance extends Readonly<Record<(typeof groupings)[number], Composition>> {
  readonly completeness: { readonly state: string; readonly known: number; readonly total: number };
  readonly nodes: readonly {
    readonly key: string;
    readonly item: Named;
    readonly distance: number;
    readonly tier: number;
    readonly madeBy: { readonly name: string | null };
    readonly corrected: boolean;
    readonly more: boolean;
    readonly quantity: Quantity | null;
    readonly share: string | null;
  }[];
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly quantityIn: Quantity | null;
    readonly quantityOut: Quantity | null;
  }[];
  readonly gaps: {
    readonly pageInfo: { readonly hasNextPage: boolean };
    readonly nodes: readonly { readonly reason: string; readonly item: Named | null }[];
  };
}

const query = `query($number: String!, $direction: Direction!, $asKnownAt: DateTime) {
  provenance(item: { number: $number }, direction: $direction, asKnownAt: $asKnownAt) {
    completeness { state known total }
    nodes { key item { digitalLink identifiers { uri } } distance tier madeBy { name } corrected more quantity { value unit } share }
    links { from to kind quantityIn { value unit } quantityOut { value unit } }
    gaps(first: 200) { pageInfo { hasNextPage } nodes { reason item { digitalLink identifiers { uri } } } }
    ${groupings.map((by) => `${by}: composition(by: ${by}) { ...C }`).join(' ')} } }
  fragment C on Composition { shares { country party { name } site { name } share } others withheld unknown }`;

/** Holes that a trace of what became of what can have; those of hand-overs and of claims are others' matter. */
const reasons = ['ORIGIN_NOT_RECORDED', 'NO_LOT', 'QUANTITY_NOT_RECORDED', 'TOO_LARGE'];

const keyOf = ({ digitalLink, identifiers }: Named): string =>
  canonicalKey(digitalLink ?? identifiers[0].uri);

const composed = ({ shares, others, withheld, unknown }: Composition): readonly string[] => {
  expect([others, withheld]).toEqual(['0.0000', '0.0000']);
  return [
    ...shares.map(({ country, party, site, share }) => {
      const names = [country, party?.name ?? null, site?.name ?? null].filter(
        (name) => name !== null,
      );
      return `${names.join(' and ')} ${share}`;
    }),
    `unknown ${unknown}`,
  ];
};

/** Asks the running service; null when it knows no such item. */
export const askWholeTrace = async (
  url: string,
  key: string,
  asked: TraceAsked,
): Promise<WholeTrace | null> => {
  const data = await graphql<{ readonly provenance: Provenance | null }>(url, key, query, {
    ...asked,
  });
  if (data.provenance === null) return null;
  const { completeness, nodes, links, gaps, ...by } = data.provenance;
  const keys = new Map(nodes.map((node) => [node.key, keyOf(node.item)]));
  expect(gaps.pageInfo.hasNextPage).toBe(false);
  return {
    nodes: sorted(
      nodes.map(({ item, distance, tier, madeBy, corrected, more, quantity, share }) =>
        row(keyOf(item), distance, tier, madeBy.name, corrected, more, amountText(quantity), share),
      ),
    ),
    links: sorted(
      links.map(({ from, to, kind, quantityIn, quantityOut }) =>
        row(
          keys.get(from) ?? null,
          kind,
          keys.get(to) ?? null,
          amountText(quantityIn),
          amountText(quantityOut),
        ),
      ),
    ),
    gaps: sorted(
      gaps.nodes
        .filter(({ reason }) => reasons.includes(reason))
        .map(({ reason, item }) => row(reason, item && keyOf(item))),
    ),
    completeness: row(completeness.state, completeness.known, completeness.total),
    composition: {
      COUNTRY: composed(by.COUNTRY),
      SUPPLIER: composed(by.SUPPLIER),
      SITE: composed(by.SITE),
    },
  };
};

/** What the reference is asked, and what is registered. */
export interface ReferenceAsked {
  readonly item: string;
  readonly direction: 'BACK' | 'FORWARD';
  readonly knownAt: number;
  readonly rules: LineageRules;
  readonly companyOf: (owner: number) => string;
  /** The registered place of a canonical key; null: nobody registered it. */
  readonly siteOf: (place: string) => { readonly name: string; readonly country: string } | null;
}

/** So much of an item as the only one of some events says; null: none of them names it, or several do. */
const onlyAmount = (
  records: readonly LogRecord[],
  item: string,
  role: 'INPUT' | 'OUTPUT',
): Quantity | null => {
  const told = records
    .map(({ event }) => event.items.filter((line) => line.key === item && line.role === role))
    .filter((lines) => lines.length > 0);
  const [lines = []] = told;
  if (told.length !== 1) return null;
  return sum(
    lines.map(({ quantity, unit }) => (quantity === null ? null : { value: quantity, unit })),
  );
};

/** What went in and what came out, as the events tell that a link stands on. */
const linkText = (
  { from, to, kind, steps }: TraceLink,
  believed: readonly LogRecord[],
  rules: LineageRules,
): string => {
  const all = transformationsIn(believed, rules);
  const wanted = kind === 'MADE_INTO' ? 'MADE' : 'MEMBER';
  const makers = all.filter((one) => one.kind === wanted && steps.includes(one.position));
  const sources = new Set(
    makers
      .flatMap((maker) => rules.processMates(maker, all))
      .filter(({ inputs }) => inputs.includes(from))
      .map(({ position }) => position),
  );
  const taking = believed.filter(({ position }) => sources.has(position));
  const making = believed.filter(({ position }) => steps.includes(position));
  const [went, came] = [onlyAmount(taking, from, 'INPUT'), onlyAmount(making, to, 'OUTPUT')];
  return row(from, kind, to, amountText(went), amountText(came));
};

/** What the service must answer, by names instead of internal ids. */
export const expectedTrace = (
  records: readonly LogRecord[],
  { companyOf, siteOf, rules, ...asked }: ReferenceAsked,
): WholeTrace => {
  const { item, direction, knownAt } = asked;
  const answer = traceReference(records, { ...asked, at: null, depth: 50 }, rules);
  const believed = rules.believed(knowledgeAt(records, knownAt, rules.superseded).believed);
  const births = birthsByItem(believed);
  const shares = direction === 'BACK' ? sharesOf(item, believed, rules) : null;
  const { state, known, total } = completenessOf(answer, direction);
  const reached = new Set(answer.nodes.map(({ key }) => key));
  const unweighed = shares?.unweighed.filter((key) => reached.has(key)) ?? [];
  const nothing = ['unknown 0.0000'];
  return {
    nodes: sorted(
      answer.nodes.map(({ key, distance, tier, madeBy, corrected, more }) => {
        const line = births.get(key)?.[0]?.line ?? null;
        const { quantity = null, unit = null } = line ?? {};
        const amount = amountText(quantity === null ? null : { value: quantity, unit });
        const maker = madeBy === null ? null : companyOf(madeBy);
        const share = shares?.of(key) ?? null;
        return row(key, distance, tier, maker, corrected, more, amount, share);
      }),
    ),
    links: sorted(answer.links.map((link) => linkText(link, believed, rules))),
    gaps: sorted([
      ...answer.gaps.map(({ reason, key }) => row(reason, key)),
      ...unweighed.map((key) => row('QUANTITY_NOT_RECORDED', key)),
    ]),
    completeness: row(state, known, total),
    composition: {
      COUNTRY: shares?.by((birth) => siteOf(placeOf(birth))?.country ?? null) ?? nothing,
      SUPPLIER: shares?.by(({ record }) => companyOf(record.owner)) ?? nothing,
      SITE: shares?.by((birth) => siteOf(placeOf(birth))?.name ?? null) ?? nothing,
    },
  };
};

const placeOf = ({ record: { event } }: { readonly record: LogRecord }): string =>
  event.readPoint ?? event.bizLocation ?? '';
