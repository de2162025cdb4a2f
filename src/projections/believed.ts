/** SQL: a row of a read model is believed as known at a log position (domain rule 39). */
export const believed = (alias: string, known: string): string =>
  `${alias}.known_from <= ${known} and (${alias}.known_until is null or ${alias}.known_until > ${known})`;

/** SQL: an instant as events have it, UTC with microseconds. */
export const instantOf = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
