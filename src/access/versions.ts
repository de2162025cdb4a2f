/** Which version is asked for. */
export interface Version {
  /** The one that holds on this day, `2026-03-01`. */
  readonly day: string;
  /** Of those recorded up to this instant (ISO 8601); null: of all. What was recorded later was not known then (domain rule 39). */
  readonly knownAt: string | null;
}

/** A day, or any part of a version: today, and all that is known, unless said. */
export type AsOf = string | Partial<{ readonly [K in keyof Version]: Version[K] | null }>;

/** Beyond every version: the newest one. */
export const newestVersion: Version = { day: '9999-12-31', knownAt: null };

/** The one that was recorded when its subject was. */
export const firstVersion = ({ at }: { readonly at: string }): Version => ({
  day: newestVersion.day,
  knownAt: at,
});

/** What `asOf` means on the day `today`. As known at an instant, today is the day of that instant. */
export const versionOf = (asOf: AsOf | null | undefined, today: string): Version => {
  if (typeof asOf === 'string') return { day: asOf, knownAt: null };
  const knownAt = asOf?.knownAt ?? null;
  return { day: asOf?.day ?? knownAt?.slice(0, 10) ?? today, knownAt };
};

/** The instant up to which `asOf` looks; null: all that is known. */
export const knownAtOf = (asOf: AsOf | null | undefined): string | null =>
  typeof asOf === 'string' ? null : (asOf?.knownAt ?? null);

/** SQL of an instant, UTC with milliseconds. */
export const instantText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL: true when what happened at `column` was known at the instant `knownAt`; a null one is now. */
export const knownBy = (column: string, knownAt: string): string =>
  `(${knownAt}::timestamptz is null or ${column} <= ${knownAt}::timestamptz)`;

/**
 * SQL of "as of a day" (domain rule 31), the same for all that has versions: of the versions that hold on that day the newest; days before the
 * first version are answered as its first day is. `$1` is the day, `$2` the instant up to which versions were known.
 */
export const validOn = (table: string, owner: string, subject: string): string => `
  join lateral (
    select * from ${table} candidate
    where candidate.${owner} = ${subject} and ${knownBy('candidate.recorded_at', '$2')}
      and candidate.valid_from <= greatest($1::date,
        (select min(early.valid_from) from ${table} early where early.${owner} = ${subject}))
    order by candidate.valid_from desc, candidate.version desc
    limit 1
  ) v on true`;

/** SQL that makes registrations of one organisation wait for each other until the end of the transaction; `$1` names noun and owner. */
export const oneAtATime = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';

/** A change: what is undefined in `given` was left out and stays, null clears. */
export const merged = <Facts extends object>(
  before: Facts,
  given: { readonly [K in keyof Facts]?: Facts[K] | undefined },
): Facts => {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(said) };
};

/** True when a change changes nothing: saying the same again makes no version. */
export const sameFacts = <Facts extends object>(before: Facts, after: Facts): boolean =>
  JSON.stringify(before) === JSON.stringify(after);
