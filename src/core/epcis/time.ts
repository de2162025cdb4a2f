/** A point in time as told in an event. */
export interface Instant {
  /** UTC with microseconds, `2026-03-02T05:00:00.000000Z`; finer fractions are cut. */
  readonly instant: string;
  /** Milliseconds since 1970, fraction cut: for arithmetic in other offsets. */
  readonly epochMs: number;
  /** Digits after the second as written, '' when none. */
  readonly fraction: string;
}

const timePattern =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const offsetPattern = /^([+-])(0\d|1[0-3]):([0-5]\d)$|^([+-])14:00$/;
/** XSD dateTimeStamp, the type in the standard, ends at fourteen hours; no place on earth is further from UTC. */
const offsetMinutesMax = 14 * 60;
const minuteMs = 60_000;

const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const utc = (year: number, month: number, day: number): number => {
  if (year >= 100) return Date.UTC(year, month - 1, day);
  return new Date(0).setUTCFullYear(year, month - 1, day);
};

const offsetMinutes = (sign: string | undefined, hours: number, minutes: number): number => {
  if (sign === undefined) return 0;
  if (minutes > 59 || hours * 60 + minutes > offsetMinutesMax) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
};

/** A second 60 exists only at the end of a UTC day (RFC 3339 section 5.6); it is stored as the next second. */
const isLeapSecond = (epochMs: number): boolean =>
  new Date(epochMs).toISOString().startsWith('00:00', 11);

/**
 * Reads an RFC 3339 time with its offset (EPCIS 2.0, ratified JSON schema `date-time`: the offset is required). Null when it is none: impossible
 * date, hour 24, offset beyond 14:00, year 0 (there is none, and no instant may fall into it), no offset.
 */
export const readTime = (text: string): Instant | null => {
  const match = timePattern.exec(text);
  if (match === null) return null;
  const [, y, mo, d, h, mi, s, fraction = '', sign, oh, om] = match;
  const [year, month, day] = [Number(y), Number(mo), Number(d)];
  const [hour, minute, second] = [Number(h), Number(mi), Number(s)];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  const offset = offsetMinutes(sign, Number(oh), Number(om));
  if (hour > 23 || minute > 59 || second > 60 || Number.isNaN(offset)) return null;
  const seconds = ((hour * 60 + minute - offset) * 60 + second) * 1000;
  const wholeMs = utc(year, month, day) + seconds;
  const iso = new Date(wholeMs).toISOString();
  if (iso.length !== 24 || iso.startsWith('0000')) return null;
  if (second === 60 && !isLeapSecond(wholeMs)) return null;
  const micro = fraction.slice(0, 6).padEnd(6, '0');
  return {
    instant: `${iso.slice(0, 19)}.${micro}Z`,
    epochMs: wholeMs + Number(micro.slice(0, 3)),
    fraction,
  };
};

/** Minutes of an `eventTimeZoneOffset` (`+03:00`), null when it is none (ratified schema: up to 14:00, no `Z`). */
export const readOffset = (text: string): number | null => {
  if (!offsetPattern.test(text)) return null;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return text.startsWith('-') ? -minutes : minutes;
};

/** Day `YYYY-MM-DD` of an instant at an offset in minutes (domain rule 47). */
export const dayAt = (instant: Instant, minutes: number): string => {
  const iso = new Date(instant.epochMs + minutes * minuteMs).toISOString();
  return iso.length === 24 ? iso.slice(0, 10) : instant.instant.slice(0, 10);
};

/** CBV event hash: UTC, milliseconds, half up at the fourth digit. */
export const hashTime = (time: Instant): string => {
  const up = time.fraction.charCodeAt(3) >= 53 ? 1 : 0;
  return new Date(time.epochMs + up).toISOString();
};
