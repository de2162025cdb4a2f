import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { arrayLiteral, bigintArray, byteaArray, intArray, textArray } from './binary-array.ts';

describe('binary arrays', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  /** What Postgres understood. */
  const understood = async (type: string, parameter: unknown): Promise<unknown> => {
    const [row] = await db.database.read(null, (tx) =>
      tx.query<{ list: unknown }>(`select to_json($1::${type}[]) as list`, [parameter]),
    );
    return row?.list;
  };
  const lists = <T>(values: fc.Arbitrary<T>) =>
    fc.array(fc.option(values, { nil: null, freq: 4 }), { maxLength: 30 });
  const text = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .map((value) => value.replaceAll('\0', ''));
  const runs = { numRuns: 100 };

  it('carry texts, short and long, of any script', () =>
    fc.assert(
      fc.asyncProperty(lists(text), async (values) => {
        expect(await understood('text', textArray(values))).toEqual(values);
      }),
      runs,
    ));

  it('carry whole numbers up to the last one that a double holds', () =>
    fc.assert(
      fc.asyncProperty(lists(fc.maxSafeInteger()), async (values) => {
        expect(await understood('bigint', bigintArray(values))).toEqual(values);
      }),
      { ...runs, examples: [[[0, -1, 2 ** 31, 2 ** 32, -(2 ** 32), Number.MAX_SAFE_INTEGER]]] },
    ));

  it('carry small numbers and bytes', () =>
    fc.assert(
      fc.asyncProperty(lists(fc.integer()), lists(fc.uint8Array()), async (numbers, bytes) => {
        expect(await understood('int', intArray(numbers))).toEqual(numbers);
        const hex = bytes.map((one) =>
          one === null ? null : `\\\\x${Buffer.from(one).toString('hex')}`,
        );
        expect(JSON.stringify(await understood('bytea', byteaArray(bytes)))).toBe(
          JSON.stringify(hex).replaceAll('\\\\\\\\', '\\\\'),
        );
      }),
      runs,
    ));

  it('carry lists in a list as literals', () =>
    fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (values) => {
        const [row] = await db.database.read(null, (tx) =>
          tx.query<{ list: unknown }>(
            'select to_json(inner_list::text[]) as list from unnest($1::text[]) inner_list',
            [textArray([arrayLiteral(values)])],
          ),
        );
        expect(row?.list).toEqual(values);
      }),
      runs,
    ));
});
