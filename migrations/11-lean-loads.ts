import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The loads of a child are few and `contain_child` finds them, those of now too: an index of their own cost every load that was written
 * and saved nobody a look-up.
 */
export class LeanLoads1790000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index projection.contain_child_now');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index contain_child_now on projection.contain (child) where known_until is null',
    );
  }
}
