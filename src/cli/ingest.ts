import { documentsIn } from './ingest-files.ts';

/** Where to send to, and as whom. */
export interface Target {
  /** Address of the service, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** True: of a document with bad events the good ones are kept. */
  readonly proceed: boolean;
}

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

const send = async (document: string, { url, key, proceed }: Target): Promise<Job> => {
  const authorization = `Bearer ${key}`;
  const captured = await fetch(`${url}/epcis/capture`, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/json',
      'GS1-Capture-Error-Behaviour': proceed ? 'proceed' : 'rollback',
    },
    body: document,
  });
  const location = captured.headers.get('location');
  if (captured.status !== 202 || location === null) {
    const { detail, problems } = (await captured.json()) as Problems;
    const lines = problems?.map(({ at, message }) => `${at} ${message}`) ?? [];
    throw new Error([`${captured.status} ${detail ?? ''}`, ...lines].join('\n    '));
  }
  for (;;) {
    const job = (await (await fetch(url + location, { headers: { authorization } })).json()) as Job;
    if (!job.running) return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

/** Events stored, and documents that were not stored whole. */
interface Tally {
  stored: number;
  failed: number;
}

const tell = (file: string, job: Job, { stored }: Tally, startedMs: number): void => {
  const rate = Math.round((1_000 * stored) / (performance.now() - startedMs));
  process.stdout.write(
    `${file}: ${job.eventsStored} of ${job.eventsReceived} events stored (${stored} in all, ${rate}/s)\n`,
  );
  for (const { detail, at } of job.errors) process.stderr.write(`  ${at ?? ''} ${detail}\n`);
};

/** Sends files and tells what became of each; answers the exit code, 1 when anything was not stored. */
export const ingest = async (files: readonly string[], target: Target): Promise<number> => {
  const tally: Tally = { stored: 0, failed: 0 };
  const startedMs = performance.now();
  for (const file of files) {
    try {
      for await (const document of documentsIn(file)) {
        const job = await send(document, target);
        tally.stored += job.eventsStored;
        tally.failed += job.success ? 0 : 1;
        tell(file, job, tally, startedMs);
      }
    } catch (error) {
      tally.failed += 1;
      process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return tally.failed === 0 ? 0 : 1;
};
