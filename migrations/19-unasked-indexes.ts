import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two indexes that no question reads: hand-overs are looked for by time, sender, receiver and place of receipt, never by whose event it is,
 * and what ended a load is read with the load. Each was written at every hand-over, or at every load that ended.
 */
export class UnaskedIndexes1790000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index projection.hand_over_owner, projection.contain_until');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index contain_until on projection.contain (until_position) where until_position is not null;
      create index hand_over_owner on projection.hand_over (owner, event_time, position);
    `);
  }
}
