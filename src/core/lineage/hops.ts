import type { LogRecord, TypedId } from '../epcis/event.ts';
import { compareAmounts, minus } from './amount.ts';
import type { Amount } from './amount.ts';
import { loadsOf } from './containment.ts';
import type { Load } from './containment.ts';
import type { CustodyRecord } from './custody.ts';
import type { CustodyFacts } from './facts.ts';
import { handOversOf } from './handover.ts';
import type { HandOver } from './handover.ts';
import { matchReceipts } from './matching.ts';
import type { HopDraft, LineDraft } from './matching.ts';
import { compareRecords, compareText, inOrder } from './order.ts';

/** Where a hand-over stands when everything is visible (domain rules 19, 36). */
export type HopStatus =
  'IN_TRANSIT' | 'PARTLY_RECEIVED' | 'RECEIVED' | 'SHORT' | 'OVER' | 'UNANNOUNCED';

/** One item of a hop, in the words of both sides. */
export interface HopLine {
  readonly item: string;
  /** Container that it lay in directly. */
  readonly container: string | null;
  /** Null: not said, or not shipped. */
  readonly shipped: Amount | null;
  /** Null: no receipt names it, or it does not say how much. */
  readonly received: Amount | null;
  /** A receipt names it. */
  readonly named: boolean;
  /** Received, but not shipped. */
  readonly unexpected: boolean;
}

/** Something on which the two sides say different things (domain rule 19). */
export interface Disagreement {
  readonly kind: 'QUANTITY' | 'ITEM_MISSING' | 'ITEM_UNEXPECTED' | 'SITE' | 'DOCUMENT' | 'TIME';
  readonly item: string | null;
  readonly senderSays: string | null;
  readonly receiverSays: string | null;
}

/**
 * One shipping event towards one receiving party, with the receipts matched to it (domain rules
 * 19, 36).
 */
export interface Hop {
  /** Null: UNANNOUNCED. */
  readonly shipping: CustodyRecord | null;
  /** In the documented order. */
  readonly receivings: readonly CustodyRecord[];
  readonly from: string | null;
  readonly to: string | null;
  readonly fromSite: string | null;
  readonly toSite: string | null;
  /** Null: one of the countries is not known. */
  readonly crossesBorder: boolean | null;
  readonly status: HopStatus;
  readonly lines: readonly HopLine[];
  readonly documents: readonly TypedId[];
  readonly ownershipChanges: boolean | null;
  readonly disagreements: readonly Disagreement[];
}

/** Received minus shipped, in the shipped unit; null unless both are known. */
export const differenceOf = (line: HopLine): string | null => {
  const missing = minus(line.shipped, line.received);
  return missing === null ? null : negated(missing.value);
};

const negated = (value: string): string => {
  if (value === '0') return value;
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
};

const compareLine = (line: HopLine): number =>
  line.unexpected ? 1 : (compareAmounts(line.received, line.shipped) ?? 0);

/**
 * Where a hop stands (domain rule 36): a line named with less is short, a line not named yet is
 * outstanding.
 */
export const statusOf = (
  lines: readonly HopLine[],
  receipts: number,
  closed: boolean,
): HopStatus => {
  if (receipts === 0) return 'IN_TRANSIT';
  const outstanding = lines.some((line) => !line.named);
  if (outstanding && !closed) return 'PARTLY_RECEIVED';
  if (outstanding || lines.some((line) => line.named && compareLine(line) < 0)) return 'SHORT';
  return lines.some((line) => compareLine(line) > 0) ? 'OVER' : 'RECEIVED';
};

const lineOf = (line: LineDraft): HopLine => ({
  item: line.item,
  container: line.container,
  shipped: line.shipped,
  received: line.named ? line.received : null,
  named: line.named,
  unexpected: line.unexpected,
});

const lineDisagreements = (line: HopLine, closed: boolean): readonly Disagreement[] => {
  const said = {
    item: line.item,
    senderSays: line.shipped?.value ?? null,
    receiverSays: line.received?.value ?? null,
  };
  if (line.unexpected) return [{ kind: 'ITEM_UNEXPECTED', ...said }];
  if (!line.named) return closed ? [{ kind: 'ITEM_MISSING', ...said }] : [];
  return compareLine(line) === 0 ? [] : [{ kind: 'QUANTITY', ...said }];
};

