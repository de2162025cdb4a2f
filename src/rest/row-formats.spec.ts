import type { RowBlock, RowKind, RowStream } from '../trace/stream.ts';
import { rowFormats } from './row-formats.ts';

const kind: RowKind = { kind: 'node', table: 'nodes', columns: ['key'] };

/** A stream whose reading fails after one row. */
const cut = (error: Error): RowStream => ({
  name: 'cut',
  whole: true,
  header: { counts: { nodes: 2 } },
  kinds: [kind],
  blocks: async function* blocks(): AsyncGenerator<RowBlock> {
    yield await Promise.resolve({ kind, rows: [['a']] });
    throw error;
  },
});

const linesOf = async (stream: RowStream): Promise<readonly unknown[]> => {
  const lines: unknown[] = [];
  for await (const text of rowFormats.ndjson.write(stream)) {
    lines.push(
      ...String(text)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    );
  }
  return lines;
};

const failed = (code: string): Error => Object.assign(new Error('of the database'), { code });

describe('an answer that ends early', () => {
  it.each([
    ['57014', 'TIMEOUT'],
    ['57P01', 'UNAVAILABLE'],
  ])('says so in its last line: %s', async (state, code) => {
    expect(await linesOf(cut(failed(state)))).toEqual([
      { type: 'header', counts: { nodes: 2 } },
      { type: 'node', key: 'a' },
      { type: 'end', counts: { nodes: 1 }, complete: false, code },
    ]);
  });

  it('has no last line when the fault is ours', async () => {
    await expect(linesOf(cut(failed('42P01')))).rejects.toThrow('of the database');
  });

  it('as a table has no end that looks like one', async () => {
    const rows = async (): Promise<void> => {
      for await (const _ of rowFormats.csv.write(cut(failed('57014'))));
    };
    await expect(rows()).rejects.toThrow('of the database');
  });
});

describe('a line of an answer', () => {
  it('is its row as JSON, by the names of its columns, what is missing null', async () => {
    const columns = ['key', 'say "what"', 'count', 'more', 'day', 'share'];
    const told: RowKind = { kind: 'node', table: 'nodes', columns };
    const text = 'a "b" \\ \n \u2028 \ud800 é';
    const rows = [['k', text, 1.5, false, null], ['']];
    const stream: RowStream = {
      name: 'told',
      whole: true,
      header: { counts: { nodes: 2 } },
      kinds: [told],
      blocks: async function* blocks(): AsyncGenerator<RowBlock> {
        yield await Promise.resolve({ kind: told, rows });
      },
    };
    expect((await linesOf(stream)).slice(1, 3)).toEqual([
      {
        type: 'node',
        key: 'k',
        'say "what"': text,
        count: 1.5,
        more: false,
        day: null,
        share: null,
      },
      {
        type: 'node',
        key: '',
        'say "what"': null,
        count: null,
        more: null,
        day: null,
        share: null,
      },
    ]);
  });
});
