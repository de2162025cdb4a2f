import { RedactionService } from '../../src/access/redaction.service.ts';
import { scopes, type Viewer } from '../../src/access/viewer.ts';
import { CaptureRunnerJob } from '../../src/capture/capture-runner.job.ts';
import { CaptureService } from '../../src/capture/capture.service.ts';
import { JobService } from '../../src/capture/job.service.ts';
import { LogReaderService } from '../../src/log/log-reader.service.ts';
import { LogStore } from '../../src/log/log.store.ts';
import { SequencerService } from '../../src/log/sequencer.service.ts';
import { VocabularyService } from '../../src/masterdata/vocabulary.service.ts';
import { Clock } from '../../src/platform/clock.ts';
import { Database } from '../../src/platform/database.ts';
import { ItemProjection } from '../../src/projections/item.projection.ts';
import { LineageProjection } from '../../src/projections/lineage.projection.ts';
import { eventJson, type EventSketch } from './entries.ts';

/** The rooms from log to capture, put together without a door. */
export interface CaptureRoom {
  readonly capture: CaptureService;
  readonly jobs: JobService;
  readonly runner: CaptureRunnerJob;
  readonly sequencer: SequencerService;
  readonly reader: LogReaderService;
  readonly vocabulary: VocabularyService;
  readonly database: Database;
  readonly clock: Clock;
}

/** One instance of the rooms on a database; its runner is not started. */
export const captureRoom = (database: Database, clock = new Clock()): CaptureRoom => {
  const projectors = [new ItemProjection(), new LineageProjection()];
  const sequencer = new SequencerService(database, new LogStore(clock), projectors);
  const vocabulary = new VocabularyService(database, clock, new RedactionService());
  const jobs = new JobService(database);
  const runner = new CaptureRunnerJob(sequencer, vocabulary, database, clock);
  const capture = new CaptureService(sequencer, vocabulary, jobs, runner, database, clock);
  const reader = new LogReaderService(database, clock);
  return { capture, jobs, runner, sequencer, reader, vocabulary, database, clock };
};

/** Whoever records for an organisation. */
export const recorderOf = (organisation: number): Viewer => ({
  organisation,
  scopes,
  site: null,
  test: true,
  key: null,
});

/** An EPCIS document of sketched events; `header` is its epcisHeader. */
export const documentText = (
  sketches: readonly EventSketch[],
  header?: Readonly<Record<string, unknown>>,
): string =>
  JSON.stringify({
    '@context': eventJson({ id: null })['@context'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-03T12:00:00.000Z',
    ...(header === undefined ? {} : { epcisHeader: header }),
    epcisBody: {
      eventList: sketches.map((sketch) => {
        const { '@context': _context, ...event } = eventJson(sketch);
        return event;
      }),
    },
  });

/** Sketches with ids of their own. */
export const sketchesOf = (name: string, count: number): readonly EventSketch[] =>
  Array.from({ length: count }, (_, index) => ({ id: `urn:test:${name}:${index}` }));
