import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which inputs of a transformation were only what others were packed in. What is used inside a container is used up with it, and nobody
 * has a say by what was used: where a container was used already, everything is derived anew.
 */
export class Carriers1790000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table projection.xform add column carriers bigint[]');
    const [row] = (await runner.query(
      `select exists (
         select from projection.xform_item i where i.role = 1
           and exists (select from projection.contain c where c.parent = i.item)
       ) as used`,
    )) as { used: boolean }[];
    if (row?.used !== true) return;
    await runner.query(`
      truncate projection.event_item, projection.uncounted, projection.shared_item, projection.event_document, projection.xform,
        projection.xform_item, projection.xedge, projection.contain, projection.hand_over, projection.persistent_unset;
      insert into projection.progress (name, upto)
        select unnest(array['items', 'lineage', 'containment', 'custody']), -1
        on conflict (name) do update set upto = excluded.upto;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table projection.xform drop column carriers');
  }
}
