import type { JSX } from 'preact';
import type { Heading } from '../part/cell.tsx';
import type { Listed } from '../part/load.ts';
import { save } from '../part/save.ts';
import { csvOf, type Table } from '../part/tables.ts';
import type { Words } from '../part/words.ts';

/** A table that scrolls by itself where it is too wide, with how much of the list it shows, and its rows as a file. */
export function ListedTable({
  title,
  file,
  head,
  of: { nodes, hasMore },
  words: { say },
  under,
  children,
}: {
  readonly title: string;
  readonly file: { readonly name: string; readonly table: () => Pick<Table, 'columns' | 'rows'> };
  readonly head: readonly Heading[];
  readonly of: Listed<unknown>;
  readonly words: Words;
  /** What is said of it. */
  readonly under?: JSX.Element;
  readonly children: readonly JSX.Element[];
}): JSX.Element {
  return (
    <section class="stack">
      <div class="between">
        <h2>{title}</h2>
        {nodes.length > 0 && (
          <button
            type="button"
            class="btn sm"
            aria-label={`${title}: ${say('part.table.csv')}`}
            onClick={() => save(`${file.name}.csv`, csvOf(file.table()))}
          >
            {say('part.table.csv')}
          </button>
        )}
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="rows">
          <thead>
            <tr>
              {head.map(({ text, isAmount }) => (
                <th key={text} scope="col" class={isAmount === true ? 'r' : ''}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
      {under}
      {hasMore && <p class="note warn">{say('recall.cut', { shown: nodes.length })}</p>}
    </section>
  );
}
