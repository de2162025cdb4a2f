import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { generateFiles, generateLines, worldSize } from '../src/cli/generate.ts';
import { ingest } from '../src/cli/ingest.ts';
import { seasonMark } from '../src/sample/generate-season.ts';
import { graphql, logPosition, openTestAccount } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

/** Four harvests, and what is on its way from them. */
const EVENTS = 700;

describe('generate', () => {
  let service: TestService;
  let folder: string;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    folder = mkdtempSync(join(tmpdir(), 'throughline-generate-'));
    ({ key } = await openTestAccount(service, 'Auditor'));
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await service.stop();
  });

  const filesOf = (name: string): readonly string[] =>
    readdirSync(join(folder, name))
      .toSorted()
      .map((file) => join(folder, name, file));
  const sent = async (files: readonly string[]): Promise<readonly [number, string, string]> => {
    const said: string[][] = [[], []];
    const spies = [process.stderr, process.stdout].map((stream, index) =>
      jest.spyOn(stream, 'write').mockImplementation((line) => {
        said[index]?.push(String(line));
        return true;
      }),
    );
    const code = await ingest(files, { url: service.url, key, proceed: false });
    for (const spy of spies) spy.mockRestore();
    return [code, said[0]?.join('') ?? '', said[1]?.join('') ?? ''];
  };

  it('writes files that ingest takes whole, once and again', async () => {
    const size = worldSize({ events: `${EVENTS}`, seed: '3' });
    expect(await generateFiles(size, join(folder, 'world'))).toBe(1);
    const [code, refused, said] = await sent(filesOf('world'));
    expect([code, refused]).toEqual([0, '']);
    expect(said).toMatch(/master-data\.json: 56 registered, 0 were there before/);
    expect(await logPosition(service)).toBe(EVENTS - 1);
    const [again, refusedAgain, saidAgain] = await sent(filesOf('world'));
    expect([again, refusedAgain]).toEqual([0, '']);
    expect(saidAgain).toMatch(/master-data\.json: 0 registered, 56 were there before/);
    expect(await logPosition(service)).toBe(EVENTS - 1);
  }, 180_000);

  it('tells of goods and of places in many countries', async () => {
    const asked = await graphql<{
      readonly provenance: {
        readonly nodes: readonly { readonly item: { readonly name: string } }[];
      };
      readonly sites: {
        readonly nodes: readonly { readonly place: { readonly country: string } }[];
      };
    }>(
      service.url,
      key,
      `
        query ($number: String!) {
          provenance(item: { number: $number }) {
            nodes {
              item {
                name
              }
            }
          }
          sites(first: 100) {
            nodes {
              place {
                country
              }
            }
          }
        }
      `,
      { number: `${seasonMark(3, 0)}-R0` },
    );
    expect(asked.provenance.nodes.map(({ item }) => item.name)).toEqual(['Cherries 3.0-R0']);
    const countries = asked.sites.nodes.map(({ place }) => place.country);
    expect(new Set(countries).size).toBeGreaterThan(8);
  });

  it('writes the same bytes for the same seed, and others for another', async () => {
    const bytesOf = async (name: string, seed: string): Promise<string> => {
      const documents = await generateFiles(
        worldSize({ events: '2500', seed }),
        join(folder, name),
      );
      expect(documents).toBe(2);
      return filesOf(name)
        .map((file) => readFileSync(file, 'utf8'))
        .join('');
    };
    const first = await bytesOf('one', '1');
    expect(await bytesOf('same', '1')).toBe(first);
    expect(await bytesOf('other', '2')).not.toBe(first);
  });

  it('writes lines that ingest takes, and stops when its reader leaves', async () => {
    const out = new PassThrough();
    const lines = text(out);
    await generateLines(worldSize({ events: '300', seed: '9' }), out);
    out.end();
    writeFileSync(join(folder, 'lines.ndjson'), await lines);
    const before = await logPosition(service);
    expect((await sent([join(folder, 'lines.ndjson')])).slice(0, 2)).toEqual([0, '']);
    expect(await logPosition(service)).toBe(before + 300);
    const left = new PassThrough();
    left.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    await expect(generateLines(worldSize({ events: '5000' }), left)).rejects.toThrow(/not whole/);
  });

  it('says which option is wrong, and what it wants', async () => {
    expect(() => worldSize({ events: 'many' })).toThrow(/--events: .*whole number from 1 to/);
    expect(() => worldSize({ events: '0' })).toThrow(/--events/);
    expect(() => worldSize({ events: '5', seed: '-1' })).toThrow(/--seed: .*from 0/);
    const size = worldSize({ events: '5' });
    await expect(generateFiles(size, folder)).rejects.toThrow(/--out: There is something in/);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(generateFiles(size, file)).rejects.toThrow(/--out: .* can be no folder/);
  });
});
