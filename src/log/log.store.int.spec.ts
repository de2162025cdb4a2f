import { entryOf, type EventSketch } from '../../test/support/entries.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { EntryGroup } from './entry.ts';
import { readPositionAt, readRange, readWatermark } from './log-reader.store.ts';
import { LogStore } from './log.store.ts';
import { cancelReservations, releaseHold, reserveKeys } from './reservation.store.ts';

describe('LogStore', () => {
  let db: TestDatabase;
  const clock = new Clock();
  const store = new LogStore(clock);
  beforeEach(async () => {
    clock.set(new Date('2026-05-01T12:00:00.000Z'));
    db = await testDatabase();
  });
  afterEach(() => db.drop());

  const write = <T>(work: (tx: Transaction) => Promise<T>) => db.database.transaction(null, work);
  const append = (...sketches: readonly EventSketch[]) =>
    write((tx) =>
      store.appendBatch(
        tx,
        sketches.map((sketch) => entryOf(sketch)),
      ),
    );
  const group = (
    sketches: readonly EventSketch[],
    given: { readonly owner?: number; readonly rollback?: boolean; readonly job?: number } = {},
  ): EntryGroup => ({
    entries: sketches.map((sketch) => entryOf(sketch, given.owner)),
    rollback: given.rollback ?? false,
    job: given.job ?? null,
  });
  const appendGroups = (...groups: readonly EntryGroup[]) =>
    write((tx) => store.appendGroups(tx, groups));
  const all = () => db.database.read(null, (tx) => readRange(tx, 0, 1_000));
  const shown = () => db.database.read(null, readWatermark);
  const statuses = (answers: readonly { readonly status: string }[] | undefined) =>
    (answers ?? []).map(({ status }) => status);

  it('starts empty', async () => {
    expect(await shown()).toEqual({ position: -1, recordTime: null });
  });

  it('appends with gapless positions, one record time a batch', async () => {
    const first = await append({ id: 'urn:test:1' }, { id: 'urn:test:2' });
    const second = await append({ id: 'urn:test:3' });
    expect([...first, ...second]).toEqual([
      { status: 'CREATED', position: 0, recordTime: '2026-05-01T12:00:00.000Z' },
      { status: 'CREATED', position: 1, recordTime: '2026-05-01T12:00:00.000Z' },
      { status: 'CREATED', position: 2, recordTime: '2026-05-01T12:00:00.001Z' },
    ]);
    expect((await all()).map(({ knownFrom }) => knownFrom)).toEqual([1, 1, 2]);
  });

  it('lets record times rise when the clock goes back', async () => {
    await append({ id: 'urn:test:1' });
    clock.set(new Date('2020-01-01T00:00:00.000Z'));
    expect(await append({ id: 'urn:test:2' })).toMatchObject([
      { recordTime: '2026-05-01T12:00:00.001Z' },
    ]);
  });

  it('keeps body, narrow row, leaf and secret of each record', async () => {
    const entry = entryOf({ id: 'urn:test:1', time: '2026-03-02T08:00:00.1234567+03:00' });
    await write((tx) => store.appendBatch(tx, [entry]));
    const [row] = await write((tx) =>
      tx.query<{ leaf: Buffer; secret: Buffer; doc: string; same: boolean }>(
        `select e.leaf, s.secret, b.doc, e.event_time = '2026-03-02T05:00:00.123456Z' as same
         from log.entry e join log.body b using (position) join log.event_secret s using (position)`,
      ),
    );
    expect(row).toEqual({
      leaf: Buffer.from(entry.leaf),
      secret: Buffer.from(entry.secret),
      doc: entry.text,
      same: true,
    });
    const [record] = await all();
    expect(record).toEqual({
      position: 0,
      owner: 1,
      recorder: 1,
      recordTime: '2026-05-01T12:00:00.000Z',
      knownFrom: 0,
      eventKey: 'urn:test:1',
      hash: entry.hash,
      event: entry.event,
    });
  });

  it('answers a repeat with its first position, inside a batch and later', async () => {
    const twice = await append({ id: 'urn:test:1' }, { id: 'urn:test:1' });
    expect(statuses(twice)).toEqual(['CREATED', 'EXISTING']);
    clock.set(new Date('2026-06-01T00:00:00.000Z'));
    expect(await append({ id: 'urn:test:1' })).toEqual([
      { status: 'EXISTING', position: 0, recordTime: '2026-05-01T12:00:00.000Z' },
    ]);
    expect(await all()).toHaveLength(1);
  });

  it('takes the hash as key of an event without id, and finds it under that id too', async () => {
    const entry = entryOf({ id: null });
    await append({ id: null });
    expect(statuses(await append({ id: null }, { id: entry.hash }))).toEqual([
      'EXISTING',
      'EXISTING',
    ]);
    expect(statuses(await append({ id: null, content: 'other' }))).toEqual(['CREATED']);
  });

  it('refuses other content under a known id and says what differs', async () => {
    await append({ id: 'urn:test:1', content: 'one' });
    const answer = await append(
      { id: 'urn:test:1', content: 'two', more: { recordTime: '2026-01-01T00:00:00Z' } },
      { id: 'urn:test:2' },
    );
    expect(answer).toMatchObject([
      { status: 'CONFLICT', existing: 0, differs: ['/example:content'] },
      { status: 'CREATED', position: 1 },
    ]);
  });

  it('takes a prefix for what it means', async () => {
    const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'];
    const renamed = {
      '@context': [
        ...context,
        { example: 'https://example.org/ns/', other: 'https://example.org/ns/' },
      ],
      'example:content': undefined,
    };
    await append({ id: 'urn:test:1', content: 'one' });
    const same = { ...renamed, 'other:content': 'one' };
    expect(statuses(await append({ id: 'urn:test:1', more: same }))).toEqual(['EXISTING']);
    const other = { ...renamed, 'other:content': 'two', bizStep: 'packing' };
    expect(await append({ id: 'urn:test:1', more: other })).toMatchObject([
      { status: 'CONFLICT', differs: ['/bizStep', '/other:content'] },
    ]);
  });

  it('keeps owners apart: the id of another never conflicts', async () => {
    const batch = await appendGroups(
      group([{ id: 'urn:test:1', content: 'mine' }], { owner: 1 }),
      group([{ id: 'urn:test:1', content: 'theirs' }], { owner: 2 }),
      group([{ id: 'urn:test:1', content: 'theirs' }], { owner: 2 }),
    );
    expect(batch.results.map(statuses)).toEqual([['CREATED'], ['CREATED'], ['EXISTING']]);
  });

  it('takes an error declaration as a record of its own, never as a repeat', async () => {
    await append({ id: 'urn:test:1' });
    const declaration = { at: '2026-04-01T00:00:00Z' };
    expect(statuses(await append({ id: 'urn:test:1', declaration }))).toEqual(['CREATED']);
    const spelled = { at: '2026-04-01T02:00:00.000+02:00' };
    expect(statuses(await append({ id: 'urn:test:1', declaration: spelled }))).toEqual([
      'EXISTING',
    ]);
    const later = { at: '2026-04-01T00:00:01Z' };
    expect(statuses(await append({ id: 'urn:test:1', declaration: later }))).toEqual(['CREATED']);
    expect(statuses(await append({ id: 'urn:test:1' }))).toEqual(['EXISTING']);
  });

  it('compares error declarations by value, which the hash leaves out', async () => {
    const at = '2026-04-01T00:00:00Z';
    await append({ id: 'urn:test:1', declaration: { at, corrective: ['urn:test:2'] } });
    const other = { at, corrective: ['urn:test:3'] };
    expect(await append({ id: 'urn:test:1', declaration: other })).toMatchObject([
      { status: 'CONFLICT', existing: 0, differs: ['/errorDeclaration/correctiveEventIDs/0'] },
    ]);
  });

  it('takes a declaration before the event that it declares wrong', async () => {
    const declaration = { at: '2026-04-01T00:00:00Z' };
    expect(statuses(await append({ id: 'urn:test:1', declaration }, { id: 'urn:test:1' }))).toEqual(
      ['CREATED', 'CREATED'],
    );
  });

  it('appends nothing of a rollback group with a conflict, and all of its neighbours', async () => {
    await append({ id: 'urn:test:1', content: 'one' });
    const batch = await appendGroups(
      group(
        [
          { id: 'urn:test:2' },
          { id: 'urn:test:1', content: 'two' },
          { id: 'urn:test:1', content: 'one' },
        ],
        {
          rollback: true,
        },
      ),
      group([{ id: 'urn:test:2', content: 'another' }, { id: 'urn:test:3' }], { rollback: true }),
    );
    expect(batch.results.map(statuses)).toEqual([
      ['ROLLED_BACK', 'CONFLICT', 'EXISTING'],
      ['CREATED', 'CREATED'],
    ]);
    expect((await all()).map(({ eventKey }) => eventKey)).toEqual([
      'urn:test:1',
      'urn:test:2',
      'urn:test:3',
    ]);
  });

  it('finds two contents under one id within a batch', async () => {
    const batch = await appendGroups(
      group(
        [
          { id: 'urn:test:1', content: 'one' },
          { id: 'urn:test:1', content: 'two' },
        ],
        { rollback: true },
      ),
      group([
        { id: 'urn:test:1', content: 'three' },
        { id: 'urn:test:1', content: 'four' },
      ]),
    );
    expect(batch.results).toMatchObject([
      [
        { status: 'ROLLED_BACK' },
        { status: 'CONFLICT', existing: null, differs: ['/example:content'] },
      ],
      [
        { status: 'CREATED', position: 0 },
        { status: 'CONFLICT', existing: 0 },
      ],
    ]);
  });

  it('knows its own entry when the answer to its COMMIT was lost', async () => {
    const entries = [entryOf({ id: 'urn:test:1' })];
    await write((tx) => store.appendBatch(tx, entries));
    expect(await write((tx) => store.appendBatch(tx, entries))).toMatchObject([
      { status: 'CREATED', position: 0 },
    ]);
    expect(await all()).toHaveLength(1);
  });

  it('refuses to change or remove what is in the log', async () => {
    await append({ id: 'urn:test:1' });
    for (const sql of [
      'update log.entry set owner = 2',
      'delete from log.body',
      'truncate log.entry',
    ]) {
      await expect(write((tx) => tx.query(sql))).rejects.toThrow('append-only');
    }
  });

  describe('with a rollback job', () => {
    const events = ['urn:test:1', 'urn:test:2', 'urn:test:3'].map((id): EventSketch => ({ id }));
    const [one, two, three] = events.map((event) => [event]);
    const reserve = (job: number, sketches: readonly EventSketch[]) =>
      write((tx) =>
        reserveKeys(
          tx,
          job,
          sketches.map((sketch) => entryOf(sketch)),
        ),
      );

    it('keeps its keys from other content, not from the same', async () => {
      expect(statuses(await reserve(7, events))).toEqual(['CREATED', 'CREATED', 'CREATED']);
      expect(statuses(await reserve(7, events))).toEqual(['CREATED', 'CREATED', 'CREATED']);
      expect(
        await append({ id: 'urn:test:1', content: 'other' }, { id: 'urn:test:2' }),
      ).toMatchObject([
        { status: 'CONFLICT', existing: null },
        { status: 'CREATED', position: 0 },
      ]);
      expect(
        statuses(await reserve(8, [{ id: 'urn:test:3', content: 'other' }, { id: 'urn:test:3' }])),
      ).toEqual(['CONFLICT', 'CREATED']);
      await write((tx) => cancelReservations(tx, 7));
      await write((tx) => cancelReservations(tx, 8));
      expect(statuses(await append({ id: 'urn:test:1', content: 'other' }))).toEqual(['CREATED']);
    });

    it('finds two contents under one id within its document, over parts', async () => {
      await reserve(7, [{ id: 'urn:test:1', content: 'one' }]);
      expect(statuses(await reserve(7, [{ id: 'urn:test:1', content: 'two' }]))).toEqual([
        'CONFLICT',
      ]);
    });

    it('shows nothing of it before its end, then all, now and as known then', async () => {
      await append({ id: 'urn:test:0' });
      await reserve(7, events);
      clock.set(new Date('2026-05-01T13:00:00.000Z'));
      await appendGroups(group(one ?? [], { job: 7 }));
      clock.set(new Date('2026-05-01T14:00:00.000Z'));
      await appendGroups(group([{ id: 'urn:test:small' }]), group(two ?? [], { job: 7 }));
      expect(await shown()).toEqual({ position: 0, recordTime: '2026-05-01T12:00:00.000Z' });
      clock.set(new Date('2026-05-01T15:00:00.000Z'));
      await write(async (tx) => {
        const { last } = await store.appendGroups(tx, [group(three ?? [], { job: 7 })]);
        await releaseHold(tx, 7, last);
      });
      expect(await shown()).toEqual({ position: 4, recordTime: '2026-05-01T15:00:00.000Z' });
      const at = (time: string) => db.database.read(null, (tx) => readPositionAt(tx, time));
      const hours = ['11', '12', '13', '14', '15', '16'].map((hour) => `2026-05-01T${hour}:00:00Z`);
      expect(await Promise.all(hours.map(at))).toEqual([-1, 0, 0, 0, 4, 4]);
    });

    it('shows nothing of two that overlap before both have ended', async () => {
      await reserve(7, [...(one ?? []), ...(two ?? [])]);
      await reserve(8, [{ id: 'urn:test:8' }, { id: 'urn:test:9' }]);
      await appendGroups(group(one ?? [], { job: 7 }));
      await appendGroups(group([{ id: 'urn:test:8' }], { job: 8 }));
      const end = (job: number, sketch: EventSketch) =>
        write(async (tx) => {
          const { last } = await store.appendGroups(tx, [group([sketch], { job })]);
          await releaseHold(tx, job, last);
        });
      await end(7, { id: 'urn:test:2' });
      expect(await shown()).toMatchObject({ position: -1 });
      await end(8, { id: 'urn:test:9' });
      expect(await shown()).toMatchObject({ position: 3 });
    });
  });
});
