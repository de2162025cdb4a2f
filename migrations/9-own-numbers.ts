import type { MigrationInterface, QueryRunner } from 'typeorm';

const BATCH = 5_000;

/** As `describeKey` of core/gs1/key.ts when this was written. */
const numberOf = (key: string): string | null => {
  const last = key.slice(key.search(/[^/:]*$/));
  const text = last === '' ? key : last;
  let number = text;
  try {
    number = decodeURIComponent(text);
  } catch {
    // Not percent-encoded: it is what it is.
  }
  return number.length <= 100 && !number.includes('\0') ? number : null;
};

/** Lots and pieces without a GS1 key are found by what stands last in their id, as those with one are by their lot or serial number. */
export class OwnNumbers1790000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    let after = 0;
    for (;;) {
      const rows: { id: string; key: string; kind: number }[] = await runner.query(
        `select id, key, kind from projection.item
         where id > $1 and kind in (0, 1) and gtin is null and lot is null and serial is null order by id limit $2`,
        [after, BATCH],
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      after = Number(last.id);
      await runner.query(
        `update projection.item i set lot = case when i.kind = 1 then given.number end, serial = case when i.kind = 0 then given.number end
         from unnest($1::bigint[], $2::text[]) as given(id, number) where i.id = given.id`,
        [rows.map(({ id }) => id), rows.map(({ key }) => numberOf(key))],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'update projection.item set lot = null, serial = null where kind in (0, 1) and gtin is null',
    );
  }
}
