import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgres, startPostgres } from '../../src/platform/embedded-postgres.ts';
import {
  ask,
  type ChildService,
  gone,
  postgresPid,
  startService,
  temporaryFolder,
} from './child-service.ts';
import { type CliProcess, startCli } from './cli-process.ts';
import type { Outages } from './outages.ts';

/** How Postgres is given to the service. */
export type PlaceKind = 'embedded' | 'DATABASE_URL';

/** A service and its Postgres, which are killed and come back; outages are noted. */
export class Place {
  private service: ChildService | null = null;
  private postgres: EmbeddedPostgres | null = null;
  private removeFolder: () => Promise<void> = () => Promise.resolve();
  private folder = '';

  constructor(
    private readonly kind: PlaceKind,
    private readonly outages: Outages,
  ) {}

  async open(): Promise<void> {
    ({ path: this.folder, remove: this.removeFolder } = await temporaryFolder());
    if (this.kind === 'DATABASE_URL') this.postgres = await this.own();
    await this.start();
  }

  /** Answers what is left running, which must be nothing. */
  async close(): Promise<readonly number[]> {
    this.service?.child.kill('SIGKILL');
    await this.service?.ended;
    await this.postgres?.stop();
    const left = await gone(this.folder);
    await this.removeFolder();
    return left;
  }

  get url(): string {
    return this.service?.url ?? '';
  }

  get output(): string {
    return this.service?.output() ?? '';
  }

  async databaseUrl(): Promise<string> {
    if (this.postgres !== null) return this.postgres.url;
    const [row] = await ask<{ port: number }>(this.folder, 'select inet_server_port() as port');
    const password = (await readFile(`${this.folder}/postgres/password`, 'utf8')).trim();
    return `postgres://throughline:${password}@127.0.0.1:${row?.port ?? 0}/throughline`;
  }

  async start(): Promise<void> {
    this.service = await startService({ environment: { ...this.environment, LOG_LEVEL: 'warn' } });
    this.outages.end();
  }

  /** Kills the service; it is away until `start`. */
  async killService(): Promise<void> {
    this.outages.begin();
    await this.service?.end('SIGKILL');
    // Its own Postgres ends with it, and takes nobody else before.
    if (this.kind === 'embedded') await this.expectGone();
  }

  /** Ends the service as an operator does; it is away until `start`. */
  async stop(): Promise<number | string | null> {
    this.outages.begin();
    return (await this.service?.end('SIGTERM')) ?? null;
  }

  /** Kills Postgres alone, and waits until the service, which lives on, is ready again. */
  async killPostgres(awayMs: number): Promise<void> {
    this.outages.begin();
    process.kill(postgresPid(this.folder), 'SIGKILL');
    if (this.postgres !== null) {
      await this.postgres.ended;
      await sleep(awayMs);
      this.postgres = await this.own(Number(new URL(this.postgres.url).port));
    }
    await this.untilReady();
    this.outages.end();
  }

  /** A command on the database; an embedded Postgres must be free, so the service stopped. */
  command(words: readonly string[]): CliProcess {
    return startCli(words, this.environment);
  }

  private get environment(): Readonly<Record<string, string>> {
    return this.postgres === null
      ? { THROUGHLINE_DATA_DIRECTORY: this.folder }
      : { DATABASE_URL: this.postgres.url };
  }

  private own(port?: number): Promise<EmbeddedPostgres> {
    return startPostgres({
      directory: this.folder,
      durable: true,
      database: 'throughline',
      ...(port === undefined ? {} : { port }),
    });
  }

  private async expectGone(): Promise<void> {
    const left = await gone(this.folder);
    if (left.length > 0) throw new Error(`still running: ${left.join(', ')}`);
  }

  private async untilReady(): Promise<void> {
    let over = false;
    void this.service?.ended.then(() => (over = true));
    // It notices a moment later that its Postgres is gone.
    for (let ready = 0; ready < 5;) {
      await sleep(50);
      if (over) throw new Error(`the service has ended: ${this.output}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      ready = answer?.ok === true ? ready + 1 : 0;
    }
  }
}
