import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Database } from '../platform/database.ts';
import type { Settings } from '../platform/settings.ts';

/** Records read at once. */
const RECORDS_A_READ = 500;

/**
 * Writes the whole log as NDJSON: an EPCIS event a line, exactly as captured, in log order, error declarations included. What is
 * exported can be given to `ingest`. Answers how many lines it wrote.
 */
export const exportLog = async (
  databaseUrl: string,
  settings: Settings,
  out: Writable,
): Promise<number> => {
  const database = await Database.connect(databaseUrl, settings);
  try {
    const log = new LogReaderService(database);
    const { position: last } = await log.watermark();
    for (let from = 0; from <= last; from += RECORDS_A_READ) {
      const length = Math.min(RECORDS_A_READ, last - from + 1);
      const positions = Array.from({ length }, (_, index) => from + index);
      const texts = await log.texts(null, positions);
      const lines = positions.map((position) => `${texts.get(position) ?? ''}\n`).join('');
      if (!out.write(lines)) await once(out, 'drain');
    }
    return last + 1;
  } finally {
    await database.close();
  }
};
