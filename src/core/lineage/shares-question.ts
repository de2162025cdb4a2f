import type { Amount } from './amount.ts';

/** So much of an item, as one line of an event says; a null amount is not recorded. */
export interface MixLine<K> {
  readonly item: K;
  readonly amount: Amount | null;
}

/**
 * One event that says what items were made of. MADE: a transformation. MEMBER: a piece and the lot
 * it was born into. BORN: an ObjectEvent ADD, by which material comes into the world.
 */
export interface MixAct<K> {
  readonly kind: 'MADE' | 'MEMBER' | 'BORN';
  /** Events of the same name are one mix (domain rule 14). */
  readonly process: string;
  /** Event time, UTC with microseconds. */
  readonly instant: string;
  /** Organisation whose event it is: whom to ask for what it does not say. */
  readonly owner: number;
  /** Null: there are some, but the trace was not asked so far. */
  readonly inputs: readonly MixLine<K>[] | null;
  /** Those through which the trace met the event; the others are neighbours (domain rule 13). */
  readonly outputs: readonly MixLine<K>[];
}

/** Something of an item went elsewhere: it is no longer there to be mixed with what comes later. */
export interface MixTake<K> extends MixLine<K> {
  readonly instant: string;
}

/** A trace BACK, as far as shares need it. */
export interface MixQuestion<K> {
  readonly asked: K;
  readonly acts: readonly MixAct<K>[];
  /** What was taken by events that do not lead to the asked item. */
  readonly taken: readonly MixTake<K>[];
  /** True for a single thing, of which there is one. */
  readonly isSingle: (item: K) => boolean;
  /** Items of one name weigh the same by the unit; null: nothing is known of that. */
  readonly productOf: (item: K) => string | null;
}
