import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './load-ledger.ts';
import {
  bodyOf,
  documentsOf,
  type OwnDocument,
  type OwnEvent,
  type WorldQueue,
} from './load-world.ts';
import type { WatchedDoors } from './outages.ts';
import { type Random, upTo } from './random.ts';

/** What all who load a service share. */
export interface Load {
  readonly doors: WatchedDoors;
  readonly ledger: Ledger;
  readonly queue: WorldQueue;
  /** Keys by GLN. */
  readonly keys: ReadonlyMap<string, string>;
  /** False: take nothing new, only end what is under way. */
  going(): boolean;
  /** True: the test has failed, so nobody need wait any longer for what is under way. */
  abandoned(): boolean;
}

/** What writers did, and what readers may know of. */
export class Written {
  readonly events: OwnEvent[] = [];
  jobs = 0;
  bulkJobs = 0;
  resent = 0;
  steps = 0;
  corrections = 0;
}

/** Pause before something is sent again, in milliseconds. */
const AGAIN_MS = 150;
/** One of so many that were acknowledged is sent once more. */
const RESENT = 12;

/**
 * Tries until there is an answer.
 * @throws Error when the load is abandoned.
 */
export const untilSaid = async <Value>(
  load: Load,
  work: () => Promise<Value | null>,
): Promise<Value> => {
  while (!load.abandoned()) {
    const value = await work();
    if (value !== null) return value;
    await sleep(AGAIN_MS);
  }
  throw new Error('the load was abandoned');
};

interface Acknowledged {
  readonly location: string | null;
  readonly recordTime: string;
}

/** Sends one event until it is acknowledged. */
const sendEvent = (load: Load, one: OwnEvent): Promise<Acknowledged> =>
  untilSaid(load, async () => {
    const key = load.keys.get(one.gln) ?? '';
    const said = await load.doors.ask('/epcis/events', { key, body: bodyOf(one) });
    if (said === null) return null;
    if (said.status !== 201) load.doors.fault(`event ${one.identity}: ${said.status} ${said.text}`);
    const { recordTime = '' } = JSON.parse(said.text) as { recordTime?: string };
    return { location: said.headers.get('location'), recordTime };
  });

/** Sends single events one after the other; some once more, which must be the same ones. */
export const writeEvents = async (
  load: Load,
  written: Written,
  { random, pauseMs }: { readonly random: Random; readonly pauseMs: number },
): Promise<void> => {
  while (load.going()) {
    const [one] = load.queue.take(1);
    if (one === undefined) return;
    load.ledger.sent.add(one.identity);
    const first = await sendEvent(load, one);
    load.ledger.acknowledged.add(one.identity);
    written.events.push(one);
    if (upTo(random, RESENT) === 0) {
      written.resent += 1;
      const again = await sendEvent(load, one);
      if (again.location !== first.location || again.recordTime !== first.recordTime)
        load.doors.fault(`${one.identity} is another: ${JSON.stringify([first, again])}`);
    }
    await sleep(pauseMs);
  }
};

interface Job {
  readonly running: boolean;
  readonly success: boolean;
  readonly eventsReceived: number;
  readonly eventsStored: number;
}

/** Sends a document until it is taken: from then on it is never sent again, and must end well. */
export const sendDocument = async (
  load: Load,
  { gln, body }: OwnDocument,
  behaviour: 'rollback' | 'proceed',
): Promise<boolean> => {
  const { doors, keys } = load;
  const key = keys.get(gln) ?? '';
  const headers = { 'gs1-capture-error-behaviour': behaviour };
  const path = await untilSaid(load, async () => {
    const said = await doors.ask('/epcis/capture', { key, body, headers });
    if (said !== null && said.status !== 202) doors.fault(`capture: ${said.status} ${said.text}`);
    return said === null ? null : (said.headers.get('location') ?? '');
  });
  for (;;) {
    const said = await untilSaid(load, () => doors.ask(path, { key, method: 'GET' }));
    if (said.status !== 200) {
      doors.fault(`job ${path}: ${said.status} ${said.text}`);
      return false;
    }
    const job = JSON.parse(said.text) as Job;
    if (!job.running && !(job.success && job.eventsStored === job.eventsReceived))
      doors.fault(`job ${path}: ${said.text}`);
    if (!job.running) return job.success;
    await sleep(50);
  }
};

/** Events of a job that is done at once; one with more goes on where a killed process has ended. */
const SYNCHRONOUS_MAX = 256;

/** Sends documents of all sizes, a company's own events each, and some once more. */
export const writeDocuments = async (
  load: Load,
  written: Written,
  {
    random,
    pauseMs,
    batches,
  }: {
    readonly random: Random;
    readonly pauseMs: number;
    /** How many events are taken at once: one of these by chance. */
    readonly batches: readonly number[];
  },
): Promise<void> => {
  while (load.going()) {
    const events = load.queue.take(batches[upTo(random, batches.length)] ?? 1);
    for (const { identity } of events) load.ledger.sent.add(identity);
    const behaviour = random() < 0.5 ? 'rollback' : 'proceed';
    for (const document of documentsOf(events)) {
      if (!(await sendDocument(load, document, behaviour))) continue;
      for (const { identity } of document.events) load.ledger.acknowledged.add(identity);
      written.events.push(...document.events);
      written.jobs += 1;
      if (document.events.length > SYNCHRONOUS_MAX) written.bulkJobs += 1;
      if (upTo(random, RESENT) > 0) continue;
      written.resent += document.events.length;
      await sendDocument(load, document, behaviour);
    }
    await sleep(pauseMs);
  }
};
