import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations, their versions and numbers, and API keys. */
export class Access1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema access;

      -- An account here (recorded_by null) or a party that somebody described.
      create table access.organisation (
        id bigint generated always as identity primary key,
        recorded_by bigint references access.organisation,
        created_at timestamptz not null
      );

      create table access.organisation_version (
        organisation bigint not null references access.organisation,
        version int not null,
        valid_from date not null,
        recorded_at timestamptz not null,
        name text not null,
        country char(2) not null,
        headcount_band text,
        women text,
        members int,
        women_members int,
        primary key (organisation, version)
      );

      -- Numbers of a party: they find, they never merge (domain rule 44).
      create table access.organisation_number (
        organisation bigint not null references access.organisation,
        scheme text not null,
        value text not null,
        key text not null,
        primary key (organisation, scheme, value)
      );
      create index organisation_number_key on access.organisation_number (key);

      create index organisation_recorded_by on access.organisation (recorded_by);

      -- GS1 company prefixes whose licence was seen: their owner's names are shown, and SSCCs are made from them.
      create table access.company_prefix (
        prefix text primary key check (prefix ~ '^[0-9]{4,12}$'),
        organisation bigint not null references access.organisation,
        verified_at timestamptz not null
      );
      create index company_prefix_organisation on access.company_prefix (organisation);

      create table access.api_key (
        id bigint generated always as identity primary key,
        organisation bigint not null references access.organisation,
        prefix text not null unique,
        secret_hash bytea not null,
        scopes text[] not null,
        site bigint,
        test boolean not null,
        sample boolean not null default false,
        label text not null,
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz
      );

      -- Secrets of this deployment, made at the first start (the key of the ids, of cursors).
      create table access.deployment_secret (
        name text primary key,
        value bytea not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema access cascade');
  }
}
