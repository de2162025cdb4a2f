import type { Amount } from '../core/lineage/amount.ts';
import type { ItemRow } from '../projections/item.store.ts';
import type { PartyName } from '../query/hop.ts';
import type { Found } from '../query/hop.service.ts';
import type { Moment } from '../query/moment.ts';
import type { WalkLink } from './assemble.ts';
import type { CompletenessState, GapView } from './provenance.ts';
import type { RecallSubject } from './recall-subject.ts';

/** One affected part. */
export interface RecallPartView {
  readonly item: ItemRow;
  /** In the default language. */
  readonly name: string;
  /** Fewest links from what was asked. */
  readonly distance: number;
}

/** Material flowed from one affected part to another; internal ids. */
export type RecallLinkView = Pick<WalkLink, 'from' | 'to' | 'kind'>;

/** Who has, is about to have, or has sold, how much of an affected part. */
export interface RecallHolderView {
  readonly party: PartyName;
  /** Internal ids. */
  readonly item: number;
  readonly container: number | null;
  /** Null: not recorded. */
  readonly quantity: Amount | null;
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
  /** Event time since when, UTC; null: not known. */
  readonly since: string | null;
  /** The hand-over by which it came, or is coming; null: none is recorded. */
  readonly hop: Found | null;
}

/** Everything made from what was asked (domain rule 24). */
export interface RecallView {
  readonly subject: RecallSubject;
  /** Record time that all of it is said as of, UTC with milliseconds. */
  readonly asKnownAt: string;
  /** What all of it is said as of. */
  readonly moment: Moment;
  readonly completeness: {
    readonly state: CompletenessState;
    readonly text: string;
    readonly known: number;
    readonly total: number;
  };
  /** By distance, then name by code point, then key. */
  readonly parts: readonly RecallPartView[];
  /** Between parts, and others that the viewer may not see (`linksOnPage` leaves those out); null: too many to be told. */
  readonly links: readonly RecallLinkView[] | null;
  /** Origins that are not recorded, and what was cut. */
  readonly gaps: readonly GapView[];
}
