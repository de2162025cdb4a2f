import { readDigitalLink } from './digital-link.ts';

/** Keys whose value begins with an indicator, an extension digit or a filler, before the company prefix (GS1 General Specifications 3). */
const withLeadingDigit: ReadonlySet<string> = new Set(['00', '01', '8003', '8006']);

/**
 * The digits of a canonical key that begin with the GS1 company prefix of who issued it; how many of them are the prefix only the list of
 * licences tells. Null: not a GS1 key.
 */
export const companyDigits = (key: string): string | null => {
  const read = readDigitalLink(key);
  if (read === null) return null;
  const digits = /^\d+/.exec(read.value.slice(withLeadingDigit.has(read.ai) ? 1 : 0))?.[0] ?? '';
  return digits === '' ? null : digits;
};
