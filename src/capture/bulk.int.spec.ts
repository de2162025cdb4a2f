import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CaptureRoom,
  captureRoom,
  documentText,
  recorderOf,
  sketchesOf,
} from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventOfSketch, type EventSketch } from '../../test/support/entries.ts';
import type { Result } from '../core/result.ts';
import { Database } from '../platform/database.ts';
import { BulkRun } from './bulk-run.ts';
import { readDocument } from './document.ts';
import type { CaptureJob } from './job.ts';
import { patience } from '../../test/support/patience.ts';

/** Ten thousand with FULL=1. */
const bulkEvents = process.env['FULL'] === '1' ? 10_000 : 1_500;
const viewer = recorderOf(1);

describe('bulk capture', () => {
  let db: TestDatabase;
  let room: CaptureRoom;
  beforeEach(async () => {
    db = await testDatabase();
    room = captureRoom(db.database);
  });
  afterEach(async () => {
    await room.runner.stop();
    await db.drop();
  });

  const valueOf = <T>(result: Result<T>): T => {
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value;
  };
  const submit = async (sketches: readonly EventSketch[], rollback: boolean): Promise<CaptureJob> =>
    valueOf(await room.capture.captureDocument(viewer, documentText(sketches), { rollback }));
  const ended = async (id: number): Promise<CaptureJob> => {
    for (;;) {
      const job = await room.jobs.byId(viewer, id);
      if (job !== null && job.finishedAt !== null) return job;
      await sleep(20);
    }
  };
  const logged = async (): Promise<number> => {
    const [row] = await db.database.read(null, (tx) =>
      tx.query<{ next: string }>('select next from log.head'),
    );
    return Number(row?.next);
  };
  const leftovers = () =>
    db.database.read(null, async (tx) => {
      const [row] = await tx.query(
        `select (select count(*) from log.hold)::int as holds, (select count(*) from log.reservation)::int as keys,
           (select count(*) from capture.job where document is not null)::int as documents`,
      );
      return row;
    });
  const nothing = { holds: 0, keys: 0, documents: 0 };
  /** Events that may be seen, by the name in their ids. */
  const shown = async (name: string): Promise<number> => {
    const { position } = await room.reader.watermark();
    const [row] = await db.database.read(null, (tx) =>
      tx.query<{ count: string }>(
        'select count(*) from log.entry where event_key like $1 and position <= $2',
        [`urn:test:${name}:%`, position],
      ),
    );
    return Number(row?.count);
  };

  it('is durable and running when it is answered, and ends with all stored', async () => {
    const job = await submit(sketchesOf('bulk', 600), true);
    expect(job).toMatchObject({ finishedAt: null, success: true, received: 600, stored: 0 });
    expect(await room.jobs.byId(viewer, job.id)).toEqual(job);
    room.runner.start();
    expect(await ended(job.id)).toMatchObject({ success: true, stored: 600, problems: [] });
    expect(await room.reader.watermark()).toMatchObject({ position: 599 });
    expect(await leftovers()).toEqual(nothing);
  });

  it('changes nothing when it is sent again', async () => {
    room.runner.start();
    const sketches = sketchesOf('bulk', 300);
    await ended((await submit(sketches, true)).id);
    expect(await ended((await submit(sketches, true)).id)).toMatchObject({
      success: true,
      stored: 300,
    });
    expect(await logged()).toBe(300);
    expect(await leftovers()).toEqual(nothing);
  });

  it('stores nothing when a key of a rollback job is taken, and frees the others', async () => {
    const sketches = sketchesOf('bulk', 600);
    await submit([{ id: 'urn:test:bulk:599', content: 'before' }], true);
    room.runner.start();
    const job = await ended((await submit(sketches, true)).id);
    expect(job).toMatchObject({ success: false, stored: 0, received: 600 });
    expect(job.problems).toMatchObject([
      {
        code: 'ID_CONFLICT',
        at: '/epcisBody/eventList/599',
        existing: '0',
        differs: ['/example:content'],
      },
      { code: 'ROLLED_BACK', at: '' },
    ]);
    expect(await logged()).toBe(1);
    expect(await leftovers()).toEqual(nothing);
    expect(await submit([{ id: 'urn:test:bulk:3', content: 'other' }], true)).toMatchObject({
      success: true,
    });
  });

  it('finds two contents under one id far apart in a rollback document', async () => {
    room.runner.start();
    const sketches = [...sketchesOf('bulk', 500), { id: 'urn:test:bulk:0', content: 'other' }];
    const job = await ended((await submit(sketches, true)).id);
    expect(job).toMatchObject({ success: false, stored: 0 });
    expect(job.problems).toMatchObject([
      { code: 'ID_CONFLICT', at: '/epcisBody/eventList/500' },
      { code: 'ROLLED_BACK' },
    ]);
    expect(await logged()).toBe(0);
  });

  it('keeps the good ones of a proceed job and lists the bad ones', async () => {
    await submit([{ id: 'urn:test:bulk:400', content: 'before' }], true);
    room.runner.start();
    const bad: EventSketch = { id: 'urn:test:bad', more: { action: 'PERHAPS' } };
    const sketches = [...sketchesOf('bulk', 500), bad];
    const job = await ended((await submit(sketches, false)).id);
    expect(job).toMatchObject({ success: false, received: 501, stored: 499 });
    expect(job.problems).toMatchObject([
      { code: 'EPCIS_INVALID', at: '/epcisBody/eventList/500/action' },
      { code: 'ID_CONFLICT', at: '/epcisBody/eventList/400' },
    ]);
    expect(await logged()).toBe(500);
    expect(await leftovers()).toEqual(nothing);
  });

  it(
    'lets single events through, loses none, and shows nothing of a rollback job before its end',
    async () => {
      const job = await submit(sketchesOf('bulk', bulkEvents), true);
      room.runner.start();
      let running = true;
      const over = ended(job.id).finally(() => (running = false));
      const latencies: number[] = [];
      const singles = Array.from({ length: 4 }, async (_, caller) => {
        for (let number = 0; running; number += 1) {
          const event = eventOfSketch({ id: `urn:test:single:${caller}-${number}` });
          const before = performance.now();
          valueOf(await room.capture.captureEvents(viewer, [event], { rollback: true }));
          latencies.push(performance.now() - before);
        }
      });
      const counts = new Set<number>();
      while (running) {
        counts.add(await shown('bulk'));
        await sleep(5);
      }
      counts.add(await shown('bulk'));
      await Promise.all(singles);
      expect(await over).toMatchObject({ success: true, stored: bulkEvents });
      expect([...counts].toSorted((a, b) => a - b)).toEqual([0, bulkEvents]);
      expect(await shown('single')).toBe(latencies.length);
      expect(await logged()).toBe(bulkEvents + latencies.length);
      const sorted = latencies.toSorted((a, b) => a - b);
      const at = (share: number) =>
        (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
      console.log(
        `${sorted.length} single events beside a bulk of ${bulkEvents}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`,
      );
    },
    patience(120_000),
  );

  // Of a rollback job seven steps prepare and reserve the seven chunks; each further one, and each of another job, appends one.
  describe.each([
    { rollback: true, cuts: [2, 7, 8, 10], before: 7 },
    { rollback: false, cuts: [0, 1, 3, 6], before: 0 },
  ])('cut off in the middle, rollback $rollback', ({ rollback, cuts, before }) => {
    /** Runs until some transactions are over, then vanishes as a killed process does: nothing is given back. */
    const runPartly = async (job: CaptureJob, text: string, steps: number): Promise<void> => {
      const dying = captureRoom(await Database.connect(db.settings.databaseUrl ?? '', db.settings));
      const read = valueOf(await readDocument(text, new Date(job.createdAt)));
      let left = steps;
      const run = new BulkRun(dying, job, read, () => (left -= 1) < 0);
      expect(await run.run()).toBe(false);
      await dying.database.close();
    };

    it.each(cuts)('after %s steps, ends exactly once', async (steps) => {
      const sketches = sketchesOf('bulk', 800);
      const job = await submit(sketches, rollback);
      await runPartly(job, documentText(sketches), steps);
      const partly = await logged();
      expect(partly).toBe(Math.max(0, steps - before) * 128);
      expect(await submit([{ id: 'urn:test:single:0' }], true)).toMatchObject({ success: true });
      expect(await shown('bulk')).toBe(rollback ? 0 : partly);
      if (rollback && steps >= 7) {
        const foreign = await submit([{ id: 'urn:test:bulk:799', content: 'other' }], true);
        expect(foreign).toMatchObject({ success: false, problems: [{ code: 'ID_CONFLICT' }, {}] });
        expect(foreign.problems[0]?.message).toContain('Try again when that job has ended');
      }
      // As when the lease of the dead runner has ended.
      await db.database.transaction(null, (tx) =>
        tx.query('update capture.job set lease_until = null'),
      );
      room.runner.start();
      expect(await ended(job.id)).toMatchObject({ success: true, stored: 800, problems: [] });
      expect(await shown('bulk')).toBe(800);
      expect(await logged()).toBe(801);
      expect(await leftovers()).toEqual(nothing);
    });
  });

  it('is run by another instance when its own is gone', async () => {
    const other = captureRoom(await Database.connect(db.settings.databaseUrl ?? '', db.settings));
    const job = await submit(sketchesOf('bulk', 300), true);
    other.runner.start();
    expect(await ended(job.id)).toMatchObject({ success: true, stored: 300 });
    await other.runner.stop();
    await other.database.close();
  });

  it('survives two runners of one job at once', async () => {
    const other = captureRoom(await Database.connect(db.settings.databaseUrl ?? '', db.settings));
    const sketches = sketchesOf('bulk', 700);
    const job = await submit(sketches, true);
    const read = valueOf(await readDocument(documentText(sketches), new Date(job.createdAt)));
    const runs = [room, other].map((rooms) => new BulkRun(rooms, job, read, () => false).run());
    expect(await Promise.all(runs)).toEqual([true, true]);
    expect(await ended(job.id)).toMatchObject({ success: true, stored: 700 });
    expect(await logged()).toBe(700);
    expect(await shown('bulk')).toBe(700);
    expect(await leftovers()).toEqual(nothing);
    await other.database.close();
  });
});
