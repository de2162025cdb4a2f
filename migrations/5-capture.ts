import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Capture jobs (EPCIS 2.0): durable before they are answered, finished after any crash. */
export class Capture1790000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema capture;

      create table capture.job (
        id bigint generated always as identity primary key,
        owner bigint not null,
        recorder bigint not null,
        rollback boolean not null,
        created_at timestamptz not null,
        finished_at timestamptz,
        success boolean not null default true,
        received int not null,
        stored int not null default 0,
        problems jsonb not null default '[]',
        warnings jsonb not null default '[]',
        document text,                         -- of a running job; null when finished
        lease_until timestamptz,               -- whoever runs it renews this; after it another instance takes over
        attempts int not null default 0
      );
      create index job_owner on capture.job (owner, id);
      create index job_running on capture.job (id) where finished_at is null;
      -- Cheaper than the default where Postgres was built with it; the embedded one is not.
      do $$ begin
        alter table capture.job alter column document set compression lz4;
      exception when feature_not_supported then null;
      end $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema capture cascade');
  }
}
