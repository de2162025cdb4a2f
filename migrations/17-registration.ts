import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who adds master data may give it an id of its own making: sent twice, it is added once (null: added without). */
export class Registration1790000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table access.organisation add column registration_id uuid;
      create unique index organisation_registration on access.organisation (recorded_by, registration_id)
        where registration_id is not null;
      alter table masterdata.site add column registration_id uuid;
      create unique index site_registration on masterdata.site (owner, registration_id) where registration_id is not null;
      alter table masterdata.product add column registration_id uuid;
      create unique index product_registration on masterdata.product (owner, registration_id) where registration_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table masterdata.product drop column registration_id;
      alter table masterdata.site drop column registration_id;
      alter table access.organisation drop column registration_id;
    `);
  }
}
