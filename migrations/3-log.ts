import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The append-only log: narrow rows, bodies, the head, and the only rows that may ever be removed. */
export class Log1790000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema log;

      -- One row: the order of the world. Whoever holds its lock is the writer.
      create table log.head (
        singleton boolean primary key default true check (singleton),
        next bigint not null,
        last_record_time timestamptz not null
      );
      insert into log.head (next, last_record_time) values (0, '-infinity');

      create table log.entry (
        position bigint primary key,
        owner bigint not null,
        recorder bigint not null,
        event_key text collate "C" not null,   -- eventID, or the CBV event hash
        declaration_time timestamptz,          -- error declarations are records of their own
        event_hash bytea not null,             -- SHA-256 of the CBV 2.0 pre-hash
        leaf bytea not null,                   -- 0x01 | type | commitment, 34 bytes
        known_from bigint not null,            -- last position of its batch: one record time, one prefix
        event_time timestamptz not null,
        event_offset text not null,
        record_time timestamptz not null,
        type smallint not null,
        action smallint,
        biz_step text,
        disposition text,
        read_point text,                       -- canonical keys
        biz_location text,
        step smallint not null,                -- index in stepKinds (core/epcis/step.ts)
        persistent_set text[],                 -- persistent dispositions set by the event
        sources text[],                        -- canonical keys of sourceList and destinationList
        destinations text[],
        declared_reason text,
        corrective_ids text[],
        unique nulls not distinct (event_key, owner, declaration_time)
      );
      create index entry_event_time on log.entry (event_time, position);
      create index entry_record_time on log.entry (record_time, position);
      create index entry_location on log.entry (biz_location, event_time, position) include (step, type)
        where biz_location is not null;
      create index entry_corrective on log.entry using gin (corrective_ids) where corrective_ids is not null;

      create table log.body (
        position bigint primary key,
        doc text not null                      -- the canonical bytes
      );
      -- Cheaper than the default where Postgres was built with it; the embedded one is not.
      do $$ begin
        alter table log.body alter column doc set compression lz4;
      exception when feature_not_supported then null;
      end $$;

      -- The only rows that may be removed (domain rule 48).
      create table log.event_secret (position bigint primary key, secret bytea not null);
      create table log.event_private (
        position bigint not null, pointer text not null, value text not null,
        primary key (position, pointer)
      );

      -- A rollback job that is still being appended: readers stop before its first position.
      create table log.hold (
        job bigint primary key,
        first_position bigint not null
      );
      -- Where rollback jobs lie that are complete. Until its last record time nobody was shown any of such a range, and a
      -- question asked as known then must give the answer that was given then.
      create table log.held_range (
        first_position bigint primary key,
        last_position bigint not null
      );
      create index held_range_span on log.held_range using gist (int8range(first_position, last_position));

      -- Keys promised to a rollback job before its first append, so that nothing can make it fail half-way.
      create table log.reservation (
        event_key text collate "C" not null,
        owner bigint not null,
        declaration_time timestamptz,
        job bigint not null,
        content bytea not null,                -- SHA-256 of event hash and error declaration
        unique nulls not distinct (event_key, owner, declaration_time, job)
      );
      create index reservation_job on log.reservation (job);

      -- The longest prefix up to a position (inclusive) that holds no rollback job in part: what may be shown.
      create function log.visible_prefix(upto bigint) returns bigint language plpgsql stable as $$
      declare
        shown bigint := upto;
        cut bigint;
      begin
        loop
          select min(first_position) into cut from (
            select first_position from log.hold where first_position <= shown
            union all
            select first_position from log.held_range where int8range(first_position, last_position) @> shown
          ) ranges;
          exit when cut is null;
          shown := cut - 1;
        end loop;
        return shown;
      end $$;

      create function log.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the log is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name;
      end $$;
      create trigger append_only before update or delete or truncate on log.entry
        for each statement execute function log.refuse_change();
      create trigger append_only before update or delete or truncate on log.body
        for each statement execute function log.refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema log cascade');
  }
}
