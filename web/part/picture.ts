import type {
  Amount,
  DisagreementAnswer,
  DocumentAnswer,
  EventAnswer,
  EventItemAnswer,
  GapReason,
  HopAnswer,
  HopStatus,
  ItemAnswer,
  LinkAnswer,
  StepAnswer,
  StepKind,
} from './answer.ts';
import type { PartAnswer } from './load.ts';
import { hopsTogether, stepsTogether } from './own-hops.ts';

/** A part of the chain, once, whoever shows it: graph, table, timeline or file. */
export interface PartRow {
  readonly key: string;
  readonly name: string;
  /** By which its own page is asked. */
  readonly number: string;
  readonly isContainer: boolean;
  /** It is the one that was asked about. */
  readonly asked: boolean;
  readonly maker: string | null;
  readonly country: string | null;
  readonly distance: number;
  readonly tier: number;
  /** Of its making or harvest; null: not recorded. */
  readonly day: string | null;
  readonly step: StepKind | null;
  readonly quantity: Amount | null;
  /** 0 to 1 of the asked part's mass; null: not told. */
  readonly share: number | null;
  readonly more: boolean;
  readonly corrected: boolean;
  /** Reasons of its gaps, in their order. */
  readonly gaps: readonly GapReason[];
}

/** Material flows `from -> to`, keys of parts. */
export interface LinkRow {
  readonly from: string;
  readonly to: string;
  readonly kind: LinkAnswer['kind'];
  readonly quantity: Amount | null;
  readonly share: number | null;
}

/** One line of a hand-over. */
export interface HopLineRow {
  readonly name: string;
  readonly number: string;
  readonly container: string | null;
  readonly shipped: Amount | null;
  readonly received: Amount | null;
  readonly difference: string | null;
}

/** What two sides say differently; what each says, as it is recorded. */
export type DisagreementRow = {
  /** Name of the item; null: it is about none. */
  readonly item: string | null;
} & (
  | {
      readonly kind: 'QUANTITY' | 'ITEM_MISSING' | 'ITEM_UNEXPECTED';
      /** Null: the line of the item is not among those that are told. */
      readonly line: Pick<HopLineRow, 'shipped' | 'received'> | null;
    }
  | {
      readonly kind: 'SITE' | 'DOCUMENT' | 'PARTY' | 'TIME';
      readonly sender: string | null;
      readonly receiver: string | null;
    }
);

/** A hand-over. */
export interface HopRow {
  readonly key: string;
  readonly status: HopStatus;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromSite: string | null;
  readonly toSite: string | null;
  readonly fromCountry: string | null;
  readonly toCountry: string | null;
  /** Null: one of the countries is not known. */
  readonly border: boolean | null;
  readonly shippedAt: string | null;
  readonly receivedAt: string | null;
  readonly documents: readonly DocumentAnswer[];
  readonly lines: readonly HopLineRow[];
  readonly lineCount: number;
  readonly disagreements: readonly DisagreementRow[];
}

/** What a record says of one item. */
export interface RecordLine {
  readonly name: string;
  readonly number: string;
  readonly role: EventItemAnswer['role'];
  readonly quantity: Amount | null;
  readonly claim: boolean;
}

/** A record; one that was put right stays, struck through. */
export interface RecordRow {
  readonly key: string;
  readonly step: StepKind;
  /** Null: only the day is known. */
  readonly time: string | null;
  readonly day: string;
  readonly who: string | null;
  readonly country: string | null;
  readonly where: string | null;
  readonly status: StepAnswer['status'];
  readonly lines: readonly RecordLine[];
  readonly lineCount: number;
  readonly documents: readonly DocumentAnswer[];
  /** Key of the record that stands in its place; null: it stands. */
  readonly correctedBy: string | null;
  /** Why it was put right, as its recorder says. */
  readonly reason: string | null;
  readonly correctedAt: string | null;
}

/** A hole, and whom to ask. */
export interface GapRow {
  readonly key: string;
  readonly reason: GapReason;
  /** Key of the part it is at; null: at none. */
  readonly part: string | null;
  readonly name: string | null;
  readonly ask: string | null;
}

/** Everything a page shows of a part: whatever shows some of it takes it from here. */
export interface Picture {
  readonly item: PartAnswer['item'];
  readonly trace: PartAnswer['trace'];
  readonly cut: PartAnswer['cut'];
  /** Of everything that is recorded of the trace and of the item itself, shown or not. */
  readonly summary: PartAnswer['trace']['summary'];
  readonly number: string;
  /** Nearest first, the asked one at the head. */
  readonly parts: readonly PartRow[];
  readonly links: readonly LinkRow[];
  /** On the way and of the item itself, oldest first. */
  readonly hops: readonly HopRow[];
  /** Oldest first. */
  readonly records: readonly RecordRow[];
  readonly gaps: readonly GapRow[];
}

/** What a graph draws of a picture, or of anything else that parts and links are told of. */
export interface Chain extends Pick<Picture, 'parts' | 'links' | 'gaps'> {
  readonly trace: Pick<Picture['trace'], 'direction'>;
}

/** A number by which anybody who may see an item finds it: ids are each reader's own and are not passed on. */
export const numberOf = (item: ItemAnswer): string =>
  item.digitalLink ?? item.identifiers[0]?.uri ?? item.identifiers[0]?.value ?? '';

/** A picture that was drawn without records, with them; what is drawn stays as it is. */
export const withRecords = (picture: Picture, answer: PartAnswer): Picture => ({
  ...picture,
  cut: answer.cut,
  records: recordsOf(stepsTogether(answer.steps, answer.ownHops)),
});

