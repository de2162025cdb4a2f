import { Flow } from './shares-flow.ts';
import type { Carried } from './shares-flow.ts';
import { Pools } from './shares-pools.ts';
import type { MixQuestion } from './shares-question.ts';
import { defaultMixRules } from './shares-weights.ts';
import type { MixRules } from './shares-weights.ts';

/** What the asked item is a mixture of; every share is in parts of `WHOLE` (shares-weights.ts). */
export interface Mixture<K> {
  /**
   * Shares that groups of items carry: how much of the asked item's primary mass was in one of
   * them, once or more often. Null where a quantity on the way is missing. An item that is in none
   * of the groups, or not on the way, carries nothing.
   */
  readonly carried: <G>(groupOf: (item: K) => G | null) => Carried<G>;
  /** By primary item: what was born there, and came into the asked item. */
  readonly origins: ReadonlyMap<K, bigint>;
  /** The rest: its origin or a quantity on the way is not recorded. */
  readonly unknown: bigint;
  /** Items whose mass is not recorded where they went in, and the organisation to ask. */
  readonly unweighed: ReadonlyMap<K, number>;
}

/**
 * The mixture of an item (domain rules 14, 16, 22; api.md section 2). Every transformation is
 * evenly mixed, by mass, over all its inputs, and each output inherits the mixture; events of one
 * process are one mix. Primary is what has no recorded inputs: its origin is known when its birth
 * is, and unknown when no event says so, or when it was made of nothing that is recorded.
 *
 * **Inputs that are not masses.** A single input needs no weighing: all comes from it. Inputs of
 * one and the same product in one dimension (two lots by the piece, or by the litre) are weighed by
 * that, since the pieces of a product weigh the same. In all other cases, one of them in pieces
 * beside masses or pieces of different products, the mass is not known, and nothing is guessed: the
 * shares of all inputs are null, since each depends on the sum.
 *
 * **In event time**, so that rework is defined: what goes in has the mixture that its item had by
 * then, the average of what was made of it up to then (equal times count), weighted by what was
 * left; taking takes of everything alike. Of the asked item all that was ever made counts, less what
 * went back into it. A single thing made again is what the last making says. An item of which
 * nothing had been made by then is what was made of it later (a wrong clock), unless that came from
 * this very use: then its origin is not recorded. Rings within one instant have the mixture that
 * repeats itself; what has no beginning in them is unknown.
 */
export const mixtureOf = <K>(
  question: MixQuestion<K>,
  rules: MixRules = defaultMixRules,
): Mixture<K> => {
  const flow = new Flow(new Pools(question, rules).whole());
  const { origins, unknown } = flow.ends();
  return {
    carried: (groupOf) => flow.carried(groupOf),
    origins,
    unknown,
    unweighed: flow.unweighed(),
  };
};
