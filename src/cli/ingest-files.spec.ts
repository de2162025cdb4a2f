import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentsIn } from './ingest-files.ts';

describe('the files that ingest reads', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = async (name: string, content: string | Uint8Array): Promise<readonly string[]> => {
    writeFileSync(join(folder, name), content);
    const documents: string[] = [];
    for await (const document of documentsIn(join(folder, name))) documents.push(document);
    return documents;
  };
  const bytesOf = (...parts: readonly (string | number)[]): Buffer =>
    Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
    );

  it('gives a JSON file as it is, wherever a read of it ends', async () => {
    for (const shift of [0, 1, 2, 3]) {
      const text = `${' '.repeat(shift)}"${'é€😀\u2028'.repeat(20_000)}"`;
      expect(await read('a.json', text)).toEqual([text]);
    }
  });

  it('leaves out a byte order mark', async () => {
    expect(await read('a.json', '\uFEFF{}')).toEqual(['{}']);
  });

  it('cuts an NDJSON file into documents at its line ends only', async () => {
    const line = '{"note":"a\u2028b"}';
    const documents = await read('a.ndjson', `${line}\r\n\n`.repeat(1_001));
    const lists = documents.map(
      (document) => (JSON.parse(document) as { epcisBody: { eventList: object[] } }).epcisBody,
    );
    expect(lists.map(({ eventList }) => eventList.length)).toEqual([1_000, 1]);
    expect(lists[1]?.eventList[0]).toEqual({ note: 'a\u2028b' });
  });

  it.each([
    ['Latin-1', bytesOf('{\n"name": "M', 0xfc, 'hle"}'), 'byte 13 (0xFC), line 2'],
    ['Latin-1 at the end', bytesOf('"M', 0xfc), 'byte 3 (0xFC), line 1'],
    ['a lone continuation', bytesOf('"', 0x80, '"'), 'byte 2 (0x80), line 1'],
    ['a long way in', bytesOf(' é\n'.repeat(50_000), 0xe9), 'byte 200001 (0xE9), line 50001'],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'byte 1 (0xFF), line 1'],
    ['a surrogate', bytesOf('x', 0xed, 0xa0, 0x80), 'byte 2 (0xED), line 1'],
  ])('refuses %s with its place before anything is sent', async (_what, bytes, place) => {
    for (const name of ['a.json', 'a.ndjson'])
      await expect(read(name, bytes)).rejects.toThrow(`not UTF-8 at ${place}: save it as UTF-8`);
  });
});
