import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf, type EventSketch } from '../../test/support/entries.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readRange } from './log-reader.store.ts';
import { LogStore } from './log.store.ts';
import type { Projector } from './projector.ts';
import { SequencerService } from './sequencer.service.ts';
import { UnavailableError } from './unavailable.ts';

/** A read model that refuses some events, as one with a bug would. */
class Recording implements Projector {
  readonly name = 'seen';
  readonly batches: (readonly LogRecord[])[] = [];

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    if (records.some(({ eventKey }) => eventKey.includes('poison'))) throw new Error('poisoned');
    await tx.query('select 1');
    this.batches.push(records);
  }
}

describe('SequencerService', () => {
  let db: TestDatabase;
  let projector: Recording;
  let sequencer: SequencerService;
  beforeEach(async () => {
    db = await testDatabase();
    projector = new Recording();
    sequencer = new SequencerService(db.database, new LogStore(new Clock()), [projector]);
  });
  afterEach(() => db.drop());

  const all = () => db.database.read(null, (tx) => readRange(tx, 0, 10_000));
  const submit = (...sketches: readonly EventSketch[]) =>
    sequencer.submit(sketches.map((one) => entryOf(one)));

  it('lets callers of one turn share a batch, each with its own answer', async () => {
    const answers = await Promise.all([
      submit({ id: 'urn:a' }),
      submit({ id: 'urn:b' }, { id: 'urn:a' }),
    ]);
    expect(answers).toMatchObject([
      [{ status: 'CREATED', position: 0 }],
      [
        { status: 'CREATED', position: 1 },
        { status: 'EXISTING', position: 0 },
      ],
    ]);
    expect(projector.batches.map((batch) => batch.map(({ position }) => position))).toEqual([
      [0, 1],
    ]);
    expect(new Set((await all()).map(({ recordTime }) => recordTime)).size).toBe(1);
  });

  it('appends up to 256 events at a time, a caller in one batch', async () => {
    const many = Array.from({ length: 6 }, (_, caller) =>
      submit(...Array.from({ length: 100 }, (_, index) => ({ id: `urn:${caller}:${index}` }))),
    );
    await Promise.all(many);
    expect(projector.batches.map(({ length }) => length)).toEqual([200, 200, 200]);
  });

  it('keeps a rollback caller whole and leaves others alone', async () => {
    await submit({ id: 'urn:known', content: 'one' });
    const [refused, other] = await Promise.all([
      sequencer.submit([entryOf({ id: 'urn:new' }), entryOf({ id: 'urn:known', content: 'two' })], {
        rollback: true,
      }),
      submit({ id: 'urn:other' }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(['ROLLED_BACK', 'CONFLICT']);
    expect(other.map(({ status }) => status)).toEqual(['CREATED']);
    expect((await all()).map(({ eventKey }) => eventKey)).toEqual(['urn:known', 'urn:other']);
  });

  it('lets a poisoned entry harm nobody but its caller', async () => {
    const ids = Array.from({ length: 9 }, (_, index) => `urn:${index === 4 ? 'poison' : index}`);
    const settled = await Promise.allSettled(ids.map((id) => submit({ id })));
    expect(settled.map(({ status }) => status)).toEqual(
      ids.map((id) => (id.includes('poison') ? 'rejected' : 'fulfilled')),
    );
    const records = await all();
    expect(records.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(records.map(({ eventKey }) => eventKey))).toEqual(
      new Set(ids.filter((id) => !id.includes('poison'))),
    );
  });

  it('undoes only the part of a caller whose own writes fail', async () => {
    const settled = await Promise.allSettled([
      submit({ id: 'urn:a' }),
      sequencer.submit([entryOf({ id: 'urn:b' })], {
        alongside: (tx) => tx.query('select 1 / 0').then(() => undefined),
      }),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await all()).map(({ eventKey }) => eventKey)).toEqual(['urn:a']);
  });

  it('never acknowledges what a swallowed error has undone', async () => {
    const submitted = sequencer.submit([entryOf({ id: 'urn:a' })], {
      alongside: (tx) =>
        tx.query('select 1 / 0').then(
          () => undefined,
          () => undefined,
        ),
    });
    await expect(submitted).rejects.toThrow();
    expect(await all()).toEqual([]);
  });

  it('takes bulk and small captures in turns', async () => {
    const chunk = (job: number) =>
      sequencer.submit(
        Array.from({ length: 200 }, (_, index) => entryOf({ id: `urn:bulk:${job}:${index}` })),
        { lane: 'BULK' },
      );
    const small = (index: number) =>
      submit(...Array.from({ length: 100 }, (_, part) => ({ id: `urn:small:${index}:${part}` })));
    await Promise.all([
      chunk(1),
      chunk(2),
      ...Array.from({ length: 6 }, (_, index) => small(index)),
    ]);
    const kinds = projector.batches.map((batch) =>
      batch
        .map(({ eventKey }) => eventKey.split(':')[1])
        .filter((kind, at, list) => kind !== list[at - 1])
        .join('+'),
    );
    expect(kinds).toEqual(['small', 'bulk', 'small', 'bulk', 'small']);
  });

  it('tells callers to come again when too much waits, and loses nothing it took', async () => {
    const waiting = Array.from({ length: 40 }, (_, caller) =>
      Promise.resolve().then(() =>
        submit(...Array.from({ length: 128 }, (_, index) => ({ id: `urn:${caller}:${index}` }))),
      ),
    );
    const settled = await Promise.allSettled(waiting);
    const refused = settled.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(refused).toHaveLength(8);
    expect(
      refused.every((reason) => reason instanceof UnavailableError && reason.retryAfterSeconds > 0),
    ).toBe(true);
    expect(await all()).toHaveLength(32 * 128);
  });

  it('tells callers to come again when too many bytes wait, however few the events', async () => {
    const text = 'x'.repeat(10_000_000);
    const waiting = Array.from({ length: 8 }, (_, caller) =>
      Promise.resolve().then(() =>
        sequencer.submit([{ ...entryOf({ id: `urn:${caller}` }), text }]),
      ),
    );
    const settled = await Promise.allSettled(waiting);
    const refused = settled.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(refused).toHaveLength(2);
    expect(refused.every((reason) => reason instanceof UnavailableError)).toBe(true);
  });

  it('keeps room for what is still to be read, and tells others to come again', async () => {
    const room = sequencer.keepRoom({ events: 1, bytes: 0 });
    room.resize({ events: 4_096, bytes: 0 });
    expect(() => submit({ id: 'urn:a' })).toThrow(UnavailableError);
    expect(() => sequencer.keepRoom({ events: 1, bytes: 0 })).toThrow(UnavailableError);
    room.free();
    expect(await submit({ id: 'urn:a' })).toMatchObject([{ status: 'CREATED' }]);
  });

  it('keeps nothing for whom it has not enough room', () => {
    const first = sequencer.keepRoom({ events: 4_000, bytes: 0 });
    const second = sequencer.keepRoom({ events: 1, bytes: 0 });
    expect(() => second.resize({ events: 97, bytes: 0 })).toThrow(UnavailableError);
    expect(() => sequencer.keepRoom({ events: 96, bytes: 0 })).not.toThrow();
    first.free();
  });

  it('commits what it took before it stops, and takes no more', async () => {
    const taken = submit({ id: 'urn:a' });
    const drained = sequencer.drain();
    expect(() => submit({ id: 'urn:b' })).toThrow(UnavailableError);
    await drained;
    expect(await taken).toMatchObject([{ status: 'CREATED' }]);
  });

  it('does not write while another instance holds the head, and goes on after it', async () => {
    const other = await Database.connect(db.settings.databaseUrl ?? '', db.settings);
    const order: string[] = [];
    let isHeld = (): void => undefined;
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    const holding = other.transaction(null, async (tx) => {
      await new LogStore(new Clock()).appendBatch(tx, [entryOf({ id: 'urn:first' })]);
      isHeld();
      await tx.query('select pg_sleep(0.3)');
      order.push('first');
    });
    await held;
    const [answer] = await submit({ id: 'urn:second' });
    order.push('second');
    await holding;
    await other.close();
    expect(order).toEqual(['first', 'second']);
    expect(answer).toMatchObject({ status: 'CREATED', position: 1 });
  });
});
