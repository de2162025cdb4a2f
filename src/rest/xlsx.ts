import type { Cell } from '../trace/stream.ts';

/** Rows of one sheet, its heading included (Excel specifications and limits). */
export const SHEET_ROWS_MAX = 1_048_576;
/** Characters of one cell (the same). */
const CELL_CHARACTERS_MAX = 32_767;
/** Digits that a number of a spreadsheet holds (IEEE 754 double): what has more stays text. */
const DIGITS_MAX = 15;

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** What XML 1.0 cannot hold at all (section 2.2). */
// oxlint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escapeXml = (text: string): string =>
  text.replaceAll(unwritable, '\uFFFD').replaceAll(/[&<>"]/g, (one) => entities[one] ?? one);

/** A decimal as recorded that a spreadsheet can reckon with, without losing a digit. */
const isNumber = (text: string): boolean =>
  /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replaceAll(/\D/g, '').length <= DIGITS_MAX;

/** Text is kept in its cell, so that `=1+1` is text and no formula. */
const sheetCell = (cell: Cell, isHeading: boolean): string => {
  if (cell === null) return '<c/>';
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (!isHeading && isNumber(cell) && cell.includes('.')) return `<c><v>${cell}</v></c>`;
  const text = escapeXml(cell.slice(0, CELL_CHARACTERS_MAX));
  return `<c t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
};

/** A row of a sheet; the first one is the heading. */
export const sheetRow = (row: number, cells: readonly Cell[]): string =>
  `<row r="${row}">${cells.map((cell) => sheetCell(cell, row === 1)).join('')}</row>`;

/** Before the rows of a sheet: its heading stays in sight. */
export const sheetBegin = (): string =>
  `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;

/** After the rows of a sheet. */
export const SHEET_END = '</sheetData></worksheet>';

const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

/** The part that names the sheets in their order. */
export const workbook = (names: readonly string[]): string =>
  `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${names
    .map(
      (name, index) =>
        `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
    )
    .join('')}</sheets></workbook>`;

const relationship = (id: number, type: string, target: string): string =>
  `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`;

const relationships = (inner: string): string =>
  `${declaration}<Relationships xmlns="${packages}/relationships">${inner}</Relationships>`;

/** The parts that say where the parts are, by path. */
export const relations = (sheets: number): readonly (readonly [path: string, text: string])[] => [
  [
    'xl/_rels/workbook.xml.rels',
    relationships(
      numbers(sheets)
        .map((id) => relationship(id, 'worksheet', `worksheets/sheet${id}.xml`))
        .join(''),
    ),
  ],
  ['_rels/.rels', relationships(relationship(1, 'officeDocument', 'xl/workbook.xml'))],
];

/** The part that says of what type the parts are. */
export const contentTypes = (sheets: number): string => {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const override = (path: string, kind: string): string =>
    `<Override PartName="/xl/${path}.xml" ContentType="${type}.${kind}+xml"/>`;
  return `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook', 'sheet.main')}${numbers(
    sheets,
  )
    .map((id) => override(`worksheets/sheet${id}`, 'worksheet'))
    .join('')}</Types>`;
};
