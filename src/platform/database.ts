import { DataSource, type EntityTarget, type ObjectLiteral, type QueryRunner } from 'typeorm';
import pg, { type ClientBase, type Pool } from 'pg';
import { Settings } from './settings.ts';
import type { Transaction } from './transaction.ts';

/** A statement of a write may take this long before it is cut off, in milliseconds. */
const WRITE_TIMEOUT_MS = 60_000;
/** How long a caller waits for a free connection before it is told no, in milliseconds. */
const POOL_WAIT_MS = 10_000;

/** Whom a transaction is for; every `Viewer` is one. null: the service itself. */
export type OnBehalfOf = { readonly organisation: number | null } | null;

type Row = ObjectLiteral;

/** The pool of connections to Postgres. All SQL of the service runs inside `transaction` or `read`. */
export class Database {
  constructor(
    /** For migrations, COPY and repositories; its pool is this instance's only one. */
    readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /** Opens the pool. Entities are those of access and master data. */
  static async connect(
    url: string,
    settings: Settings,
    entities: readonly EntityTarget<Row>[] = [],
  ): Promise<Database> {
    const dataSource = new DataSource({
      type: 'postgres',
      url,
      entities: [...entities] as (new () => Row)[],
      synchronize: false,
      poolSize: settings.poolSize,
      applicationName: 'throughline',
      extra: { idleTimeoutMillis: 30_000, connectionTimeoutMillis: POOL_WAIT_MS, pipeline: true },
    });
    const database = new Database(await dataSource.initialize(), settings);
    outlive(database.pool);
    return database;
  }

  /**
   * Runs `work` in one transaction and commits, or undoes it all when `work` throws. The viewer travels with it as `app.org_id`,
   * for row-level security.
   */
  transaction<T>(viewer: OnBehalfOf, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.within(async (runner) => {
      await runner.query(begin('', viewer, WRITE_TIMEOUT_MS));
      adopt(runner);
      const value = await work(wrap(runner));
      await commit(runner);
      return value;
    });
  }

  /**
   * Runs `work` on one unchanging view of the data; a write in it is refused by Postgres. BEGIN and COMMIT travel with the statements
   * beside them: nobody waits for their answers, for there is nothing to lose.
   */
  read<T>(viewer: OnBehalfOf, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const mode = ' isolation level repeatable read read only';
    const start = begin(mode, viewer, this.settings.statementTimeoutMs);
    return this.within(async (runner) => {
      const client = (await runner.connect()) as ClientBase;
      const begun = client.query(start);
      adopt(runner);
      const [opened, worked] = await Promise.allSettled([begun, work(wrap(runner))]);
      if (opened.status === 'rejected') throw opened.reason;
      if (worked.status === 'rejected') throw worked.reason;
      client.query('commit').catch(() => undefined);
      Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
      return worked.value;
    });
  }

  /** How the pool stands. */
  connections(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /** A connection outside of the pool, not opened yet, for LISTEN; whoever takes it opens and ends it. */
  dedicated(): pg.Client {
    return new pg.Client(this.pool.options);
  }

  /** Closes the pool; queries under way end first. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { readonly master: Pool }).master;
  }

  /** A connection of the pool for `work`, given back after it; a transaction it leaves open is undone. */
  private async within<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner);
    } catch (error) {
      await undo(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/**
 * A connection that dies tells so more than once (told to end, then cut). TypeORM listens to the first time only, and an error
 * that nobody listens to ends the process; whoever uses the connection learns of it by his statement anyway.
 */
function outlive(pool: Pool): void {
  const guarded = new WeakSet<ClientBase>();
  pool.on('acquire', (client) => {
    if (guarded.has(client)) return;
    guarded.add(client);
    client.on('error', () => undefined);
  });
}

/** BEGIN and the local settings as one simple query: one round trip. */
function begin(mode: string, viewer: OnBehalfOf, timeoutMs: number): string {
  const organisation = viewer?.organisation ?? null;
  if (organisation !== null && !Number.isSafeInteger(organisation)) {
    throw new Error(`organisation ${organisation} is not an internal id`);
  }
  return `begin${mode}; set local app.org_id = '${organisation ?? ''}'; set local statement_timeout = ${timeoutMs}`;
}

/** Tells TypeORM that our own BEGIN opened a transaction, or a repository would open and commit one of its own. */
function adopt(runner: QueryRunner): void {
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
}

/**
 * Postgres answers COMMIT with ROLLBACK, and no error, when a statement failed before and somebody swallowed that: nothing was
 * kept, so nothing may be acknowledged.
 */
async function commit(runner: QueryRunner): Promise<void> {
  const client = (await runner.connect()) as ClientBase;
  const { command } = await client.query('commit');
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
  if (command !== 'COMMIT') throw new Error('the transaction was undone: a statement in it failed');
}

async function undo(runner: QueryRunner): Promise<void> {
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    else await runner.query('rollback');
  } catch {
    // The connection is gone, and with it the transaction: what `work` threw tells more.
  }
}

function wrap(runner: QueryRunner): Transaction {
  return {
    runner,
    // The structured result has the rows in one place, whatever the kind of statement.
    async query<R>(sql: string, parameters: readonly unknown[] = []): Promise<readonly R[]> {
      const result = await runner.query(sql, [...parameters], true);
      return result.records as R[];
    },
  };
}
