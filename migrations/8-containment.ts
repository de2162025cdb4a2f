import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What packing is replayed from stands in the item rows: whether a child is one thing or so much of a lot. `projection.contain` itself is
 * filled by the service when it starts, from the log (src/projections/catch-up.service.ts).
 */
export class Containment1790000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table projection.event_item add column class_level boolean not null default false;
      -- Kinds 1 and 2 are lots and bare GTINs (core/gs1/key.ts); only children of packing (role 4) are ever asked.
      update projection.event_item l set class_level = true
      from projection.item i where i.id = l.item and l.role = 4 and (l.quantity is not null or i.kind in (1, 2));

      -- Read models that are still being filled from the log, and how far they are; who is not here is current.
      insert into projection.progress (name, upto) select 'containment', -1 from log.head where next > 0;

      -- The loads of now, by child: what a batch looks at again.
      create index contain_child_now on projection.contain (child) where known_until is null;
      create index contain_until on projection.contain (until_position) where until_position is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from projection.progress where name = 'containment';
      drop index projection.contain_until;
      drop index projection.contain_child_now;
      alter table projection.event_item drop column class_level;
    `);
  }
}
