import type { Amount } from '../core/lineage/amount.ts';
import type { Balance } from '../core/lineage/books.ts';
import type { PartyName } from './hop.ts';
import type { Moment } from './moment.ts';

/** Part of an item in one hand, at one place, in one container (domain rule 35). */
export interface HoldingView {
  /** Of what is under way the party it is on its way to. */
  readonly holder: PartyName;
  /** Canonical key of the site; null: not known. */
  readonly site: string | null;
  /** Internal id of what it is packed in directly; null: not packed. */
  readonly container: number | null;
  /** Null: not recorded. */
  readonly quantity: Amount | null;
  /** Event time from which it was so, as told; null: not known. */
  readonly since: string | null;
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
}

/** Where an item is, who has it, what state it is in, at an event time and as known at a position (domain rules 18, 21, 35). */
export interface ItemStateView {
  /** Event time asked about. */
  readonly at: string;
  /** Null: as known now. */
  readonly moment: Moment | null;
  /** Canonical key; null: not known, or in several hands or places. */
  readonly site: string | null;
  /** Null: not known, or in several hands. */
  readonly holder: PartyName | null;
  /** Internal id; null: not packed, or in several holdings. */
  readonly container: number | null;
  /** By name of the holder, of the site, of the container. */
  readonly holdings: readonly HoldingView[];
  /** CBV word. */
  readonly disposition: string | null;
  /** CBV words in force. */
  readonly persistentDispositions: readonly string[];
  readonly onHold: boolean;
  /** Log position. */
  readonly lastEvent: number | null;
}

/** What is asked of a state. */
export interface StateQuestion {
  /** Event time; null: now. */
  readonly at: string | null;
  /** Record time; null: now. */
  readonly asKnownAt: string | null;
}

/** Books of one part, with why a line is null or does not balance. */
export interface BalanceView extends Balance {
  readonly notes: readonly string[];
  /** Null: as known now. */
  readonly moment: Moment | null;
}