/** Types of documents of which both sides name some, and no number in common. */
const documentDisagreements = (
  shipping: HandOver,
  receipts: readonly HandOver[],
): readonly Disagreement[] => {
  const theirs = receipts.flatMap((receipt) => receipt.documents);
  const types = [...new Set(shipping.documents.map((one) => one.type))];
  return types.flatMap((type): readonly Disagreement[] => {
    const keys = (list: readonly TypedId[]): readonly string[] =>
      list.filter((one) => one.type === type).map((one) => one.key);
    const [sent, got] = [keys(shipping.documents), keys(theirs)];
    if (got.length === 0 || sent.some((key) => got.includes(key))) return [];
    return [
      { kind: 'DOCUMENT', item: null, senderSays: sent.join(', '), receiverSays: got.join(', ') },
    ];
  });
};

const disagreementsOf = (
  draft: HopDraft,
  lines: readonly HopLine[],
  closed: boolean,
): readonly Disagreement[] => {
  const { shipping, receipts } = draft;
  const [first] = receipts;
  if (shipping === null || first === undefined) return [];
  const sent = shipping.record.event.time;
  const early = receipts.find(({ record }) => record.event.time.instant < sent.instant);
  const elsewhere = receipts.find(
    ({ toSite }) => toSite !== null && shipping.toSite !== null && toSite !== shipping.toSite,
  );
  return [
    ...lines.flatMap((line) => lineDisagreements(line, closed)),
    ...(elsewhere
      ? [
          {
            kind: 'SITE',
            item: null,
            senderSays: shipping.toSite,
            receiverSays: elsewhere.toSite,
          } as const,
        ]
      : []),
    ...documentDisagreements(shipping, receipts),
    ...(early
      ? [
          {
            kind: 'TIME',
            item: null,
            senderSays: sent.text,
            receiverSays: early.record.event.time.text,
          } as const,
        ]
      : []),
  ];
};

const finished = (draft: HopDraft, facts: Pick<CustodyFacts, 'countryOf'>): Hop => {
  const said = draft.shipping ?? draft.receipts[0];
  const lines = draft.lines
    .map(lineOf)
    .toSorted(
      (a, b) => compareText(a.item, b.item) || compareText(a.container ?? '', b.container ?? ''),
    );
  const closed = draft.receipts.some((receipt) => receipt.complete);
  const fromSite = said?.fromSite ?? null;
  const toSite = said?.toSite ?? draft.receipts[0]?.toSite ?? null;
  const [here, there] = [fromSite, toSite].map((site) =>
    site === null ? null : facts.countryOf(site),
  );
  const documents = [draft.shipping, ...draft.receipts].flatMap((one) => one?.documents ?? []);
  return {
    shipping: draft.shipping?.record ?? null,
    receivings: draft.receipts.map((one) => one.record).toSorted(compareRecords),
    from: said?.from ?? null,
    to: said?.to ?? null,
    fromSite,
    toSite,
    crossesBorder: here && there ? here !== there : null,
    status:
      draft.shipping === null ? 'UNANNOUNCED' : statusOf(lines, draft.receipts.length, closed),
    lines,
    documents: [...new Map(documents.map((one) => [`${one.type} ${one.key}`, one])).values()],
    ownershipChanges: said?.ownershipChanges ?? null,
    disagreements: disagreementsOf(draft, lines, closed),
  };
};

/** The record that a hop is dated by: its shipping, or the first receipt where that is all there is. */
export const anchorOf = (hop: Hop): CustodyRecord | undefined => hop.shipping ?? hop.receivings[0];

/**
 * The hops of both sides' words, which are in the documented order (domain rules 19, 36): by time of shipping, in that order.
 */
export const hopsBetween = (
  sides: readonly HandOver[],
  facts: Pick<CustodyFacts, 'countryOf'>,
): readonly Hop[] =>
  matchReceipts(sides)
    .map((draft) => finished(draft, facts))
    .toSorted((a, b) => {
      const [one, two] = [anchorOf(a), anchorOf(b)];
      if (one === undefined || two === undefined) return 0;
      return compareRecords(one, two) || compareText(a.to ?? '', b.to ?? '');
    });

/** Both sides' words of every hand-over that is believed, in the documented order. */
export const sidesOf = (
  records: readonly LogRecord[],
  loads: readonly Load[],
  facts: CustodyFacts,
): readonly HandOver[] => inOrder(records).flatMap((record) => handOversOf(record, loads, facts));

/**
 * Every hop of what is believed (domain rules 19, 36): one for each shipping event and receiving
 * party, with its receipts by a shared document, then by container, then oldest first; and one for
 * each receipt that no shipping answers. The order of arrival means nothing.
 */
export const hopsOf = (records: readonly LogRecord[], facts: CustodyFacts): readonly Hop[] =>
  hopsBetween(sidesOf(records, loadsOf(records), facts), facts);
