import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Address, Order } from './address.ts';
import { Cell } from './cell.tsx';
import type { Picture } from './picture.ts';
import { save } from './save.ts';
import { csvOf, type Row, sortedRows, type Table, tableNames, tableOf } from './tables.ts';
import type { MessageKey } from '../messages/words.ts';
import { cellText, type Words } from './words.ts';

/** Rows that are written at once; the button below writes the rest. */
const ROWS_FIRST = 300;

const numeric: readonly string[] = ['number', 'amount', 'share'];

const headingOf = ({ say }: Words, column: string): string =>
  say(`part.column.${column}` as MessageKey);

/** The twin of every picture: the same rows, sortable, as a file too. */
export function TableTwin({
  picture,
  words,
  address: { table: name, sort, all },
  onChange,
}: {
  readonly picture: Picture;
  readonly words: Words;
  readonly address: Shown & Pick<Address, 'table'>;
  readonly onChange: (change: Partial<Address>) => void;
}): JSX.Element {
  const { say } = words;
  const table = useMemo(() => tableOf(picture, name), [picture, name]);
  const file = `${picture.item.name} ${name}.csv`;
  return (
    <section aria-label={say('part.view.table')}>
      <div class="between">
        <p class="flow" role="group" aria-label={say('part.table.which')}>
          {tableNames.map((one) => (
            <button
              key={one}
              type="button"
              class="btn sm"
              aria-pressed={one === name}
              onClick={() => onChange({ table: one, sort: null, all: false })}
            >
              {say(`part.table.${one}`)}
            </button>
          ))}
        </p>
        {table.rows.length > 0 && (
          <button
            type="button"
            class="btn sm"
            data-csv={name}
            onClick={() => save(file, csvOf(table))}
          >
            {say('part.table.csv')}
          </button>
        )}
      </div>
      <Rows key={name} {...{ table, words, sort, all, onChange }} />
    </section>
  );
}

/** How the rows of a table are shown. */
type Shown = Pick<Address, 'sort' | 'all'>;

/** One table with headings that sort it. */
export function Rows({
  table,
  words,
  sort,
  all,
  onChange,
}: Shown & {
  readonly table: Table;
  readonly words: Words;
  readonly onChange: (change: Partial<Shown>) => void;
}): JSX.Element {
  const { say } = words;
  const rows = useMemo(
    () => (sort === null ? table.rows : sortedRows(table, sort.by, sort.descending)),
    [table, sort?.by, sort?.descending],
  );
  const shown = all ? rows : rows.slice(0, ROWS_FIRST);
  const title = say(`part.table.${table.name}`);
  return (
    <>
      <div
        class="scroll"
        tabIndex={0}
        role="region"
        aria-label={say('part.table.scrolls', { title })}
      >
        <table class="rows" data-table={table.name}>
          <caption class="mute">{say('part.table.caption', { count: rows.length })}</caption>
          <Headings {...{ table, words, sort }} onSort={(next) => onChange({ sort: next })} />
          <tbody>
            {shown.map((row) => (
              <Line key={row.key} row={row} table={table} words={words} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p class="mute">{say(`part.table.${table.name}.none`)}</p>}
      {table.isCut && <p class="note warn">{say('part.table.cut')}</p>}
      {shown.length < rows.length && (
        <button type="button" class="btn" onClick={() => onChange({ all: true })}>
          {say('part.table.all', { count: rows.length })}
        </button>
      )}
    </>
  );
}

interface HeadingsProps {
  readonly table: Table;
  readonly words: Words;
  readonly sort: Order | null;
  readonly onSort: (order: Order) => void;
}

function Headings({ table, words, sort, onSort }: HeadingsProps): JSX.Element {
  return (
    <thead>
      <tr>
        {table.columns.map(({ id, kind }) => {
          const sorted = sort?.by === id;
          const descending = sorted && sort.descending;
          return (
            <th
              key={id}
              scope="col"
              class={numeric.includes(kind) ? 'r' : ''}
              aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                class="sort"
                onClick={() => onSort({ by: id, descending: sorted && !descending })}
              >
                {headingOf(words, id)}
                <span aria-hidden="true">{sorted ? (descending ? ' ↓' : ' ↑') : ''}</span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Line({
  row,
  table,
  words,
}: {
  readonly row: Row;
  readonly table: Table;
  readonly words: Words;
}): JSX.Element {
  return (
    <tr data-row={row.key}>
      {table.columns.map(({ id, kind }, index) => {
        const text = cellText(words, row.cells[index] ?? null, kind);
        const of = { text: headingOf(words, id), isAmount: numeric.includes(kind) };
        return (
          <Cell key={id} of={of}>
            {text === '' ? null : row.struck ? <s>{text}</s> : <bdi>{text}</bdi>}
          </Cell>
        );
      })}
    </tr>
  );
}
