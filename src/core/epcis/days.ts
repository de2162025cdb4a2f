const DAY_MS = 24 * 3_600_000;
const isDay = (moment: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(moment);

/** Where a day begins, at midnight UTC; an instant is itself. */
export const beginOf = (moment: string): string =>
  isDay(moment) ? `${moment}T00:00:00.000Z` : moment;

/** Where a day is over, at the next midnight UTC; an instant is itself. */
export const endOf = (moment: string): string =>
  isDay(moment) ? new Date(Date.parse(moment) + DAY_MS).toISOString() : moment;
