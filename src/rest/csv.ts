import type { Cell } from '../trace/stream.ts';

/** What a spreadsheet would take for a formula (OWASP, CSV injection); a number is none. */
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d+(\.\d+)?$/;

/** One field (RFC 4180): in quotes where it must be, and as text where a spreadsheet would reckon. */
const csvField = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = formula.test(cell) && !number.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A row with its line end. */
export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvField).join(',')}\r\n`;
