import type { RowKind, RowStream } from '../trace/stream.ts';
import type { CsvFile, CsvRow } from './csv-file.ts';

/** The rows of one kind of a large answer as a file. What was cut for its size is called so. */
export const fileOfStream = (name: string, stream: RowStream, kind: RowKind): CsvFile => ({
  name: stream.whole ? name : `${name} incomplete`,
  columns: kind.columns,
  rows: rowsOf(stream, kind),
});

async function* rowsOf(stream: RowStream, kind: RowKind): AsyncGenerator<readonly CsvRow[]> {
  for await (const { rows } of stream.blocks([kind])) yield rows;
}
