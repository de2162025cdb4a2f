import { stat } from 'node:fs/promises';
import { messageOf } from '../platform/error-code.ts';
import { documentsIn } from './ingest-files.ts';
import { masterDataIn, registerAll } from './ingest-master-data.ts';
import { ask, NoServiceError, type Target } from './ingest-service.ts';
import { secondsLeft } from './progress.ts';

/** How often a running job is looked at, in milliseconds. */
const LOOK_MS = 200;

interface Job {
  readonly running: boolean;
  readonly success: boolean;
  readonly eventsReceived: number;
  readonly eventsStored: number;
  readonly errors: readonly { readonly detail: string; readonly at?: string }[];
}

interface Problems {
  readonly detail?: string;
  readonly problems?: readonly { readonly at: string; readonly message: string }[];
}

/** What the service says against it; something before the service may have answered, and not in JSON. */
const refusalOf = async (answer: Response): Promise<Error> => {
  const { detail, problems } = (await answer.json().catch(() => ({}))) as Problems;
  const lines = problems?.map(({ at, message }) => `${at} ${message}`) ?? [];
  const said = detail ?? `is not an answer of Throughline: look whether ${answer.url} is right`;
  return new Error([`${answer.status} ${said}`, ...lines].join('\n    '));
};

const send = async (document: string, target: Target): Promise<Job> => {
  const headers = {
    'content-type': 'application/json',
    'GS1-Capture-Error-Behaviour': target.proceed ? 'proceed' : 'rollback',
  };
  const init = { method: 'POST', headers, body: document };
  const captured = await ask('/epcis/capture', init, target);
  const location = captured.headers.get('location');
  if (captured.status !== 202 || location === null) throw await refusalOf(captured);
  for (;;) {
    const answer = await ask(location, {}, target);
    if (!answer.ok) throw await refusalOf(answer);
    const job = (await answer.json()) as Job;
    if (!job.running) return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

/** Events stored, documents that were not stored whole, and how much was sent. */
interface Tally {
  readonly startedMs: number;
  stored: number;
  failed: number;
  sentBytes: number;
  /** Of all files. */
  readonly allBytes: number;
}

/** The time left at the rate so far, by bytes; nothing is said of the last second. */
const leftOf = ({ startedMs, sentBytes, allBytes }: Tally): string => {
  const seconds = secondsLeft(startedMs, sentBytes, Math.max(sentBytes, allBytes));
  return seconds > 1 ? `, ${seconds} s left` : '';
};

const tell = (file: string, job: Job, tally: Tally): void => {
  const { stored, startedMs } = tally;
  const rate = Math.round((1_000 * stored) / (performance.now() - startedMs));
  process.stdout.write(
    `${file}: ${job.eventsStored} of ${job.eventsReceived} events stored (${stored} in all, ${rate}/s${leftOf(tally)})\n`,
  );
  for (const { detail, at } of job.errors) process.stderr.write(`  ${at ?? ''} ${detail}\n`);
};

/** Registers master data; false: the document holds events. */
const isRegistered = async (file: string, document: string, target: Target): Promise<boolean> => {
  const masterData = masterDataIn(document);
  if (masterData === null) return false;
  const { added, known } = await registerAll(masterData, target);
  process.stdout.write(`${file}: ${added} registered, ${known} were there before\n`);
  return true;
};

/** Sends one file and adds to the tally. */
const ingestFile = async (file: string, target: Target, tally: Tally): Promise<void> => {
  for await (const document of documentsIn(file)) {
    tally.sentBytes += Buffer.byteLength(document);
    if (await isRegistered(file, document, target)) continue;
    const job = await send(document, target);
    tally.stored += job.eventsStored;
    tally.failed += job.success ? 0 : 1;
    tell(file, job, tally);
  }
};

/** What cannot be read is told of when its turn comes. */
const bytesIn = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
};

/** Sends files and tells what became of each; answers the exit code, 1 when anything was not stored. */
export const ingest = async (files: readonly string[], target: Target): Promise<number> => {
  const sizes = await Promise.all(files.map(bytesIn));
  const allBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const startedMs = performance.now();
  const tally: Tally = { startedMs, stored: 0, failed: 0, sentBytes: 0, allBytes };
  for (const file of files) {
    try {
      await ingestFile(file, target, tally);
    } catch (error) {
      tally.failed += 1;
      process.stderr.write(`${file}: ${messageOf(error)}\n`);
      if (error instanceof NoServiceError) return 1;
    }
  }
  return tally.failed === 0 ? 0 : 1;
};
