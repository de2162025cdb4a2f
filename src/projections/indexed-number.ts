/** Of a longer number this much is kept to be found by. */
const LENGTH_MAX = 500;

/** The number of a document as people write it, and as its index has it: what stands after the last colon or slash of its URI. */
export const indexedNumber = (uri: string): string =>
  (/[^:/]+$/.exec(uri)?.[0] ?? uri).slice(0, LENGTH_MAX);
