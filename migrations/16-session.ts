import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of people in browsers, each of an API key. */
export class Session1790000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access.session (
        token_hash bytea primary key,
        api_key bigint not null references access.api_key on delete cascade,
        created_at timestamptz not null,
        expires_at timestamptz not null
      );
      create index session_api_key on access.session (api_key);
      create index session_expires_at on access.session (expires_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access.session');
  }
}
