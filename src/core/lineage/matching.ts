import { compareAmounts, isZero, lessOf, minus, plus } from './amount.ts';
import type { Amount } from './amount.ts';
import { groupedBy } from './grouped-by.ts';
import type { HandOver } from './handover.ts';

/** One item of a hop while receipts are matched to it. */
export interface LineDraft {
  readonly item: string;
  readonly container: string | null;
  readonly shipped: Amount | null;
  received: Amount | null;
  named: boolean;
  readonly unexpected: boolean;
}

/** A hop while receipts are matched to it; `shipping` null: no shipping answers the receipt. */
export interface HopDraft {
  readonly shipping: HandOver | null;
  readonly receipts: HandOver[];
  readonly lines: LineDraft[];
}

/** A line of a shipping, with its hop. */
interface Sent {
  readonly hop: HopDraft;
  readonly line: LineDraft;
}

/** A line of a receipt, with what of it is not given to a hop yet. */
interface Got {
  readonly receipt: HandOver;
  readonly item: string;
  readonly container: string | null;
  readonly amount: Amount | null;
  left: Amount | null;
  done: boolean;
  last: Sent | null;
}

const nothing = (amount: Amount): Amount => ({ value: '0', unit: amount.unit });

const draftOf = (shipping: HandOver): HopDraft => ({
  shipping,
  receipts: [],
  lines: shipping.lines.map(({ item, container, amount }) => ({
    item,
    container,
    shipped: amount,
    received: null,
    named: false,
    unexpected: false,
  })),
});

/** Shipped and not received yet; null: how much was shipped is not known. */
const outstanding = ({ shipped, received }: LineDraft): Amount | null =>
  shipped === null ? null : minus(shipped, received ?? nothing(shipped));

const isFull = (line: LineDraft): boolean => {
  if (line.shipped === null) return line.named;
  const rest = outstanding(line);
  if (rest === null) return line.named;
  return (compareAmounts(rest, nothing(rest)) ?? 0) <= 0;
};

const join = (got: Got, sent: Sent): void => {
  if (!sent.hop.receipts.includes(got.receipt)) sent.hop.receipts.push(got.receipt);
  got.last = sent;
};

const give = (got: Got, sent: Sent, amount: Amount | null): void => {
  join(got, sent);
  sent.line.received = sent.line.received === null ? amount : plus(sent.line.received, amount);
  sent.line.named = true;
};

/**
 * Gives a hop as much of a receipt as it is waiting for; a receipt that says no quantity means
 * what is outstanding.
 */
const allot = (got: Got, sent: Sent): void => {
  const rest = outstanding(sent.line);
  if (got.left === null) {
    give(got, sent, rest);
    got.done = true;
    return;
  }
  const part = rest === null ? got.left : (lessOf(got.left, rest) ?? got.left);
  give(got, sent, part);
  got.left = minus(got.left, part);
  got.done = got.left === null || isZero(got.left);
};

const allotAll = (got: Got, sent: readonly Sent[]): void => {
  for (const other of sent) {
    if (!got.done && !isFull(other.line)) allot(got, other);
  }
};

const sharesDocument = (got: Got, { hop }: Sent): boolean =>
  got.receipt.documents.some((mine) =>
    (hop.shipping?.documents ?? []).some((theirs) => theirs.key === mine.key),
  );

const sameContainer = (got: Got, { line }: Sent): boolean =>
  got.container !== null && got.container === line.container;

const phases: readonly ((got: Got, sent: Sent) => boolean)[] = [
  sharesDocument,
  sameContainer,
  () => true,
];

/**
 * One item between one sender and one receiver: over all receipts by document, then by container,
 * then by age (domain rule 36).
 */
const matchGroup = (sent: readonly Sent[], got: readonly Got[]): void => {
  for (const fits of phases) {
    for (const one of got)
      allotAll(
        one,
        sent.filter((candidate) => fits(one, candidate)),
      );
  }
  for (const one of got.filter((candidate) => !candidate.done)) {
    const last = one.last ?? sent.findLast((candidate) => sharesDocument(one, candidate)) ?? null;
    if (last === null) continue;
    give(one, last, one.left);
    one.done = true;
  }
};

const nameOf = (item: string, { from, to }: HandOver): string => JSON.stringify([item, from, to]);

/**
 * Lines that no shipping answers: with a hop that the same receipt answers they are unexpected,
 * else they are a hop of their own.
 */
const placeRest = (rest: readonly Got[], all: readonly Got[]): readonly HopDraft[] => {
  const unannounced = new Map<HandOver, HopDraft>();
  const byReceipt = groupedBy(all, ({ receipt }) => receipt);
  for (const one of rest) {
    const hop = byReceipt.get(one.receipt)?.findLast((other) => other.last)?.last?.hop;
    const line: LineDraft = {
      item: one.item,
      container: one.container,
      shipped: null,
      received: one.amount,
      named: true,
      unexpected: true,
    };
    const draft = hop ??
      unannounced.get(one.receipt) ?? { shipping: null, receipts: [one.receipt], lines: [] };
    draft.lines.push(line);
    if (hop === undefined) unannounced.set(one.receipt, draft);
  }
  return [...unannounced.values()];
};

/**
 * Receipts matched with shipments (domain rule 36). `sides` are both sides' words in the
 * documented order.
 */
export const matchReceipts = (sides: readonly HandOver[]): readonly HopDraft[] => {
  const drafts = sides.filter((one) => one.side === 'SHIP').map(draftOf);
  const got = sides
    .filter((one) => one.side === 'RECEIVE')
    .flatMap((receipt) =>
      receipt.lines.map((line): Got => ({
        receipt,
        ...line,
        left: line.amount,
        done: false,
        last: null,
      })),
    );
  const sent = drafts.flatMap((hop) => hop.lines.map((line): Sent => ({ hop, line })));
  const sentBy = groupedBy(sent, ({ hop, line }) =>
    hop.shipping === null ? '' : nameOf(line.item, hop.shipping),
  );
  for (const [name, group] of groupedBy(got, (one) => nameOf(one.item, one.receipt))) {
    matchGroup(sentBy.get(name) ?? [], group);
  }
  const rest = got.filter((one) => one.last === null);
  return [...drafts, ...placeRest(rest, got)];
};
