import { csvText } from '../core/csv.ts';
import type { Cell } from '../trace/stream.ts';

const csvField = (cell: Cell): string => {
  if (cell === null) return '';
  return typeof cell === 'string' ? csvText(cell) : String(cell);
};

/** A row with its line end. */
export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvField).join(',')}\r\n`;
