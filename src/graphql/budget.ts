import { objectsMax } from './limits.ts';

/** How many objects an answer may still hold (`objectsMax`). One for each request. */
export class ObjectBudget {
  #used = 0;

  /** Objects loaded so far: `extensions.cost.actual`. */
  get used(): number {
    return this.#used;
  }

  /** Grants as many of `wanted` as are left. */
  take(wanted: number): number {
    const granted = Math.max(0, Math.min(wanted, objectsMax - this.#used));
    this.#used += granted;
    return granted;
  }
}
