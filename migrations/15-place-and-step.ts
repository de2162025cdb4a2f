import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A page of one step at one place reads as many entries as it shows, however rare the step is there. */
export class PlaceAndStep1790000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index entry_location_step on log.entry (biz_location, step, event_time, position) where biz_location is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index log.entry_location_step');
  }
}
