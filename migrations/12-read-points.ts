import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was at a place is told by `readPoint` too, where an event says nothing of afterwards: a recall of a place must find it. */
export class ReadPoints1790000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index entry_read_point on log.entry (read_point, event_time)
        where biz_location is null and read_point is not null
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index log.entry_read_point');
  }
}
