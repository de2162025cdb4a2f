/** Lines of the books of an item (`Balance`), in the order in which they are told. */
export const bookLines = [
  'made',
  'adjusted',
  'used',
  'sold',
  'destroyed',
  'inTransit',
  'onHand',
  'unaccounted',
] as const;
/** A line of the books. */
export type BookLine = (typeof bookLines)[number];
