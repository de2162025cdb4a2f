import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewEntry } from '../log/entry.ts';
import { type Origin, prepareEntry } from '../log/new-entry.ts';
import type { GoodEvent } from './document.ts';

/** Events prepared before others get a turn on the processor: about a millisecond, since a batch is written meanwhile. */
const PREPARED_AT_ONCE = 4;

/** Prepares events, a few at a time, so that others get their turn. */
export const prepareEntries = async (
  good: readonly GoodEvent[],
  origin: Origin,
): Promise<readonly NewEntry[]> => {
  const entries: NewEntry[] = [];
  for (const [index, { event }] of good.entries()) {
    if (index > 0 && index % PREPARED_AT_ONCE === 0) await nextTurn();
    entries.push(prepareEntry(event, origin));
  }
  return entries;
};
