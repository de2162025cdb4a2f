import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import {
  arrayLiteral,
  bigintArray,
  byteaArray,
  instantArray,
  intArray,
  textArray,
} from './binary-array.ts';

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

  it('carry instants of all years, to the microsecond', () =>
    fc.assert(
      fc.asyncProperty(
        lists(
          fc
            .record({
              at: fc.date({
                min: new Date('0001-01-01T00:00:00.000Z'),
                max: new Date('9999-12-31T23:59:59.999Z'),
                noInvalidDate: true,
              }),
              micros: fc.nat(999),
            })
            .map(
              ({ at, micros }) =>
                `${at.toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`,
            ),
        ),
        async (instants) => {
          const [row] = await db.database.read(null, (tx) =>
            tx.query<{ list: readonly string[] | null }>(
              `select array(select to_char(i at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                 from unnest($1::timestamptz[]) with ordinality as given(i, place) order by place) as list`,
              [instantArray(instants)],
            ),
          );
          expect(row?.list).toEqual(instants);
        },
      ),
      {
        ...runs,
        examples: [[['1999-12-31T23:59:59.999999Z', '0001-01-01T00:00:00.000001Z', null]]],
      },
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
