import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { NewEntry } from '../src/log/entry.ts';
import type { Bench } from './bench.ts';

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

/** A connection of its own: those of the service send statements before the answers to others have come, which COPY does not allow. */
export const onConnection = async <T>(
  { settings }: Pick<Bench, 'settings'>,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const client = new Client({ connectionString: settings.databaseUrl ?? '' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Copies batches into a table of position, id and doc, a transaction each. */
export const copyAll = async (
  client: Client,
  table: string,
  batches: readonly string[],
): Promise<void> => {
  for (const batch of batches) {
    await client.query('begin');
    const sink = client.query(copyFrom(`copy ${table} (position, id, doc) from stdin`));
    await pipeline(Readable.from([batch]), sink);
    await client.query('commit');
  }
};
