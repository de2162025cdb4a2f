import type { JSX } from 'preact';
import { type BookLine, bookLines } from '../../src/core/lineage/book-lines.ts';
import { partHref } from '../part/address.ts';
import type { ItemAnswer } from '../part/answer.ts';
import { numberOf } from '../part/picture.ts';
import { columns, type Table } from '../part/tables.ts';
import { amountText, countryText, timeText, type Words } from '../part/words.ts';
import { Cell, type Heading } from '../part/cell.tsx';
import { ListedTable } from './listed.tsx';
import type { RecallPartAnswer, RecallShown } from './load.ts';
import { partsFile, sourcesOf } from './parts-file.ts';

interface TableProps {
  readonly recall: RecallShown;
  readonly words: Words;
}

const Item = ({
  item,
  known,
}: {
  readonly item: ItemAnswer;
  readonly known: string;
}): JSX.Element => (
  <a href={partHref(numberOf(item), known)}>
    <bdi>{item.name}</bdi>
  </a>
);

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

/** Who has how much of what, and how it came there. */
export function Holders({ recall, words }: TableProps): JSX.Element {
  const { say, locale } = words;
  const { holders } = recall;
  const heading = (
    id: 'part' | 'who' | 'status' | 'quantity' | 'container' | 'shipped' | 'papers',
  ): Heading => ({ text: say(`part.column.${id}`), isAmount: id === 'quantity' });
  const [who, state, much] = [heading('who'), heading('status'), heading('quantity')];
  const [inside, sent, papers] = [heading('container'), heading('shipped'), heading('papers')];
  const head = [heading('part'), who, state, much, inside, sent, papers];
  if (holders.nodes.length === 0) return <p>{say('recall.nobody')}</p>;
  return (
    <ListedTable
      title={say('recall.held')}
      file={{ name: `${recall.name ?? ''} holders`, table: () => holdersFile(recall) }}
      of={holders}
      {...{ head, words }}
    >
      {holders.nodes.map(({ status, part, party, quantity, container, hop }, index) => (
        <tr key={`${index} ${part.id}`}>
          <th scope="row">
            <Item item={part} known={recall.asKnownAt} />
          </th>
          <Cell of={who}>
            <bdi>{party.name}</bdi>
          </Cell>
          <Cell of={state}>{say(`recall.status.${status}`)}</Cell>
          <Cell of={much}>{amountText(words, quantity)}</Cell>
          <Cell of={inside}>
            {container !== null && <Item item={container} known={recall.asKnownAt} />}
          </Cell>
          <Cell of={sent}>
            {hop?.shippedAt != null && <bdi>{timeText(locale, hop.shippedAt)}</bdi>}
          </Cell>
          <Cell of={papers}>
            {hop?.documents.map(({ number }, at) => (
              <>
                {at > 0 && ' '}
                <bdi class="one">{number}</bdi>
              </>
            ))}
          </Cell>
        </tr>
      ))}
    </ListedTable>
  );
}

/** What a part was made from, by whom and where: below its name, since beside its books there is no room on paper. */
const Making = ({
  of: { id, birth },
  sources,
  words: { say, locale },
}: {
  readonly of: RecallPartAnswer['part'];
  readonly sources: ReturnType<typeof sourcesOf>;
  readonly words: Words;
}): JSX.Element => {
  const from = sources?.(id) ?? [];
  return (
    <>
      {from.length > 0 && (
        <div class="under" data-made="from">
          {say('part.column.madeFrom')}:{' '}
          {from.map((name, at) => (
            <>
              {at > 0 && '; '}
              <bdi>{name}</bdi>
            </>
          ))}
        </div>
      )}
      {birth !== null && (
        <div class="under" data-made="by">
          {say('part.column.maker')}: <bdi>{birth.madeBy.name}</bdi>
          {birth.country !== null && (
            <>
              {' · '}
              <bdi>{countryText(locale, birth.country)}</bdi>
            </>
          )}
        </div>
      )}
    </>
  );
};

/** Everything that it reaches, nearest first, each with its books. */
export function Parts({ recall, words }: TableProps): JSX.Element {
  const { say } = words;
  const { parts } = recall;
  const sources = sourcesOf(recall);
  const far: Heading = { text: say('part.column.distance'), isAmount: true };
  const amounts = bookLines.map((line) => ({
    line,
    text: say(`part.books.${line}`),
    isAmount: true,
  }));
  const head: readonly Heading[] = [{ text: say('part.column.part') }, far, ...amounts];
  const cell = ({ balance }: RecallPartAnswer, line: BookLine): string => {
    const value = balance[line];
    return value === null ? '' : amountText(words, { value, unit: balance.unit });
  };
  return (
    <ListedTable
      title={say('recall.reached')}
      file={{ name: `${recall.name ?? ''} parts`, table: () => partsFile(recall) }}
      of={parts}
      {...{ head, words }}
    >
      {parts.nodes.map((one) => (
        <tr key={one.part.id}>
          {/* Whoever hears the table hears with each cell the name alone. */}
          <th scope="row" abbr={one.part.name}>
            <Item item={one.part} known={recall.asKnownAt} />
            <Making of={one.part} {...{ sources, words }} />
          </th>
          <Cell of={far}>{one.distance}</Cell>
          {amounts.map((amount) => (
            <Cell key={amount.line} of={amount} mark={amount.line === 'unaccounted' && isOpen(one)}>
              {cell(one, amount.line)}
            </Cell>
          ))}
        </tr>
      ))}
    </ListedTable>
  );
}

/** Something is missing, or there is too much of it. */
const isOpen = ({ balance: { unaccounted } }: RecallPartAnswer): boolean =>
  unaccounted !== null && Number(unaccounted) !== 0;
