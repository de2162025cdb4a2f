import type { Writable } from 'node:stream';
import { LogReaderService } from '../log/log-reader.service.ts';
import { holdsDatabase, otherDirectoryOf } from '../platform/data-folder.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { isCode } from '../platform/error-code.ts';
import type { Settings } from '../platform/settings.ts';
import { StartError } from '../platform/start-error.ts';

/** Records read at once. */
const RECORDS_A_READ = 500;

/**
 * Refuses to export from a data folder that holds no database: one would be made there, and an empty log looks like an export.
 * @throws StartError when there is none.
 */
export const refuseNoDatabase = async (settings: Settings): Promise<void> => {
  const { databaseUrl, dataDirectory } = settings;
  const otherDirectory = otherDirectoryOf(settings);
  if (databaseUrl !== null || (await holdsDatabase(dataDirectory))) return;
  if (otherDirectory !== null && (await holdsDatabase(otherDirectory))) return;
  throw new StartError(
    `The data folder ${dataDirectory} holds no database, so there is nothing to export: ` +
      'set THROUGHLINE_DATA_DIRECTORY to the folder that the service uses, or DATABASE_URL.',
  );
};

/** Resolves when it is written; false when whoever read it has gone, as `head` does. */
const written = (out: Writable, text: string): Promise<boolean> =>
  new Promise((done, fail) => {
    out.write(text, (error) => {
      if (error == null) done(true);
      else if (isCode(error, 'EPIPE')) done(false);
      else
        fail(new StartError(`The export cannot be written (${error.message}): it is not whole.`));
    });
  });

/**
 * Writes the whole log as NDJSON: an EPCIS event a line, exactly as captured, in log order, error declarations included. What is
 * exported can be given to `ingest`; when it was recorded, by whom and whose it is are not in it. Answers how many lines it wrote,
 * or null when its reader left before the end.
 */
export const exportLog = async (
  databaseUrl: string,
  settings: Settings,
  out: Writable,
): Promise<number | null> => {
  const database = await Database.connect(databaseUrl, settings);
  // Each write is told of its own error; without a listener it would also end the process.
  out.on('error', () => undefined);
  try {
    const log = new LogReaderService(database, new Clock());
    const { position: last } = await log.watermark();
    for (let from = 0; from <= last; from += RECORDS_A_READ) {
      const length = Math.min(RECORDS_A_READ, last - from + 1);
      const positions = Array.from({ length }, (_, index) => from + index);
      const texts = await log.texts(null, positions);
      const lines = positions.map((position) => `${texts.get(position) ?? ''}\n`).join('');
      if (!(await written(out, lines))) return null;
    }
    return last + 1;
  } finally {
    await database.close();
  }
};
