/** What a spreadsheet would take for a formula, in full width too (OWASP, CSV injection); a number is none. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const number = /^[+-]?\d+(\.\d+)?$/;

/** A text as one field of a CSV file (RFC 4180): in quotes where it must be, after an apostrophe where a spreadsheet would reckon. */
export const csvText = (text: string): string => {
  const safe = formula.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
