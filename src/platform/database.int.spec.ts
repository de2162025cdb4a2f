import { testDatabase, type TestDatabase } from '../../test/support/database.ts';

describe('Database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await db.database.transaction(null, (tx) => tx.query('create table kept (id int primary key)'));
  });
  afterAll(() => db.drop());

  const kept = () =>
    db.database.read(null, (tx) => tx.query<{ id: number }>('select id from kept order by id'));

  it('commits what the work wrote, and answers its value', async () => {
    const answer = await db.database.transaction(null, async (tx) => {
      await tx.query('insert into kept values ($1)', [1]);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await kept()).toEqual([{ id: 1 }]);
  });

  it('undoes everything when the work throws', async () => {
    const failing = db.database.transaction(null, async (tx) => {
      await tx.query('insert into kept values (2)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await kept()).toEqual([{ id: 1 }]);
  });

  it('answers rows alike for update and delete with returning', async () => {
    const rows = await db.database.transaction(null, async (tx) => [
      await tx.query('insert into kept values (5), (6) returning id'),
      await tx.query('update kept set id = 7 where id = 5 returning id'),
      await tx.query('delete from kept where id > 5 returning id'),
      await tx.query('with gone as (delete from kept returning id) select id from gone'),
    ]);
    expect(rows).toEqual([
      [{ id: 5 }, { id: 6 }],
      [{ id: 7 }],
      [{ id: 6 }, { id: 7 }],
      [{ id: 1 }],
    ]);
  });

  it('refuses to write in a read', async () => {
    const writing = db.database.read(null, (tx) => tx.query('insert into kept values (3)'));
    await expect(writing).rejects.toThrow('read-only');
  });

  it('carries the viewer, and forgets him with the transaction', async () => {
    const one = (organisation: number | null) =>
      db.database.read({ organisation }, (tx) =>
        tx.query(`select nullif(current_setting('app.org_id', true), '')::bigint as viewer`),
      );
    const answers = [];
    for (const organisation of [12, null, 13]) answers.push(await one(organisation));
    expect(answers).toEqual([[{ viewer: '12' }], [{ viewer: null }], [{ viewer: '13' }]]);
    const outside = await db.database.dataSource.query(
      `select nullif(current_setting('app.org_id', true), '') as viewer`,
    );
    expect(outside).toEqual([{ viewer: null }]);
  });

  it('cuts off a read that takes too long, and keeps the connection', async () => {
    const short = await testDatabase({ statementTimeoutMs: 100, poolSize: 2 });
    try {
      const slow = short.database.read(null, (tx) => tx.query('select pg_sleep(5)'));
      await expect(slow).rejects.toThrow('statement timeout');
      const after = await short.database.read(null, (tx) => tx.query('select 1 as one'));
      expect(after).toEqual([{ one: 1 }]);
    } finally {
      await short.drop();
    }
  });

  it('gives no answer of a read that never began', async () => {
    // No Postgres takes this timeout: the statement behind finds its transaction broken off, and the first reason is told.
    const broken = await testDatabase({ statementTimeoutMs: Number.NaN, poolSize: 1 });
    try {
      const read = broken.database.read(null, (tx) => tx.query('select 1 as one'));
      await expect(read).rejects.toThrow('invalid value for parameter');
    } finally {
      await broken.drop();
    }
  });

  it('answers each of many reads on one connection its own, failures among them', async () => {
    const narrow = await testDatabase({ poolSize: 1 });
    try {
      const asked = Array.from({ length: 60 }, (_, number) => number);
      const answers = await Promise.allSettled(
        asked.map((number) =>
          narrow.database.read({ organisation: number }, async (tx) => {
            const [row] = await tx.query<{ viewer: string }>(
              `select current_setting('app.org_id') as viewer`,
            );
            if (number % 3 === 1) await tx.query('select 1 / 0');
            if (number % 3 === 2) throw new Error('not wanted');
            return row?.viewer;
          }),
        ),
      );
      const failures = ['', 'division by zero', 'not wanted'];
      expect(
        answers.map((one) => ('value' in one ? one.value : (one.reason as Error).message)),
      ).toEqual(asked.map((number) => failures[number % 3] || `${number}`));
      expect(narrow.database.connections()).toEqual({ total: 1, idle: 1, waiting: 0 });
    } finally {
      await narrow.drop();
    }
  });

  it('survives the death of its connection inside a transaction', async () => {
    const killed = db.database.transaction(null, async (tx) => {
      const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await db.database.dataSource.query('select pg_terminate_backend($1)', [row?.pid]);
      await tx.query('select 1');
    });
    await expect(killed).rejects.toThrow();
    expect(await kept()).toEqual([]);
  });

  it('lets a repository inside join the transaction', async () => {
    const failing = db.database.transaction(null, async (tx) => {
      await tx.runner.manager.transaction((inner) => inner.query('insert into kept values (9)'));
      throw new Error('undo');
    });
    await expect(failing).rejects.toThrow('undo');
    expect(await kept()).toEqual([]);
  });
});
