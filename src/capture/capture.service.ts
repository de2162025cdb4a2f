import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { stringifyJson } from '../core/json/parse.ts';
import type { JsonValue } from '../core/json/value.ts';
import { accept, type Problem, refuse, type Result } from '../core/result.ts';
import type { Origin } from '../log/new-entry.ts';
import { retrying } from '../log/retry.ts';
import { type KeptRoom, SequencerService } from '../log/sequencer.service.ts';
import type { SubmitOptions } from '../log/submission.ts';
import { VocabularyService } from '../masterdata/vocabulary.service.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { readKeptClaims } from '../projections/claims.ts';
import { CaptureRunnerJob } from './capture-runner.job.ts';
import { claimsIn, type Placed, placedOf } from './claim-warning.ts';
import { logWarnings } from './log-warnings.ts';
import {
  type GoodEvent,
  longIds,
  listed,
  readDocument,
  type ReadDocument,
  unlikely,
} from './document.ts';
import { type Chunk, isFault, withoutFaulty } from './faults.ts';
import { JobService } from './job.service.ts';
import type { CaptureJob } from './job.ts';
import { insertJob } from './job.store.ts';
import { SYNCHRONOUS_EVENTS_MAX } from './limits.ts';
import { type CapturedEvent, conflictsOf, outcomeOf } from './outcome.ts';
import { finishedJob } from './finished-job.ts';
import { prepareEntries } from './prepare.ts';
import { oversizeEvent } from './size.ts';

/** How events that were read already are captured. */
export interface CaptureEventsOptions {
  /** True: if one conflicts, none is stored. */
  readonly rollback: boolean;
  /** JSON Pointer to the event of an index, for problems and warnings. */
  readonly pointerOf?: (index: number) => string;
  /** Written in the same transaction; see `SubmitOptions`. */
  readonly alongside?: SubmitOptions['alongside'];
}

/** A document that is read again when its turn comes. */
interface LaterCapture {
  readonly job: CaptureJob;
  readonly source: string | JsonValue;
  readonly room: KeptRoom;
}

