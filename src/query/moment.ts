/** What was known when a question was asked, or at the time it names (domain rule 39). */
export interface Moment {
  /** Log position of the last record. */
  readonly known: number;
  /** Names, countries and owners as recorded up to this instant; UTC with milliseconds. */
  readonly namesAt: string;
}

/** What a question is answered as of. */
export interface Asked {
  /** Log position. */
  readonly known: number;
  /** Record time of names; null: now. */
  readonly namesAt: string | null;
}
