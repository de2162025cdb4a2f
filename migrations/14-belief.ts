import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is believed (domain rule 40, docs/decisions/0010-belief.md). `projection.event_item` holds only lines that count, so a line may come
 * and go and come again; what does not count has a table of its own. Where several organisations wrote into the log all read models are
 * filled anew when the service starts (src/projections/catch-up.service.ts): whatever one alone has told counts as it did.
 */
export class Belief1790000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table projection.event_item drop column claim;
      alter table projection.event_item drop constraint event_item_pkey;
      alter table projection.event_item add primary key (position, line, known_from);

      -- Lines that do not count, while they do not.
      create table projection.uncounted (
        position bigint not null,
        line int not null,                     -- index in EpcisEvent.items
        item bigint not null,
        role smallint not null,
        class_level boolean not null,
        quantity numeric,
        unit text,
        event_time timestamptz not null,
        doubt smallint not null,               -- index in doubtKinds (core/lineage/belief.ts)
        known_from bigint not null,
        known_until bigint,
        primary key (position, line, known_from)
      );
      create index uncounted_item on projection.uncounted (item, position);
      create index uncounted_from on projection.uncounted (known_from);
      create index uncounted_until on projection.uncounted (known_until) where known_until is not null;

      -- Items that more than one organisation has told of: only of these anything can be in doubt.
      create table projection.shared_item (
        item bigint primary key,
        known_from bigint not null
      );

      -- Since when a number was known to be whose: a judgement of then can be made again.
      alter table access.organisation_number add column recorded_at timestamptz;
      update access.organisation_number n set recorded_at = o.created_at from access.organisation o where o.id = n.organisation;
      alter table access.organisation_number alter column recorded_at set not null;
      alter table masterdata.site_number add column recorded_at timestamptz;
      update masterdata.site_number n set recorded_at = s.created_at from masterdata.site s where s.id = n.site;
      alter table masterdata.site_number alter column recorded_at set not null;
    `);
    const [row] = (await runner.query(
      'select exists (select from log.entry e join log.entry first on first.position = 0 where e.owner <> first.owner) as several',
    )) as { several: boolean }[];
    if (row?.several !== true) return;
    await runner.query(`
      truncate projection.event_item, projection.event_document, projection.xform, projection.xform_item, projection.xedge,
        projection.contain, projection.hand_over, projection.persistent_unset;
      insert into projection.progress (name, upto)
        select unnest(array['items', 'lineage', 'containment', 'custody']), -1
        on conflict (name) do update set upto = excluded.upto;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table masterdata.site_number drop column recorded_at;
      alter table access.organisation_number drop column recorded_at;
      drop table projection.shared_item;

      -- Everything counts again, as far as a line counted last.
      insert into projection.event_item (position, line, item, role, class_level, quantity, unit, event_time, known_from, known_until)
        select position, line, item, role, class_level, quantity, unit, event_time, known_from, known_until from projection.uncounted;
      drop table projection.uncounted;
      delete from projection.event_item l using projection.event_item later
        where later.position = l.position and later.line = l.line and later.known_from > l.known_from;
      alter table projection.event_item drop constraint event_item_pkey;
      alter table projection.event_item add primary key (position, line);
      alter table projection.event_item add column claim boolean not null default false;
    `);
  }
}