/** The one way in: documents and events become records of the log. Nothing is refused for its order. */
@Injectable()
export class CaptureService {
  constructor(
    private readonly sequencer: SequencerService,
    private readonly vocabulary: VocabularyService,
    private readonly jobs: JobService,
    private readonly runner: CaptureRunnerJob,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Captures an EPCIS document. Up to 256 events the job is finished when the answer comes; a larger document is durable then,
   * and its job runs on. Refused whole, with nothing stored: what is no document, and with `rollback` a document with a bad event.
   * @throws UnavailableError when too much waits already: before the document is read, or its events are.
   */
  async captureDocument(
    viewer: Viewer,
    source: string | JsonValue,
    options: { readonly rollback: boolean },
  ): Promise<Result<CaptureJob>> {
    const origin = originOf(viewer);
    if (!origin.ok) return origin;
    return this.inRoom(source, async (room, admit) => {
      const read = await readDocument(source, this.clock.now(), admit);
      if (!read.ok) return read;
      if (options.rollback && read.value.problems.length > 0) {
        return refuse(...listed(read.value.problems));
      }
      const job = await this.newJob(origin.value, options.rollback, read.value);
      return read.value.good.length <= SYNCHRONOUS_EVENTS_MAX
        ? accept(await this.captureNow(job, read.value, room))
        : this.captureLater(viewer, { job, source, room });
    });
  }

  /**
   * Captures one event on its own (EPCIS `POST /events`): created, or existing with the same content; ID_CONFLICT refuses.
   * @throws UnavailableError when too much waits already, before the event is read.
   */
  async captureEvent(viewer: Viewer, source: string | JsonValue): Promise<Result<CapturedEvent>> {
    const read = await this.inRoom(source, () => readDocument(source, this.clock.now()));
    if (!read.ok) return read;
    const { good, problems, warnings } = read.value;
    const [event] = good;
    if (problems.length > 0) return refuse(...problems);
    if (event === undefined || good.length > 1 || event.at !== '') return refuse(notOneEvent);
    const captured = await this.captureEvents(viewer, [event.event], { rollback: true });
    if (!captured.ok) return captured;
    const [outcome] = captured.value;
    if (outcome === undefined) throw new Error('one event has one outcome');
    return outcome.status === 'REFUSED'
      ? refuse(...outcome.problems)
      : accept({ ...outcome, warnings: [...warnings, ...outcome.warnings.filter(isOfLog)] });
  }

  /**
   * Captures events that were read already, at most 1,000, in one transaction and in the order given.
   * @throws UnavailableError when the service is overloaded or its database away; sending the same again doubles nothing.
   */
  async captureEvents(
    viewer: Viewer,
    events: readonly EpcisEvent[],
    options: CaptureEventsOptions,
  ): Promise<Result<readonly CapturedEvent[]>> {
    const origin = originOf(viewer);
    if (!origin.ok) return origin;
    const good = events.map((event, index): GoodEvent => ({
      event,
      at: options.pointerOf?.(index) ?? '',
    }));
    const problems = good.flatMap(({ event, at }) => [
      ...oversizeEvent(event.body, at),
      ...longIds(event, at),
    ]);
    if (problems.length > 0) return refuse(...problems);
    const entries = await prepareEntries(good, origin.value);
    let said = new Map<GoodEvent, readonly Problem[]>();
    const appended = await this.sequencer.submit(entries, {
      rollback: options.rollback,
      alongside: async (tx, outcome) => {
        const placed = placedOf(good, outcome.appended);
        const warnings = await logWarnings(tx, placed, await claimsIn(tx, outcome));
        said = new Map(placed.map(({ one }, index) => [one, warnings[index] ?? []]));
        await options.alongside?.(tx, outcome);
      },
    });
    const now = this.clock.now();
    return accept(
      good.map((one, index) => {
        const answer = appended[index];
        const entry = entries[index];
        if (answer === undefined || entry === undefined) throw new Error('an event without answer');
        const warnings = [...unlikely(one, now), ...(said.get(one) ?? [])];
        return outcomeOf(answer, { at: one.at, entry, warnings });
      }),
    );
  }

  /**
   * Does what ends in the log with room kept there: before it is read for one event, then for as many as are found, and of more than go
   * there at once, which wait in a table, for their bytes alone. What came inside of a question has been read already.
   */
  private async inRoom<Answer>(
    source: string | JsonValue,
    act: (room: KeptRoom, admit: (events: number) => void) => Promise<Answer>,
  ): Promise<Answer> {
    const bytes = typeof source === 'string' ? Buffer.byteLength(source) : 0;
    const room = this.sequencer.keepRoom({ events: 1, bytes });
    try {
      return await act(room, (events) => {
        room.resize({ events: events <= SYNCHRONOUS_EVENTS_MAX ? events : 0, bytes });
      });
    } finally {
      room.free();
    }
  }

  private async newJob(origin: Origin, rollback: boolean, read: ReadDocument): Promise<CaptureJob> {
    return {
      id: await this.jobs.drawId(),
      ...origin,
      rollback,
      createdAt: this.clock.now().toISOString(),
      finishedAt: null,
      success: read.problems.length === 0,
      received: read.received,
      stored: 0,
      problems: [],
      warnings: [],
    };
  }

  private async captureLater(
    viewer: Viewer,
    { job, source, room }: LaterCapture,
  ): Promise<Result<CaptureJob>> {
    room.free();
    const text = typeof source === 'string' ? source : stringifyJson(source);
    await retrying(() => this.database.transaction(viewer, (tx) => insertJob(tx, job, text)));
    this.runner.wake();
    return accept(job);
  }

  private async captureNow(
    job: CaptureJob,
    read: ReadDocument,
    room: KeptRoom,
  ): Promise<CaptureJob> {
    const chunk = { events: read.good, entries: await prepareEntries(read.good, job) };
    let finished = job;
    room.free();
    try {
      await this.sequencer.submit(chunk.entries, {
        rollback: job.rollback,
        alongside: async (tx, outcome) => {
          const { appended } = outcome;
          const conflicts = conflictsOf(appended, read.good);
          const placed = placedOf(read.good, appended);
          const warnings = (await logWarnings(tx, placed, await claimsIn(tx, outcome))).flat();
          finished = finishedJob(job, { read, conflicts, warnings, now: this.clock.now() });
          if (!(job.rollback && conflicts.length > 0))
            await this.vocabulary.store(tx, job.owner, read.vocabulary);
          await insertJob(tx, finished, null);
        },
      });
    } catch (error) {
      if (job.rollback || chunk.entries.length === 0 || !isFault(error)) throw error;
      return this.captureApart(job, read, chunk);
    }
    return finished;
  }

  /** An event that cannot be stored, by a fault of ours, must not keep the others of its document out. */
  private async captureApart(
    job: CaptureJob,
    read: ReadDocument,
    chunk: Chunk,
  ): Promise<CaptureJob> {
    const conflicts: Problem[] = [];
    const placed: Placed[] = [];
    const faults = await withoutFaulty(chunk, async ({ entries, events }) => {
      const appended = await this.sequencer.submit(entries);
      conflicts.push(...conflictsOf(appended, events));
      placed.push(...placedOf(events, appended));
    });
    const problems = [...conflicts, ...faults];
    const positions = placed.map(({ position }) => position);
    return retrying(() =>
      this.database.transaction(null, async (tx) => {
        const claims = await readKeptClaims(tx, positions);
        const warnings = (await logWarnings(tx, placed, claims)).flat();
        const end = { read, conflicts: problems, warnings, now: this.clock.now() };
        const finished = finishedJob(job, end);
        await this.vocabulary.store(tx, job.owner, read.vocabulary);
        await insertJob(tx, finished, null);
        return finished;
      }),
    );
  }
}

/** Said of an event beside others, not of the event alone. */
const isOfLog = ({ code }: Problem): boolean => code === 'CLAIM_ONLY' || code === 'MADE_BEFORE';

const notOneEvent: Problem = {
  code: 'EPCIS_INVALID',
  message: 'Here goes one event on its own; a document goes to the capture door.',
  at: '',
  expected: 'one EPCIS event with its own @context',
};

const originOf = (viewer: Viewer): Result<Origin> =>
  viewer.organisation === null
    ? refuse({ code: 'NOT_YOURS', message: 'Recording needs a key of an organisation.', at: '' })
    : accept({ owner: viewer.organisation, recorder: viewer.organisation });
