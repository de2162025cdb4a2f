import type { Page } from '../access/page.ts';
import type { TypedId } from '../core/epcis/event.ts';
import type { Amount } from '../core/lineage/amount.ts';
import type { Disagreement, HopStatus } from '../core/lineage/hops.ts';
import type { ItemView } from './item.ts';
import type { Moment } from './moment.ts';

/** A party as an event names it; both null: not recorded. */
export interface PartyName {
  /** Internal id of the organisation that it is here; null: nobody here has that number. */
  readonly organisation: number | null;
  /** Canonical key as named; null: only the organisation is known. */
  readonly key: string | null;
}

/** One part in a hand-over, in the words of both sides. */
export interface HopLineView {
  /** Internal ids. */
  readonly item: number;
  /** Container that it lay in directly. */
  readonly container: number | null;
  /** Null: not said, or not shipped. */
  readonly shipped: Amount | null;
  /** Null: no receipt names it, or it does not say how much. */
  readonly received: Amount | null;
  /** Received minus shipped, in the shipped unit; null unless both are known. */
  readonly difference: string | null;
}

/** A point on which both sides say different things. */
export interface DisagreementView extends Omit<Disagreement, 'item'> {
  /** Internal id. */
  readonly item: number | null;
}

/** One shipping event towards one receiving party, with its receipts (domain rules 19, 36). */
export interface HopView {
  /** Unique in one answer, and the same on all of its pages. */
  readonly key: string;
  readonly status: HopStatus;
  readonly from: PartyName;
  readonly to: PartyName;
  /** Canonical keys of the sites; null: not recorded. */
  readonly fromSite: string | null;
  readonly toSite: string | null;
  /** ISO 3166-1 alpha-2; null: not known. */
  readonly fromCountry: string | null;
  readonly toCountry: string | null;
  /** Null: one of the countries is not known. */
  readonly crossesBorder: boolean | null;
  /** Event times as told; of the receipts the last. */
  readonly shippedAt: string | null;
  readonly receivedAt: string | null;
  readonly lines: readonly HopLineView[];
  readonly documents: readonly TypedId[];
  readonly disagreements: readonly DisagreementView[];
  /** Null: not recorded. */
  readonly ownershipChanges: boolean | null;
  /** Log positions; of the receipts in the documented order. */
  readonly shipping: number | null;
  readonly receivings: readonly number[];
}

/** When hops of an item are asked about. */
export interface HopTimes {
  /** Event time: what happened later is left out; null: nothing is. */
  readonly at: string | null;
  /** Record time; null: as `known` says. */
  readonly asKnownAt: string | null;
  /** Null: as known now. */
  readonly known: Moment | null;
}

/** Which hops of an item. */
export interface ItemHops {
  readonly item: ItemView;
  readonly filter: HopFilter;
  readonly when: HopTimes;
}

/** Which hops of all. */
export interface ListedHops {
  readonly filter: HopFilter;
  /** Record time; null: now. */
  readonly asKnownAt: string | null;
}

/** Conditions on hops; all hold together, any of a list. */
export interface HopFilter {
  readonly statuses?: readonly HopStatus[];
  readonly crossesBorder?: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly fromCountries?: readonly string[];
  readonly toCountries?: readonly string[];
  /** Internal ids of organisations. */
  readonly fromParties?: readonly number[];
  readonly toParties?: readonly number[];
  /** To, or from, the viewer's own organisation. */
  readonly toMe?: boolean;
  readonly fromMe?: boolean;
  /** As people write them. */
  readonly documents?: readonly string[];
  /** By time of shipping, or of receiving where that is all there is: `from` <= t < `until`; instants. */
  readonly from?: string;
  readonly until?: string;
  readonly disagreeing?: boolean;
}

/** A page of hops. */
export interface HopPage extends Page<HopView> {
  /** Null: as known now. */
  readonly moment: Moment | null;
}
