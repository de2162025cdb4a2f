/**
 * SQL of "as of a day" (domain rule 31), the same for all that has versions: of the versions that hold on that day the newest; days before the
 * first version are answered as its first day is. `$1` is the day.
 */
export const validOn = (table: string, owner: string, subject: string): string => `
  join lateral (
    select * from ${table} candidate
    where candidate.${owner} = ${subject}
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
