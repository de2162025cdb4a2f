import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { NewEntry } from '../src/log/entry.ts';
import type { Database } from '../src/platform/database.ts';

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');

/** What COPY takes: made before the clock starts. */
export const copyText = (batch: readonly NewEntry[], first: number): string =>
  batch
    .map(({ eventKey, event, text }, row) => {
      const id = `${eventKey}${event.errorDeclaration?.instant ?? ''}`;
      return `${first + row}\t${escaped(id)}\t${escaped(text)}\n`;
    })
    .join('');

/** Copies batches into a table of position, id and doc, a transaction each. */
export const copyAll = async (
  database: Database,
  table: string,
  batches: readonly string[],
): Promise<void> => {
  for (const batch of batches) {
    await database.transaction(null, async (tx) => {
      const client = (await tx.runner.connect()) as PoolClient;
      const sink = client.query(copyFrom(`copy ${table} (position, id, doc) from stdin`));
      await pipeline(Readable.from([batch]), sink);
    });
  }
};
