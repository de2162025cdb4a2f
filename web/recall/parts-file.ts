import { bookLines } from '../../src/core/lineage/book-lines.ts';
import { madeFrom } from '../../src/core/lineage/made-from.ts';
import { numberOf } from '../part/picture.ts';
import { columns, type Table } from '../part/tables.ts';
import type { RecallShown } from './load.ts';

/** What each part was made from of what is listed, by its id; null: there are too many links to say. */
export const sourcesOf = ({
  parts,
  links,
}: Pick<RecallShown, 'parts' | 'links'>): ((id: string) => readonly string[]) | null => {
  if (links === null) return null;
  return madeFrom(links, new Map(parts.nodes.map(({ part }) => [part.id, part.name])));
};

/** The parts of a recall as its file has them. */
export const partsFile = (
  recall: Pick<RecallShown, 'parts' | 'links'>,
  sources = sourcesOf(recall),
): Pick<Table, 'columns' | 'rows'> => ({
  columns: columns(
    `part number distance:number ${sources === null ? '' : 'madeFrom '}maker country:country ${bookLines.map((line) => `${line}:amount`).join(' ')}`,
  ),
  rows: recall.parts.nodes.map(({ part, distance, balance }) => ({
    key: part.id,
    cells: [
      part.name,
      numberOf(part),
      distance,
      ...(sources === null ? [] : [sources(part.id).join('; ')]),
      part.birth?.madeBy.name ?? null,
      part.birth?.country ?? null,
      ...bookLines.map((line) => {
        const value = balance[line];
        return value === null ? null : { value, unit: balance.unit };
      }),
    ],
    struck: false,
  })),
});