/** The one model behind graph, table, timeline and file. */
export function pictureOf(answer: PartAnswer): Picture {
  const gaps = answer.gaps.map(({ reason, item, ask }, index) => ({
    key: `gap-${index + 1}`,
    reason,
    part: item?.id ?? null,
    name: item?.name ?? null,
    ask: ask?.name ?? null,
  }));
  const gapsAt = new Map<string | null, GapReason[]>();
  for (const { part, reason } of gaps) gapsAt.set(part, [...(gapsAt.get(part) ?? []), reason]);
  const parts = answer.nodes.map((node) => ({
    key: node.key,
    name: node.item.name,
    number: numberOf(node.item),
    isContainer: node.item.__typename === 'Container',
    asked: node.item.id === answer.item.id,
    maker: node.madeBy.name,
    country: node.country,
    distance: node.distance,
    tier: node.tier,
    day: node.step?.day ?? null,
    step: node.step?.step ?? null,
    quantity: node.quantity,
    share: node.share === null ? null : Number(node.share),
    more: node.more,
    corrected: node.corrected,
    gaps: gapsAt.get(node.item.id) ?? [],
  }));
  const shareOf = new Map(parts.map(({ key, share }) => [key, share]));
  const { hops, added } = hopsTogether(answer.hops, answer.ownHops, answer.item);
  const { summary } = answer.trace;
  return {
    item: answer.item,
    trace: answer.trace,
    cut: answer.cut,
    summary: {
      ...summary,
      hops: summary.hops + added.length,
      borders: summary.borders + added.filter(({ crossesBorder }) => crossesBorder === true).length,
    },
    number: numberOf(answer.item),
    parts,
    links: answer.links.map(({ from, to, kind, quantityIn }) => {
      const upper = answer.trace.direction === 'BACK' ? from : to;
      return { from, to, kind, quantity: quantityIn, share: shareOf.get(upper) ?? null };
    }),
    hops: hops.map(hopRow),
    records: recordsOf(stepsTogether(answer.steps, answer.ownHops)),
    gaps,
  };
}

/** A hand-over as it is shown. */
export const hopRow = (hop: HopAnswer): HopRow => ({
  key: hop.key,
  status: hop.status,
  from: hop.from.name,
  to: hop.to.name,
  fromSite: hop.fromSite?.name ?? null,
  toSite: hop.toSite?.name ?? null,
  fromCountry: hop.fromCountry,
  toCountry: hop.toCountry,
  border: hop.crossesBorder,
  shippedAt: hop.shippedAt,
  receivedAt: hop.receivedAt,
  documents: hop.documents,
  lineCount: hop.lineCount,
  lines: hop.lines.map(lineOf),
  disagreements: hop.disagreements.map((one) => disagreementRow(one, hop)),
});

const lineOf = ({ item, container, ...said }: HopAnswer['lines'][number]): HopLineRow => ({
  ...said,
  name: item.name,
  number: numberOf(item),
  container: container?.name ?? null,
});

const disagreementRow = (
  { kind, item, senderSays, receiverSays }: DisagreementAnswer,
  hop: HopAnswer,
): DisagreementRow => {
  const name = item?.name ?? null;
  if (kind !== 'QUANTITY' && kind !== 'ITEM_MISSING' && kind !== 'ITEM_UNEXPECTED')
    return { kind, item: name, sender: senderSays, receiver: receiverSays };
  // Two containers may each hold some of the item. The contract says amounts in words of one language, their figure first.
  const isOf = (amount: Amount | null, said: string | null): boolean =>
    (amount?.value ?? null) === (said?.split(' ', 1)[0] ?? null);
  const line = hop.lines.find(
    (one) =>
      one.item.id === item?.id && isOf(one.shipped, senderSays) && isOf(one.received, receiverSays),
  );
  return { kind, item: name, line: line === undefined ? null : lineOf(line) };
};

const lineRow = ({ item, role, quantity, claim }: EventItemAnswer): RecordLine => ({
  name: item.name,
  number: numberOf(item),
  role,
  quantity,
  claim,
});

const instantOf = ({ time, day }: RecordRow): string => time ?? day;

/** Each record, and each that one of them puts right, once; oldest first, what was put right before what stands in its place. */
export function recordsOf(steps: readonly EventAnswer[]): readonly RecordRow[] {
  const rows = new Map<string, RecordRow>();
  for (const step of steps) {
    const { id, by, at, itemCount } = step;
    rows.set(id, {
      ...recordHead(step),
      who: by.name,
      country: at?.place.country ?? by.country,
      where: at?.name ?? null,
      lines: step.items.map(lineRow),
      lineCount: itemCount,
      documents: step.documents,
      correctedBy: null,
      reason: null,
      correctedAt: null,
    });
  }
  for (const { id, at, corrects } of steps) {
    for (const wrong of corrects) {
      if (rows.has(wrong.id)) continue;
      rows.set(wrong.id, {
        ...recordHead(wrong),
        who: wrong.by.name,
        country: at?.place.country ?? wrong.by.country,
        where: at?.name ?? null,
        lines: wrong.items.map(lineRow),
        lineCount: wrong.itemCount,
        documents: [],
        correctedBy: id,
        reason: wrong.correction?.reason ?? null,
        correctedAt: wrong.correction?.declaredAt ?? null,
      });
    }
  }
  return [...rows.values()].toSorted((a, b) => {
    const [first, second] = [instantOf(a), instantOf(b)];
    if (first !== second) return first < second ? -1 : 1;
    return Number(a.correctedBy === null) - Number(b.correctedBy === null);
  });
}

const recordHead = ({ id, step, time, day, status }: StepAnswer) => ({
  key: id,
  step,
  time,
  day,
  status,
});
