import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Read models: everything here can be thrown away and rebuilt from the log. A fact is believed in [known_from, known_until) of log
 * positions; a correction, void or late event closes rows and inserts others. No foreign keys into the log.
 */
export class Projection1790000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema projection;

      create table projection.item (
        id bigint generated always as identity primary key,
        key text collate "C" not null unique,  -- canonical key
        uri text not null,                     -- as first recorded
        kind smallint not null,                -- index in itemKinds (core/gs1/key.ts)
        gtin text,                             -- 14 digits, of parts with a GS1 key
        lot text,
        serial text,
        first_position bigint                  -- null: only registered, not yet in an event
      );
      create index item_gtin on projection.item (gtin, lot) where gtin is not null;
      create index item_lot on projection.item (lot) where lot is not null;
      create index item_serial on projection.item (serial) where serial is not null;

      -- Further numbers (domain rules 3, 44): of an item, found by any party's number.
      create table projection.item_alias (
        id bigint generated always as identity primary key,
        item bigint not null,
        organisation bigint not null,          -- whose number it is
        scheme text not null,
        value text collate "C" not null,
        recorded_at timestamptz not null,
        known_from bigint not null,
        known_until bigint
      );
      create index item_alias_value on projection.item_alias (value) where known_until is null;
      create unique index item_alias_now on projection.item_alias (organisation, scheme, value, item) where known_until is null;
      create index item_alias_item on projection.item_alias (item);

      create table projection.event_item (
        position bigint not null,
        line int not null,                     -- index in EpcisEvent.items
        item bigint not null,
        role smallint not null,                -- index in itemRoles
        quantity numeric,
        unit text,
        event_time timestamptz not null,
        claim boolean not null default false,  -- shown, not counted (domain rule 40)
        known_from bigint not null,
        known_until bigint,
        primary key (position, line)
      );
      create index event_item_item on projection.event_item (item, position) include (role, event_time, known_from, known_until);

      -- Document numbers of events, so that any party's number finds them.
      create table projection.event_document (
        position bigint not null,
        line int not null,
        type text,
        uri text not null,
        number text collate "C" not null,      -- the last part: BOL-5501
        primary key (position, line)
      );
      create index event_document_number on projection.event_document (number);

      -- Transformations (kind 1), and pieces born into a lot (kind 2: lot -> pieces).
      create table projection.xform (
        id bigint generated always as identity primary key,
        position bigint not null,
        kind smallint not null,
        owner bigint not null,
        process text,                          -- transformationID, scoped to the owner (domain rule 14)
        event_time timestamptz not null,
        inputs bigint[] not null,              -- items
        outputs bigint[] not null,             -- items, and the lots that output pieces were born into
        known_from bigint not null,
        known_until bigint
      );
      create index xform_position on projection.xform (position) include (known_from, known_until);
      create index xform_process on projection.xform (owner, process) where process is not null;
      create table projection.xform_item (
        item bigint not null,
        role smallint not null,                -- INPUT or OUTPUT
        xform bigint not null,
        event_time timestamptz not null,
        known_from bigint not null,
        known_until bigint,
        primary key (item, role, xform)
      );

      -- src makes an item that dst uses (kind 1), or src only says that a piece that another one makes belongs to a lot:
      -- followed forward only (kind 2). Events of one process join when the walk meets one of them.
      create table projection.xedge (
        id bigint generated always as identity primary key,
        src bigint not null,
        dst bigint not null,
        item bigint not null,
        kind smallint not null,
        known_from bigint not null,
        known_until bigint
      );
      create index xedge_back on projection.xedge (dst) include (src, item, kind, known_from, known_until);
      create index xedge_forward on projection.xedge (src) include (dst, item, kind, known_from, known_until);
      create index xedge_item on projection.xedge (item) where known_until is null;

      -- Containment (kind 1 aggregation, 2 association) with quantities, several lots in several containers.
      create table projection.contain (
        id bigint generated always as identity primary key,
        child bigint not null,
        parent bigint not null,
        kind smallint not null,
        quantity numeric,
        unit text,
        from_time timestamptz not null,
        until_time timestamptz,
        from_position bigint not null,
        until_position bigint,
        known_from bigint not null,
        known_until bigint
      );
      create index contain_child on projection.contain (child, from_time) include (parent, until_time, known_from, known_until);
      create index contain_parent on projection.contain (parent, from_time) include (child, until_time, known_from, known_until);

      -- Every change of a holding (item, holder, site, container); holding is the cache of now.
      create table projection.holding_change (
        id bigint generated always as identity primary key,
        position bigint not null,
        item bigint not null,
        holder text not null,                  -- canonical key of the party
        site text,
        container bigint,
        change smallint not null,              -- made, used, shipped, received, sold, destroyed, counted, moved
        quantity numeric,
        unit text,
        event_time timestamptz not null,
        known_from bigint not null,
        known_until bigint
      );
      create index holding_change_item on projection.holding_change (item, event_time);
      create table projection.holding (
        id bigint generated always as identity primary key,
        item bigint not null,
        holder text not null,
        site text,
        container bigint,
        quantity numeric,
        unit text,
        since timestamptz not null,
        status smallint not null,              -- on hand, in transit, sold
        unique nulls not distinct (item, holder, site, container, status)
      );

      -- One shipping event towards one receiving party; its lines and receipts (domain rules 19, 36).
      create table projection.hop (
        id bigint generated always as identity primary key,
        shipping bigint,                       -- position; null: unannounced
        sender text,
        sender_site text,
        receiver text,
        receiver_site text,
        status smallint not null,
        shipped_at timestamptz,
        received_at timestamptz,
        ownership boolean,
        known_from bigint not null,
        known_until bigint
      );
      create index hop_shipping on projection.hop (shipping);
      create index hop_sender on projection.hop (sender, shipped_at);
      create index hop_receiver on projection.hop (receiver, shipped_at);
      create table projection.hop_line (
        id bigint generated always as identity primary key,
        hop bigint not null,
        item bigint not null,
        container bigint,
        shipped numeric,
        received numeric,
        unit text,
        known_from bigint not null,
        known_until bigint
      );
      create index hop_line_hop on projection.hop_line (hop);
      create index hop_line_item on projection.hop_line (item);
      create table projection.hop_receipt (
        hop bigint not null,
        receiving bigint not null,             -- position
        known_from bigint not null,
        known_until bigint,
        primary key (hop, receiving, known_from)
      );

      create table projection.item_state (
        item bigint primary key,
        last_position bigint not null,
        location text,
        holder text,
        container bigint,
        disposition text,
        persistent text[] not null default '{}'
      );

      create table projection.event_visibility (
        organisation bigint not null,
        event_time timestamptz not null,
        position bigint not null,
        level smallint not null,
        primary key (organisation, event_time, position)
      );

      -- How far each read model has come.
      create table projection.progress (
        name text primary key,
        upto bigint not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema projection cascade');
  }
}
