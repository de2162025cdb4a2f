/** Where an item came from (BACK) or went to (FORWARD). */
export interface TraceQuestion {
  /** Canonical key. */
  readonly item: string;
  readonly direction: 'BACK' | 'FORWARD';
  /** Log position: only what was known then counts (domain rule 39). */
  readonly knownAt: number;
  /** Instant as in `EventTime.instant`; later events are left out. Null: no bound. */
  readonly at: string | null;
  /** Greatest number of links from the asked item. */
  readonly depth: number;
}

/** One item of the answer; each item is there once (domain rule 22). */
export interface TraceNode {
  /** Canonical key. */
  readonly key: string;
  /** Fewest links from the asked item. */
  readonly distance: number;
  /**
   * Fewest changes of maker on the shortest ways from the asked item; an unknown maker is no
   * change.
   */
  readonly tier: number;
  /** Position of the event in which it began; null: not recorded. */
  readonly birth: number | null;
  /** Organisation whose event that is; null: not recorded. */
  readonly madeBy: number | null;
  /** An event that made it was declared wrong; what is shown is what counts now. */
  readonly corrected: boolean;
  /** The chain goes on, but `depth` was reached. */
  readonly more: boolean;
}

/** Material flowed `from` -> `to`, whichever way was asked. */
export interface TraceLink {
  readonly from: string;
  readonly to: string;
  /** PACKED_IN: only when `to` is the asked item, or lay in it. */
  readonly kind: 'MADE_INTO' | 'LOT_MEMBER' | 'PACKED_IN';
  /** Positions, ascending, of the events that produced `to`, or packed `from`, by this link. */
  readonly steps: readonly number[];
}

/** A hole in the answer (domain rule 23). */
export interface TraceGap {
  readonly reason: 'ORIGIN_NOT_RECORDED' | 'NO_LOT';
  readonly key: string;
}

/** The whole trace, in an order that depends on nothing but its content. */
export interface TraceAnswer {
  /** By distance, then key (code units). */
  readonly nodes: readonly TraceNode[];
  /** By from, to, kind. */
  readonly links: readonly TraceLink[];
  /** By key, then reason. */
  readonly gaps: readonly TraceGap[];
  /** What carried parts and is none itself; canonical keys in their order. */
  readonly carriers: readonly string[];
}
