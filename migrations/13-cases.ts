import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recalls between companies, and a way to the few records that put something on hold. */
export class Cases1790000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema cases;

      -- What is recalled is exactly one of an item, a product, a place in a time.
      create table cases.recall_case (
        id bigint generated always as identity primary key,
        starter bigint not null,               -- organisation
        case_key text collate "C" not null,    -- URI made by the starter: the idempotency key
        item bigint,
        product text,                          -- canonical key
        site text,                             -- canonical key
        from_time text,                        -- as told
        until_time text,
        reason text not null,
        drill boolean not null,
        started_at timestamptz not null,
        closed_at timestamptz,
        unique (starter, case_key),
        check (num_nonnulls(item, product, site) = 1)
      );

      -- The holders that are told: who may see the case, besides its starter. A drill has none.
      create table cases.recall_addressee (
        recall_case bigint not null references cases.recall_case,
        organisation bigint not null,
        primary key (recall_case, organisation)
      );
      create index recall_addressee_organisation on cases.recall_addressee (organisation, recall_case);

      -- Every answer stays; the last one of a holder is the one that counts.
      create table cases.recall_answer (
        id bigint generated always as identity primary key,
        recall_case bigint not null,
        organisation bigint not null,
        answer text,
        answered_at timestamptz not null,
        foreign key (recall_case, organisation) references cases.recall_addressee
      );
      create index recall_answer_case on cases.recall_answer (recall_case, organisation, id);

      create index entry_stopping on log.entry (position) where persistent_set && array['unavailable', 'recalled'];
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index log.entry_stopping;
      drop schema cases cascade;
    `);
  }
}
