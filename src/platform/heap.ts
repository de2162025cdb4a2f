import { setFlagsFromString } from 'node:v8';

/** How much of what is in use the heap may grow by before it is swept, in percent. */
const GROWTH_PERCENT = 100;

/**
 * Keeps the heap near what is in use. V8 lets it grow to some four times of that before it sweeps: a large answer, read and written a
 * block at a time, then leaves hundreds of megabytes of what is long sent. This is no limit: whatever needs more gets it.
 */
export const keepHeapSmall = (): void => {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
};
