import type { JSX } from 'preact';
import { symbolOf } from '../../src/core/units/rec20.ts';
import { type BookLine, bookLines } from '../../src/core/lineage/book-lines.ts';
import { columns, type Table } from '../part/tables.ts';
import { amountText, numberText, type Words } from '../part/words.ts';
import { Cell, type Heading } from '../part/cell.tsx';
import { ListedTable } from './listed.tsx';
import type { BalanceAnswer, RecallShown, TotalAnswer } from './load.ts';

/** Lines that come in and go out; what is left open has two of its own. */
const lines = bookLines.filter(
  (line): line is Exclude<BookLine, 'unaccounted'> => line !== 'unaccounted',
);
const open = ['missing', 'surplus'] as const;

const balanceFile = ({ totals, unknown }: BalanceAnswer): Pick<Table, 'columns' | 'rows'> => ({
  columns: columns(
    `unit ${['parts', ...lines, 'unaccounted', ...open, 'partsLeftOut'].map((id) => `${id}:number`).join(' ')}`,
  ),
  rows: totals.map((total) => ({
    key: total.unit ?? '',
    cells: [
      total.unit,
      total.parts,
      ...lines.map((line) => total[line]),
      total.unaccounted,
      total.missing,
      total.surplus,
      unknown,
    ],
    struck: false,
  })),
});

const isOpen = ({ missing, surplus }: TotalAnswer): boolean =>
  [missing, surplus].some((value) => Number(value) !== 0);

/** Whether all that came in went out, is there, or is open: over all parts, each unit by itself. */
export function Balance({
  recall: { balance, name },
  words,
}: {
  readonly recall: RecallShown;
  readonly words: Words;
}): JSX.Element {
  const { say, locale } = words;
  const title = say('recall.balance');
  if (balance === null)
    return (
      <section class="stack">
        <h2>{title}</h2>
        <p class="note warn">{say('recall.balance.late')}</p>
      </section>
    );
  const amounts = [
    {
      text: say('part.table.parts'),
      of: ({ parts }: TotalAnswer): number => parts,
      isAlarm: false,
    },
    ...[...lines, ...open].map((line) => ({
      text: say(line === 'missing' || line === 'surplus' ? `recall.${line}` : `part.books.${line}`),
      of: (total: TotalAnswer): number => Number(total[line]),
      isAlarm: line === 'missing' || line === 'surplus',
    })),
  ].map((one) => ({ ...one, isAmount: true }));
  const head: readonly Heading[] = [{ text: say('recall.unit') }, ...amounts];
  const under = <Verdict balance={balance} words={words} />;
  if (balance.totals.length === 0)
    return (
      <section class="stack">
        <h2>{title}</h2>
        {under}
      </section>
    );
  const total = (one: TotalAnswer): JSX.Element => (
    <tr key={one.unit ?? ''}>
      <th scope="row">
        {one.unit === null ? say('recall.pieces') : <bdi>{symbolOf(one.unit)}</bdi>}
      </th>
      {amounts.map((amount) => (
        <Cell key={amount.text} of={amount} mark={amount.isAlarm && amount.of(one) !== 0}>
          {numberText(locale, amount.of(one))}
        </Cell>
      ))}
    </tr>
  );
  return (
    <ListedTable
      file={{ name: `${name ?? ''} balance`, table: () => balanceFile(balance) }}
      of={{ nodes: balance.totals, hasMore: false }}
      {...{ title, head, words, under }}
    >
      {balance.totals.map(total)}
    </ListedTable>
  );
}

/** In words: what is missing, what is too much, and what is not in the sums. */
function Verdict({
  balance: { totals, unknown },
  words,
}: {
  readonly balance: BalanceAnswer;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const said = totals
    .filter(isOpen)
    .flatMap(({ unit, missing, surplus }) => [
      ...(Number(missing) === 0
        ? []
        : [say('recall.balance.missing', { amount: amountText(words, { value: missing, unit }) })]),
      ...(Number(surplus) === 0
        ? []
        : [say('recall.balance.surplus', { amount: amountText(words, { value: surplus, unit }) })]),
    ]);
  return (
    <div class="stack" data-balance={said.length === 0 ? 'closed' : 'open'}>
      {totals.length === 0 && <p>{say('recall.balance.none')}</p>}
      {totals.length > 0 && said.length === 0 && <p>{say('recall.balance.closed')}</p>}
      {said.length > 0 && (
        <p class="note bad">
          <span>
            <b>{say('recall.balance.open')}</b> {said.join(' ')}
          </span>
        </p>
      )}
      {unknown > 0 && (
        <p class="note warn">
          <span>{say('recall.balance.unknown', { count: unknown })}</span>
        </p>
      )}
      {totals.length > 0 && <p class="mute">{say('recall.balance.sum')}</p>}
    </div>
  );
}
