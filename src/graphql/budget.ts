import { objectsMax } from './limits.ts';

/** Whoever stands in a list already is told in full: so much more than `objectsMax` may be loaded for that, and no more. */
const completedMax = 2 * objectsMax;

/** How many objects an answer may still hold (`objectsMax`). One for each request. */
export class ObjectBudget {
  #used = 0;

  /** Objects loaded so far: `extensions.cost.actual`. */
  get used(): number {
    return this.#used;
  }

  /** Grants as many entries of a list as are left: a list is cut, and says so. */
  take(wanted: number): number {
    return this.#grant(wanted, objectsMax);
  }

  /** Grants objects that entries need: without them a field that is never null would take its whole list with it. */
  complete(wanted: number): number {
    return this.#grant(wanted, completedMax);
  }

  #grant(wanted: number, most: number): number {
    const granted = Math.max(0, Math.min(wanted, most - this.#used));
    this.#used += granted;
    return granted;
  }
}
