import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { epcisContextUrl } from '../core/epcis/namespace.ts';
import { isCode, messageOf } from '../platform/error-code.ts';
import { StartError } from '../platform/start-error.ts';
import type { Progress } from '../projections/check.service.ts';
import { generatedMasterData } from '../sample/generate-companies.ts';
import {
  DOCUMENT_EVENTS,
  documentOf,
  grouped,
  worldEvents,
  type WorldSize,
} from '../sample/generate.ts';

/** More is no test any more; the numbers of pallets would come round. */
const EVENTS_MAX = 100_000_000;
const SEED_MAX = 4_294_967_295;

const wholeNumber = (option: string, given: string, max: number, least: number): number => {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= least && number <= max) return number;
  throw new StartError(
    `--${option}: This is no such number. Expected: a whole number from ${least} to ${max}, not ${given}.`,
  );
};

/**
 * What was asked for on the command line.
 * @throws StartError with a sentence that names the option.
 */
export const worldSize = (given: {
  readonly events: string;
  readonly seed?: string | undefined;
}): WorldSize => ({
  events: wholeNumber('events', given.events, EVENTS_MAX, 1),
  seed: wholeNumber('seed', given.seed ?? '1', SEED_MAX, 0),
});

const filesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    await mkdir(folder, { recursive: true });
    return await readdir(folder);
  } catch (error) {
    throw new StartError(
      `--out: ${folder} can be no folder (${messageOf(error)}). Expected: a new one.`,
    );
  }
};

/** Makes the folder; another world in it would be sent along with this one. */
const emptyFolder = async (folder: string): Promise<void> => {
  const [first] = await filesIn(folder);
  if (first !== undefined)
    throw new StartError(
      `--out: There is something in ${folder} already (${first}). Expected: a new or an empty folder.`,
    );
};

/** Writes a world into a folder: master data, and documents of at most 2,000 events; answers how many documents. */
export const generateFiles = async (
  size: WorldSize,
  folder: string,
  progress: Progress = () => undefined,
): Promise<number> => {
  await emptyFolder(folder);
  await writeFile(
    join(folder, 'master-data.json'),
    `${JSON.stringify(generatedMasterData, null, 2)}\n`,
  );
  let [documents, events] = [0, 0];
  for (const group of grouped(worldEvents(size), DOCUMENT_EVENTS)) {
    documents += 1;
    const name = `part-${String(documents).padStart(6, '0')}.json`;
    await writeFile(join(folder, name), `${documentOf(group.map(({ event }) => event))}\n`);
    events += group.length;
    progress(events, size.events);
  }
  return documents;
};

/** Events that are written at once. */
const LINES_AT_ONCE = 100;

/** Resolves when it is written; false when whoever read it has gone, as `head` does. */
const written = (out: Writable, text: string): Promise<boolean> =>
  new Promise((done, fail) => {
    out.write(text, (error) => {
      if (error == null) done(true);
      else if (isCode(error, 'EPIPE')) done(false);
      else fail(new StartError(`The world cannot be written (${error.message}): it is not whole.`));
    });
  });

/** Writes a world as NDJSON, an event with its context a line, as fast as it is read. */
export const generateLines = async (size: WorldSize, out: Writable): Promise<void> => {
  // Each write is told of its own error; without a listener it would also end the process.
  out.on('error', () => undefined);
  for (const group of grouped(worldEvents(size), LINES_AT_ONCE)) {
    const lines = group.map(
      ({ event }) => `${JSON.stringify({ '@context': epcisContextUrl, ...event })}\n`,
    );
    if (!(await written(out, lines.join('')))) return;
  }
};
