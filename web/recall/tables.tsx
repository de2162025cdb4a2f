import type { JSX } from 'preact';
import { partHref } from '../part/address.ts';
import type { ItemAnswer } from '../part/answer.ts';
import { numberOf } from '../part/picture.ts';
import { save } from '../part/save.ts';
import { columns, csvOf, type Table } from '../part/tables.ts';
import { amountText, timeText, type Words } from '../part/words.ts';
import type { Listed as List } from '../part/load.ts';
import type { RecallPartAnswer, RecallShown } from './load.ts';

interface TableProps {
  readonly recall: RecallShown;
  readonly words: Words;
}

/** Lines of the books that a recall shows; the part's own page has all. */
const shownLines = [
  'made',
  'used',
  'sold',
  'destroyed',
  'inTransit',
  'onHand',
  'unaccounted',
] as const;

const Item = ({ item }: { readonly item: ItemAnswer }): JSX.Element => (
  <a href={partHref(numberOf(item))}>
    <bdi>{item.name}</bdi>
  </a>
);

/** A table that scrolls by itself where it is too wide, with how much of the list it shows, and its rows as a file. */
function Listed({
  title,
  file,
  head,
  of: { nodes, hasMore },
  words: { say },
  children,
}: {
  readonly title: string;
  readonly file: { readonly name: string; readonly table: () => Pick<Table, 'columns' | 'rows'> };
  readonly head: readonly string[];
  readonly of: List<unknown>;
  readonly words: Words;
  readonly children: readonly JSX.Element[];
}): JSX.Element {
  return (
    <section class="stack">
      <div class="between">
        <h2>{title}</h2>
        <button
          type="button"
          class="btn sm"
          aria-label={`${title}: ${say('part.table.csv')}`}
          onClick={() => save(`${file.name}.csv`, csvOf(file.table()))}
        >
          {say('part.table.csv')}
        </button>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              {head.map((one) => (
                <th key={one} scope="col">
                  {one}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {hasMore && <p class="note warn">{say('recall.cut', { shown: nodes.length })}</p>}
    </section>
  );
}

const holdersFile = ({ holders }: RecallShown): Pick<Table, 'columns' | 'rows'> => ({
  columns: columns(
    'part number who country:country status quantity:amount container shipped:time papers',
  ),
  rows: holders.nodes.map(({ status, part, party, quantity, container, hop }, index) => ({
    key: String(index),
    cells: [
      part.name,
      numberOf(part),
      party.name,
      party.country,
      status,
      quantity,
      container?.name ?? null,
      hop?.shippedAt ?? null,
      hop?.documents.map(({ number }) => number).join(' ') ?? null,
    ],
    struck: false,
  })),
});

const partsFile = ({ parts }: RecallShown): Pick<Table, 'columns' | 'rows'> => ({
  columns: columns(
    `part number distance:number ${shownLines.map((line) => `${line}:amount`).join(' ')}`,
  ),
  rows: parts.nodes.map(({ part, distance, balance }) => ({
    key: part.id,
    cells: [
      part.name,
      numberOf(part),
      distance,
      ...shownLines.map((line) => {
        const value = balance[line];
        return value === null ? null : { value, unit: balance.unit };
      }),
    ],
    struck: false,
  })),
});

/** Who has how much of what, and how it came there. */
export function Holders({ recall, words }: TableProps): JSX.Element {
  const { say, locale } = words;
  const { holders } = recall;
  const head = (
    ['part', 'who', 'status', 'quantity', 'container', 'shipped', 'papers'] as const
  ).map((id) => say(`part.column.${id}`));
  if (holders.nodes.length === 0) return <p>{say('recall.nobody')}</p>;
  return (
    <Listed
      title={say('recall.held')}
      file={{ name: `${recall.item.name} holders`, table: () => holdersFile(recall) }}
      of={holders}
      {...{ head, words }}
    >
      {holders.nodes.map(({ status, part, party, quantity, container, hop }, index) => (
        <tr key={`${index} ${part.id}`}>
          <th scope="row">
            <Item item={part} />
          </th>
          <td>
            <bdi>{party.name}</bdi>
          </td>
          <td>{say(`recall.status.${status}`)}</td>
          <td class="num">{amountText(words, quantity)}</td>
          <td>{container !== null && <Item item={container} />}</td>
          <td>{hop?.shippedAt != null && <bdi>{timeText(locale, hop.shippedAt)}</bdi>}</td>
          <td>
            <bdi>{hop?.documents.map(({ number }) => number).join(' ')}</bdi>
          </td>
        </tr>
      ))}
    </Listed>
  );
}

/** Everything that it reaches, nearest first, each with its books. */
export function Parts({ recall, words }: TableProps): JSX.Element {
  const { say } = words;
  const { parts } = recall;
  const head = [
    say('part.column.part'),
    say('part.column.distance'),
    ...shownLines.map((line) => say(`part.books.${line}`)),
  ];
  const cell = ({ balance }: RecallPartAnswer, line: (typeof shownLines)[number]): string => {
    const value = balance[line];
    return value === null ? '' : amountText(words, { value, unit: balance.unit });
  };
  return (
    <Listed
      title={say('recall.reached')}
      file={{ name: `${recall.item.name} parts`, table: () => partsFile(recall) }}
      of={parts}
      {...{ head, words }}
    >
      {parts.nodes.map((one) => (
        <tr key={one.part.id}>
          <th scope="row">
            <Item item={one.part} />
          </th>
          <td class="num">{one.distance}</td>
          {shownLines.map((line) => (
            <td key={line} class={line === 'unaccounted' && isOpen(one) ? 'num t-bad' : 'num'}>
              {cell(one, line)}
            </td>
          ))}
        </tr>
      ))}
    </Listed>
  );
}

/** Something is missing, or there is too much of it. */
const isOpen = ({ balance: { unaccounted } }: RecallPartAnswer): boolean =>
  unaccounted !== null && Number(unaccounted) !== 0;
