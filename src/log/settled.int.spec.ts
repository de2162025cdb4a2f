import { setTimeout as delay } from 'node:timers/promises';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { entryOf } from '../../test/support/entries.ts';
import { oneAtATime } from '../access/versions.ts';
import { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/transaction.ts';
import { LogReaderService } from './log-reader.service.ts';
import { LogStore } from './log.store.ts';
import { releaseHold, reserveKeys } from './reservation.store.ts';

const hour = (number: number): string => `2026-05-01T${number}:00:00.000Z`;

describe('what is settled', () => {
  let db: TestDatabase;
  let clock: Clock;
  let store: LogStore;
  let reader: LogReaderService;
  beforeEach(async () => {
    db = await testDatabase();
    clock = new Clock();
    store = new LogStore(clock);
    reader = new LogReaderService(db.database, clock);
  });
  afterEach(() => db.drop());

  const at = (time: string): void => clock.set(new Date(time));
  const entry = (id: string) => entryOf({ id: `urn:test:${id}` });
  const write = <Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> =>
    db.database.transaction(null, work);
  const append = (time: string, id: string, job: number | null = null): Promise<unknown> => {
    at(time);
    return write((tx) => store.appendGroups(tx, [{ entries: [entry(id)], rollback: false, job }]));
  };
  const end = (time: string, job: number, id: string): Promise<void> => {
    at(time);
    return write(async (tx) => {
      const group = { entries: [entry(id)], rollback: false, job };
      const { last } = await store.appendGroups(tx, [group]);
      await releaseHold(tx, job, last);
    });
  };
  /** A transaction that stays open after its work until it is told to commit. */
  const open = async (work: (tx: Transaction) => Promise<unknown>) => {
    let commit = (): void => undefined;
    const committed = new Promise<() => Promise<void>>((resolve, reject) => {
      const ended: Promise<void> = write(async (tx) => {
        await work(tx);
        await new Promise<void>((go) => {
          commit = go;
          resolve(async () => {
            commit();
            await ended;
          });
        });
      });
      ended.catch(reject);
    });
    return committed;
  };

  it('names all that is recorded by the last millisecond that is over', async () => {
    at(hour(10));
    expect(await reader.settled()).toEqual({ position: -1, at: '2026-05-01T09:59:59.999Z' });
    await append(hour(11), '0');
    at(hour(12));
    expect(await reader.settled()).toEqual({ position: 0, at: '2026-05-01T11:59:59.999Z' });
  });

  it('is as late as the last record, also when that is ahead of the clock', async () => {
    await append(hour(11), '0');
    expect(await reader.settled()).toEqual({ position: 0, at: hour(11) });
    at(hour(10));
    expect(await reader.settled()).toEqual({ position: 0, at: hour(11) });
  });

  it('leaves out what is being recorded for long, and names since then', async () => {
    await append(hour(11), '0');
    at(hour(12));
    const commit = await open((tx) => store.appendBatch(tx, [entry('1')]));
    at(hour(13));
    const settled = await reader.settled();
    expect(settled).toEqual({ position: 0, at: hour(11) });
    await commit();
    expect(await reader.positionAt(settled.at)).toBe(0);
    expect(await reader.settled()).toEqual({ position: 1, at: '2026-05-01T12:59:59.999Z' });
  });

  it('names nothing while the first batch is being recorded', async () => {
    at(hour(12));
    const commit = await open((tx) => store.appendBatch(tx, [entry('0')]));
    at(hour(13));
    const settled = await reader.settled();
    await commit();
    expect(settled.position).toBe(-1);
    expect(await reader.positionAt(settled.at)).toBe(-1);
  });

  it('waits for what is about to be recorded up to its moment', async () => {
    at(hour(12));
    const commit = await open((tx) => store.appendBatch(tx, [entry('0')]));
    at(hour(13));
    const [settled] = await Promise.all([reader.settled(), delay(50).then(commit)]);
    expect(settled).toEqual({ position: 0, at: '2026-05-01T12:59:59.999Z' });
  });

  it('waits for names that are being registered, not for what a session keeps locked', async () => {
    at(hour(12));
    const session = db.database.dedicated();
    await session.connect();
    await session.query('select pg_advisory_lock(7)');
    expect((await reader.settled()).at).toBe('2026-05-01T11:59:59.999Z');
    await session.end();
    const commit = await open((tx) => tx.query(oneAtATime, ['products 1']));
    let over = false;
    const asked = reader.settled().then((settled) => {
      expect(over).toBe(true);
      return settled;
    });
    await delay(50);
    over = true;
    await commit();
    expect((await asked).at).toBe('2026-05-01T11:59:59.999Z');
  });

  it('means the same before, while and after a rollback job holds readers back', async () => {
    await append(hour(10), '0');
    const promised = ['1', '3', '4'].map(entry);
    await write((tx) => reserveKeys(tx, 7, promised));
    at(hour(11));
    const before = await reader.settled();
    await append(hour(12), '1', 7);
    await append(hour(13), '2');
    at(hour(14));
    const meanwhile = await reader.settled();
    expect(before).toEqual({ position: 0, at: '2026-05-01T10:59:59.999Z' });
    expect(meanwhile).toEqual({ position: 0, at: '2026-05-01T11:59:59.999Z' });
    await append(hour(14), '3', 7);
    await end(hour(15), 7, '4');
    at(hour(16));
    const after = await reader.settled();
    expect(after).toEqual({ position: 4, at: '2026-05-01T15:59:59.999Z' });
    for (const { at: moment, position } of [before, meanwhile, after])
      expect(await reader.positionAt(moment)).toBe(position);
  });

  it('means the same after a rollback job that is ended without a batch of its own', async () => {
    await append(hour(10), '0');
    await write((tx) => reserveKeys(tx, 7, [entry('1'), entry('2')]));
    await append(hour(11), '1', 7);
    await append(hour(12), '9');
    at(hour(13));
    const settled = await reader.settled();
    await write((tx) => releaseHold(tx, 7, 2));
    expect(await reader.watermark()).toMatchObject({ position: 2 });
    expect(await reader.positionAt(settled.at)).toBe(settled.position);
    expect(settled.position).toBe(0);
  });
});
