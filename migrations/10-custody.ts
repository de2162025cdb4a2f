import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Custody is derived when it is asked for (docs/decisions/0009-custody.md): the log keeps who handed over to whom as told, and which
 * persistent dispositions an event lifts. The tables that were laid out for derived hops, holdings and states were never filled.
 * Both new tables are filled by the service when it starts, from the log (src/projections/catch-up.service.ts).
 */
export class Custody1790000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table projection.hop, projection.hop_line, projection.hop_receipt;
      drop table projection.holding, projection.holding_change, projection.item_state;

      -- The word of one side about a hand-over: a row for each receiving party that a shipping names, one for a receipt.
      create table projection.hand_over (
        position bigint not null,
        line int not null,                     -- index of the receiving party
        side smallint not null,                -- 1 shipping, 2 receipt
        owner bigint not null,
        sender text,                           -- canonical keys as told; null: not told
        receiver text,
        sender_site text,
        receiver_site text,
        complete boolean not null,             -- the receiver says that nothing more will come
        ownership boolean,                     -- the owner changes; null: not told
        event_time timestamptz not null,
        known_from bigint not null,
        known_until bigint,
        primary key (position, line)
      );
      create index hand_over_time on projection.hand_over (event_time, position);
      create index hand_over_sender on projection.hand_over (sender, event_time, position);
      create index hand_over_receiver on projection.hand_over (receiver, event_time, position);
      create index hand_over_owner on projection.hand_over (owner, event_time, position);

      -- Persistent dispositions that an event lifts; those that it sets stand in log.entry.
      create table projection.persistent_unset (
        position bigint primary key,
        words text[] not null
      );

      -- Kinds 1 and 2 are lots and bare GTINs (core/gs1/key.ts): without a quantity it is not known how much; anything else is one piece.
      update projection.event_item l set class_level = true
      from projection.item i where i.id = l.item and not l.class_level and (l.quantity is not null or i.kind in (1, 2));

      insert into projection.progress (name, upto) select 'custody', -1 from log.head where next > 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from projection.progress where name = 'custody';
      drop table projection.persistent_unset;
      drop table projection.hand_over;

      create table projection.holding_change (
        id bigint generated always as identity primary key,
        position bigint not null, item bigint not null, holder text not null, site text, container bigint, change smallint not null,
        quantity numeric, unit text, event_time timestamptz not null, known_from bigint not null, known_until bigint
      );
      create index holding_change_item on projection.holding_change (item, event_time);
      create table projection.holding (
        id bigint generated always as identity primary key,
        item bigint not null, holder text not null, site text, container bigint, quantity numeric, unit text,
        since timestamptz not null, status smallint not null,
        unique nulls not distinct (item, holder, site, container, status)
      );
      create table projection.hop (
        id bigint generated always as identity primary key,
        shipping bigint, sender text, sender_site text, receiver text, receiver_site text, status smallint not null,
        shipped_at timestamptz, received_at timestamptz, ownership boolean, known_from bigint not null, known_until bigint
      );
      create index hop_shipping on projection.hop (shipping);
      create index hop_sender on projection.hop (sender, shipped_at);
      create index hop_receiver on projection.hop (receiver, shipped_at);
      create table projection.hop_line (
        id bigint generated always as identity primary key,
        hop bigint not null, item bigint not null, container bigint, shipped numeric, received numeric, unit text,
        known_from bigint not null, known_until bigint
      );
      create index hop_line_hop on projection.hop_line (hop);
      create index hop_line_item on projection.hop_line (item);
      create table projection.hop_receipt (
        hop bigint not null, receiving bigint not null, known_from bigint not null, known_until bigint,
        primary key (hop, receiving, known_from)
      );
      create table projection.item_state (
        item bigint primary key, last_position bigint not null, location text, holder text, container bigint, disposition text,
        persistent text[] not null default '{}'
      );
    `);
  }
}
