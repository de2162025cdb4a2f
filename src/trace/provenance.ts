import type { Moment } from '../query/moment.ts';
import type { TracedGraph } from './graph.store.ts';
import type { TracedQuantity } from './traced-quantity.ts';
import type { ItemRow } from '../projections/item.store.ts';

/** How exact a trace can be for the asked item (domain rule 2). */
export type Precision = 'EXACT' | 'LOT' | 'CLASS';

/** How complete an answer is; missing is not zero (domain rule 23). */
export type CompletenessState = 'COMPLETE' | 'PARTIAL' | 'NOTHING_RECORDED' | 'DEPTH_REACHED';

/** Why something is missing: different reasons are different answers. */
export const gapReasons = [
  'ORIGIN_NOT_RECORDED',
  'NO_LOT',
  'NOT_YET_RECEIVED',
  'SHIPPING_NOT_RECORDED',
  'QUANTITY_NOT_RECORDED',
  'TOO_LARGE',
  'CLAIM_NOT_COUNTED',
] as const;
export type GapReason = (typeof gapReasons)[number];

/** One item of the graph; items are internal ids. */
export interface ProvenanceNodeView {
  readonly item: ItemRow;
  /** For people, in the default language. */
  readonly name: string;
  /** Fewest links from the asked item. */
  readonly distance: number;
  /** Changes of maker on the shortest way. */
  readonly tier: number;
  /** Organisation that made, harvested or first recorded it; null: not recorded. */
  readonly madeBy: number | null;
  /** ISO 3166-1, of the place where it was made. */
  readonly country: string | null;
  /** Day of making in the event's own offset. */
  readonly day: string | null;
  readonly quantity: TracedQuantity | null;
  /** Part of the asked item's primary mass that was in it, with 4 decimals; null: cannot be told, or not asked (FORWARD). */
  readonly share: string | null;
  /** Log position of the event that made it. */
  readonly step: number | null;
  /** The chain goes on, but the depth was reached. */
  readonly more: boolean;
  /** An event behind it was declared wrong; what counts now is shown. */
  readonly corrected: boolean;
}

/** Material flows from one item to another. */
export interface ProvenanceLinkView {
  /** Internal ids of items. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'MADE_INTO' | 'LOT_MEMBER' | 'PACKED_IN';
  readonly quantityIn: TracedQuantity | null;
  readonly quantityOut: TracedQuantity | null;
  /** Log position of the newest event that produced `to`, or packed `from`, by this link. */
  readonly step: number | null;
}

/** An organisation in its role in one chain. */
export interface SupplierView {
  readonly organisation: number;
  readonly tier: number;
  /** Internal ids of its items in this chain, nearest first. */
  readonly parts: readonly number[];
  /** Part of the asked item's primary mass that was in one of its parts, as in a node. */
  readonly share: string | null;
}

/** What shares are grouped by: country of birth, who made it first, place of birth. */
export type CompositionKey = 'COUNTRY' | 'SUPPLIER' | 'SITE';

/** One primary item of the asked one. */
export interface OriginView {
  /** In parts of `WHOLE` (core/lineage/shares-weights.ts). */
  readonly share: bigint;
  readonly country: string | null;
  readonly supplier: { readonly organisation: number; readonly name: string };
  /** Null: not recorded, or nobody described it. */
  readonly site: { readonly id: number; readonly key: string; readonly name: string } | null;
}

/** Where the asked item's primary mass was born. */
export interface OriginsView {
  readonly born: readonly OriginView[];
  /** The rest: its origin or a quantity on the way is not recorded. */
  readonly unknown: bigint;
}

/** One share; only the field of the grouping is filled. */
export interface CompositionShareView {
  readonly country: string | null;
  readonly supplier: number | null;
  /** Canonical key. */
  readonly site: string | null;
  readonly share: string;
}

/** Shares that are the whole together: with `others` and `unknown` they add up to exactly 1.0000. */
export interface CompositionView {
  /** Largest first, then by code or name; at most 200. */
  readonly shares: readonly CompositionShareView[];
  readonly others: string;
  readonly unknown: string;
}

/** One hole in the answer. */
export interface GapView {
  readonly reason: GapReason;
  /** Internal id; null: the whole answer. */
  readonly item: number | null;
  /** One sentence for people. */
  readonly text: string;
  /** Organisation to ask; null: not known. */
  readonly ask: number | null;
}

/** What is asked of one item. */
export interface ProvenanceQuestion {
  readonly direction: 'BACK' | 'FORWARD';
  /** Event time, RFC 3339; later events are left out. */
  readonly at: string | null;
  /** Record time, RFC 3339; null: now. */
  readonly asKnownAt: string | null;
  /** Links walked, 1 to 200. */
  readonly depth: number;
  /** Nodes of the page, 1 to 1,000. */
  readonly first: number;
  readonly after: string | null;
}

/** A whole trace, and what it is known as of. */
export interface WholeTrace {
  readonly traced: TracedGraph;
  /** Log position. */
  readonly known: number;
  /** Record time of names; null: now. */
  readonly namesAt: string | null;
}

/** Where an item comes from or went to: one page of the graph, and what holds for the whole of it. */
export interface ProvenanceView {
  readonly item: ItemRow;
  readonly direction: 'BACK' | 'FORWARD';
  readonly at: string | null;
  /** Record time of the newest event or description considered: asked again with it, the answer is the same. */
  readonly asKnownAt: string;
  /** What the answer speaks of; null: of what is known now. */
  readonly moment: Moment | null;
  /** What all of it is derived from: for what is asked of it besides. */
  readonly whole: WholeTrace;
  readonly precision: Precision;
  readonly completeness: {
    readonly state: CompletenessState;
    readonly text: string;
    readonly known: number;
    readonly total: number;
  };
  readonly summary: {
    readonly parts: number;
    readonly suppliers: number;
    readonly countries: readonly string[];
    readonly tiers: number;
  };
  readonly nodes: readonly ProvenanceNodeView[];
  /** Links whose later end is on this page. */
  readonly links: readonly ProvenanceLinkView[];
  readonly page: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    /** Where a page begins that goes on after a node; null for none. */
    readonly cursorAfter: (node: ProvenanceNodeView | undefined) => string | null;
  };
  /** Null: not asked (FORWARD), or too large to be computed. */
  readonly origins: OriginsView | null;
  /** Of the whole graph, by tier, then name. */
  readonly suppliers: readonly SupplierView[];
  /** Of the whole graph. */
  readonly gaps: readonly GapView[];
}
