import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which inputs of a transformation were only what others were packed in. What is used inside a container is used up with it: where a
 * container was used already, what lay in what and what was made of what is derived anew.
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
      truncate projection.xform, projection.xform_item, projection.xedge, projection.contain;
      insert into projection.progress (name, upto) select unnest(array['containment', 'lineage']), -1
        on conflict (name) do update set upto = excluded.upto;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table projection.xform drop column carriers');
  }
}
