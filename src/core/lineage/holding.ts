import type { Amount } from './amount.ts';
import type { CustodyRecord } from './custody.ts';

/** Part of an item in one hand, at one place, in one container (domain rule 35). */
export interface Holding {
  /** Party key; of what is under way the party it is on its way to; null: not known. */
  readonly holder: string | null;
  readonly site: string | null;
  /** Container that it lies in directly. */
  readonly container: string | null;
  /** Null: not recorded. */
  readonly amount: Amount | null;
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
  /** The record since which it is so; null: not known. */
  readonly since: CustodyRecord | null;
}
