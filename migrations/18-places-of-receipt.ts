import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What came to a place: a recall of a place asks for receipts that name it only as where things went. */
export class PlacesOfReceipt1790000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index hand_over_receiver_site on projection.hand_over (receiver_site, event_time, position)
        where side = 2 and receiver_site is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index projection.hand_over_receiver_site');
  }
}
