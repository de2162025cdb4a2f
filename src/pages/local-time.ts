const localPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/;
const MINUTE_MS = 60_000;

/** Minutes by which clocks of a zone are ahead of UTC at an instant; null for no zone that is known here. */
const minutesAhead = (instantMs: number, zone: string): number | null => {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = parts.formatToParts(instantMs).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? '') ?? [];
    const ahead = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === '-' ? -ahead : ahead;
  } catch {
    return null;
  }
};

const offsetText = (minutes: number): string => {
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
};

/**
 * RFC 3339 with the offset that clocks of an IANA zone had: `2026-03-02T08:00` in `Africa/Nairobi` is `2026-03-02T08:00:00+03:00`. Of an
 * hour that came twice the first is meant. Null for what is no time or no zone.
 */
export const timeInZone = (local: string, zone: string): string | null => {
  const asUtc = Date.parse(`${local}Z`);
  if (!localPattern.test(local) || Number.isNaN(asUtc)) return null;
  // The offset a day before holds until a change; whichever of both gives the time back that was typed is right.
  for (const guess of [asUtc - 1_440 * MINUTE_MS, asUtc, asUtc + 1_440 * MINUTE_MS]) {
    const ahead = minutesAhead(guess, zone);
    if (ahead === null) return null;
    if (minutesAhead(asUtc - ahead * MINUTE_MS, zone) !== ahead) continue;
    return `${local.length === 16 ? `${local}:00` : local}${offsetText(ahead)}`;
  }
  // An hour that clocks left out: as if they had not been put forward yet.
  const ahead = minutesAhead(asUtc - 1_440 * MINUTE_MS, zone) ?? 0;
  return `${local.length === 16 ? `${local}:00` : local}${offsetText(ahead)}`;
};

/** What clocks of a zone show at an instant, to the second: `2026-03-02T08:00:59`. */
export const localTime = (instant: Date, zone: string): string => {
  const ahead = minutesAhead(instant.getTime(), zone) ?? 0;
  return new Date(instant.getTime() + ahead * MINUTE_MS).toISOString().slice(0, 19);
};

/** IANA zones of a country by name, and UTC. */
export const zonesOf = (country: string | null): readonly string[] => {
  if (country === null || !/^[A-Z]{2}$/.test(country)) return ['UTC'];
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & {
    readonly timeZones?: readonly string[];
    readonly getTimeZones?: () => readonly string[];
  };
  return [...(locale.getTimeZones?.() ?? locale.timeZones ?? []), 'UTC'];
};

/** The zone that is meant where nobody says: that of a country whose clocks all show the same; else null, since any guess would be wrong for many. */
export const zoneMeant = (zones: readonly string[], now: Date): string | null => {
  const [first = 'UTC', ...others] =
    zones.length > 1 ? zones.filter((zone) => zone !== 'UTC') : zones;
  const shown = localTime(now, first);
  return others.every((zone) => localTime(now, zone) === shown) ? first : null;
};
