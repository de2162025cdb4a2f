import type { LogRecord } from '../epcis/event.ts';
import { isSuperseded } from './knowledge.ts';
import { feeds, isClassKey, processMates, transformationsOf } from './transformations.ts';
import { usedAlong } from './along.ts';

/**
 * The rules a trace stands on, one function each: a parameter, so that a spec can plant a mistake
 * in one and see it caught.
 */
export interface LineageRules {
  readonly superseded: typeof isSuperseded;
  /**
   * What of the records that stand is believed (domain rule 40): `withoutClaims` of belief.ts, where
   * it is known who is who. By default everything counts.
   */
  readonly believed: (records: readonly LogRecord[]) => readonly LogRecord[];
  readonly transformationsOf: typeof transformationsOf;
  readonly usedAlong: typeof usedAlong;
  readonly processMates: typeof processMates;
  readonly feeds: typeof feeds;
  /** Domain rules 2, 46: such an item joins nothing. */
  readonly joinsNothing: typeof isClassKey;
  /** True when an event at `instant` is later than the time asked about. */
  readonly leftOut: (instant: string, at: string | null) => boolean;
}

/** The rules as they are. */
export const defaultRules: LineageRules = {
  superseded: isSuperseded,
  believed: (records) => records,
  transformationsOf,
  usedAlong,
  processMates,
  feeds,
  joinsNothing: isClassKey,
  leftOut: (instant, at) => at !== null && instant > at,
};
