import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CaptureRoom,
  captureRoom,
  documentText,
  recorderOf,
  sketchesOf,
} from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import type { EventSketch } from '../../test/support/entries.ts';
import type { Result } from '../core/result.ts';
import { Database } from '../platform/database.ts';
import { BulkRun } from './bulk-run.ts';
import { readDocument } from './document.ts';
import type { CaptureJob } from './job.ts';

const viewer = recorderOf(1);
const poison: EventSketch = { id: 'urn:test:poison' };

describe('an event that Postgres refuses although it passed', () => {
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

  /** Makes Postgres refuse the poison; with `condition` only then. */
  const refusePoison = (condition = 'true') =>
    db.database.transaction(null, (tx) =>
      tx.query(`
        create function refuse_poison() returns trigger language plpgsql as $$ begin
          if new.event_key = 'urn:test:poison' and (${condition}) then raise exception 'poison'; end if;
          return new;
        end $$;
        create trigger refuse_poison before insert on log.entry for each row execute function refuse_poison()`),
    );
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
  const state = () =>
    db.database.read(null, async (tx) => {
      const [row] = await tx.query(
        `select (select count(*) from log.hold)::int as holds, (select count(*) from log.reservation)::int as keys,
           (select count(*) from capture.job where document is not null)::int as documents,
           (select next from log.head)::int as logged`,
      );
      return row;
    });
  const left = { holds: 0, keys: 0, documents: 0 };
  const withPoisonAt = (index: number, count: number): readonly EventSketch[] =>
    sketchesOf('good', count).with(index, poison);

  it('is the only one of a small proceed document that is not stored', async () => {
    await refusePoison();
    const conflict: EventSketch = { id: 'urn:test:known', content: 'other' };
    await submit([{ id: 'urn:test:known' }], true);
    const job = await submit([...withPoisonAt(4, 9), conflict], false);
    expect(job).toMatchObject({ success: false, received: 10, stored: 8 });
    expect(job.problems).toMatchObject([
      { code: 'ID_CONFLICT', at: '/epcisBody/eventList/9' },
      { code: 'EPCIS_INVALID', at: '/epcisBody/eventList/4' },
    ]);
    expect(await room.jobs.byId(viewer, job.id)).toEqual(job);
    expect(await state()).toEqual({ ...left, logged: 9 });
  });

  it('keeps a small rollback document out', async () => {
    await refusePoison();
    await expect(submit(withPoisonAt(4, 9), true)).rejects.toThrow('poison');
    expect(await state()).toEqual({ ...left, logged: 0 });
  });

  it('is the only one of a proceed job that is not stored', async () => {
    await refusePoison();
    room.runner.start();
    const job = await ended((await submit(withPoisonAt(290, 300), false)).id);
    expect(job).toMatchObject({ success: false, stored: 299 });
    expect(job.problems).toMatchObject([{ code: 'EPCIS_INVALID', at: '/epcisBody/eventList/290' }]);
    expect(await state()).toEqual({ ...left, logged: 299 });
  });

  it('ends a rollback job as failed, with nothing in the log and nobody held back', async () => {
    await refusePoison();
    room.runner.start();
    const job = await ended((await submit(withPoisonAt(290, 300), true)).id);
    expect(job).toMatchObject({ success: false, stored: 0 });
    expect(job.problems).toMatchObject([
      { code: 'EPCIS_INVALID', at: '/epcisBody/eventList/290' },
      { code: 'ROLLED_BACK', at: '' },
    ]);
    expect(await state()).toEqual({ ...left, logged: 0 });
    const rest = sketchesOf('good', 300).toSpliced(290, 1);
    const again = await ended((await submit(rest, true)).id);
    expect(again).toMatchObject({ success: true, stored: 299 });
  });

  it('lets a rollback job end, and says what was stored, when only the append itself meets the fault', async () => {
    await refusePoison('exists (select from log.hold)');
    room.runner.start();
    const job = await ended((await submit(withPoisonAt(290, 300), true)).id);
    expect(job).toMatchObject({ success: false, stored: 299 });
    expect(job.problems).toMatchObject([{ at: '/epcisBody/eventList/290' }]);
    expect(await state()).toEqual({ ...left, logged: 299 });
    expect(await room.reader.watermark()).toMatchObject({ position: 298 });
  });

  it('lets a rollback job end that had begun to append before the fault came up', async () => {
    const sketches = withPoisonAt(290, 300);
    const job = await submit(sketches, true);
    const read = valueOf(await readDocument(documentText(sketches), new Date(job.createdAt)));
    let steps = 4;
    expect(await new BulkRun(room, job, read, () => (steps -= 1) < 0).run()).toBe(false);
    expect(await state()).toMatchObject({ holds: 1, logged: 128 });
    await refusePoison();
    await db.database.transaction(null, (tx) =>
      tx.query('update capture.job set lease_until = null'),
    );
    room.runner.start();
    expect(await ended(job.id)).toMatchObject({ success: false, stored: 299 });
    expect(await state()).toEqual({ ...left, logged: 299 });
  });

  it('is not looked for for ever: a job that fails again and again is ended and lets go', async () => {
    const job = await submit(sketchesOf('good', 300), true);
    await db.database.transaction(null, async (tx) => {
      await tx.query(`update capture.job set document = 'unreadable', attempts = 4`);
      await tx.query('insert into log.hold (job, first_position) values ($1, 0)', [job.id]);
    });
    room.runner.start();
    const end = await ended(job.id);
    expect(end).toMatchObject({ success: false, stored: 0, problems: [{ at: '' }] });
    expect(await state()).toEqual({ ...left, logged: 0 });
  });

  it('is tried again when only the server was restarted', async () => {
    // A sequence is not rolled back: the first two attempts fail.
    await refusePoison();
    await db.database.transaction(null, (tx) =>
      tx.query(`
        create sequence attempt;
        create or replace function refuse_poison() returns trigger language plpgsql as $$ begin
          if new.event_key = 'urn:test:poison' and nextval('attempt') < 3 then
            raise exception 'terminating' using errcode = '57P01';
          end if;
          return new;
        end $$`),
    );
    room.runner.start();
    const job = await ended((await submit(withPoisonAt(290, 300), true)).id);
    expect(job).toMatchObject({ success: true, stored: 300 });
  });

  describe('two runs of one job, because a lease ended too early', () => {
    const sketches = sketchesOf('good', 600);
    /** A run that hands over to another before one of its transactions. */
    const slowRun = async (job: CaptureJob, before: number, meanwhile: () => Promise<void>) => {
      const read = valueOf(await readDocument(documentText(sketches), new Date(job.createdAt)));
      let transactions = 0;
      const slow = Object.create(db.database) as Database;
      slow.transaction = async (forWhom, work) => {
        transactions += 1;
        if (transactions === before) await meanwhile();
        return db.database.transaction(forWhom, work);
      };
      return new BulkRun({ ...room, database: slow }, job, read, () => transactions >= before);
    };

    it.each([1, 3, 5])('leave no promise when the other ends before step %s', async (before) => {
      const job = await submit(sketches, true);
      const run = await slowRun(job, before, async () => {
        await db.database.transaction(null, (tx) =>
          tx.query('update capture.job set lease_until = null'),
        );
        room.runner.start();
        await ended(job.id);
      });
      expect(await run.run()).toBe(true);
      expect(await state()).toEqual({ ...left, logged: 600 });
    });

    it('leave nothing when the other gave up', async () => {
      const job = await submit(sketches, true);
      const run = await slowRun(job, 3, async () => {
        await db.database.transaction(null, async (tx) => {
          await tx.query(
            'update capture.job set finished_at = now(), success = false, document = null',
          );
          await tx.query('delete from log.reservation');
        });
      });
      expect(await run.run()).toBe(true);
      expect(await state()).toEqual({ ...left, logged: 0 });
    });
  });
});
