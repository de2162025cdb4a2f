import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sites, products, certificates: versioned, owned by who records them (domain rules 31, 45). */
export class Masterdata1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema masterdata;

      create table masterdata.site (
        id bigint generated always as identity primary key,
        owner bigint not null,
        created_at timestamptz not null
      );
      create table masterdata.site_version (
        site bigint not null references masterdata.site,
        version int not null,
        valid_from date not null,
        recorded_at timestamptz not null,
        name text not null,
        operator bigint,
        country char(2) not null,
        subdivision text,
        latitude double precision,
        longitude double precision,
        geometry jsonb,          -- GeoJSON: point or plot polygon
        within bigint references masterdata.site,
        primary key (site, version)
      );
      create table masterdata.site_number (
        site bigint not null references masterdata.site,
        scheme text not null,
        value text not null,
        key text not null,       -- canonical key: https://id.gs1.org/414/...
        primary key (site, scheme, value)
      );
      create index site_number_key on masterdata.site_number (key);
      create index site_owner on masterdata.site (owner);

      create table masterdata.product (
        id bigint generated always as identity primary key,
        owner bigint not null,
        gtin text,               -- 14 digits
        own_key text unique,     -- an id on this deployment's own domain, for products without a GTIN
        created_at timestamptz not null,
        unique (owner, gtin)
      );
      create index product_gtin on masterdata.product (gtin);
      create table masterdata.product_version (
        product bigint not null references masterdata.product,
        version int not null,
        valid_from date not null,
        recorded_at timestamptz not null,
        name text not null,
        unit text,               -- Rec 20; null: pieces
        hs_code text,
        private_fields text[],
        primary key (product, version)
      );

      create table masterdata.certificate (
        id bigint generated always as identity primary key,
        owner bigint not null,
        created_at timestamptz not null
      );
      create index certificate_owner on masterdata.certificate (owner);
      create table masterdata.certificate_version (
        certificate bigint not null references masterdata.certificate,
        version int not null,
        recorded_at timestamptz not null,
        scheme text not null,
        number text not null,
        issued_by text,
        valid_from date,
        valid_until date,
        primary key (certificate, version)
      );

      -- Header master data of captured documents: belongs to who captured it, visibly as described by.
      create table masterdata.described (
        owner bigint not null,
        kind text not null,      -- vocabulary type, e.g. urn:epcglobal:epcis:vtype:Location
        key text not null,       -- canonical key of the element id
        version int not null,
        recorded_at timestamptz not null,
        id text not null,        -- as recorded
        content text not null,   -- JSON of the vocabulary element, value for value
        primary key (owner, kind, key, version)
      );
      create index described_key on masterdata.described (key);

      -- Numbers issued by the service (lots, SSCC serials): the next one by owner and purpose.
      create table masterdata.number_series (
        owner bigint not null,
        series text not null,
        next bigint not null,
        primary key (owner, series)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema masterdata cascade');
  }
}
