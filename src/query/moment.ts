/** What was known when a question was asked, or at the time it names (domain rule 39). */
export interface Moment {
  /** Log position of the last record. */
  readonly known: number;
  /** Names, countries and owners as recorded up to this instant; UTC with milliseconds. */
  readonly namesAt: string;
}
