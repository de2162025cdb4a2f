import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ingest } from '../src/cli/ingest.ts';
import { logPosition, openTestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

describe('ingest', () => {
  let service: TestService;
  let folder: string;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    folder = mkdtempSync(join(tmpdir(), 'throughline-ingest-'));
    ({ key } = await openTestAccount(service, 'Mill'));
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await service.stop();
  });

  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const told = async (
    names: string | readonly string[],
    given: Partial<Parameters<typeof ingest>[1]> = {},
  ): Promise<readonly [number, string, string]> => {
    const said: string[][] = [[], []];
    const spies = [process.stderr, process.stdout].map((stream, index) =>
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        said[index]?.push(String(text));
        return true;
      }),
    );
    const code = await ingest([names].flat(), { url: service.url, key, proceed: false, ...given });
    for (const spy of spies) spy.mockRestore();
    return [code, said[0]?.join('') ?? '', said[1]?.join('') ?? ''];
  };
  /** Something before the service that answers by itself first, in turn: a status, or null for a cut connection. */
  const before = async (turns: readonly (number | null)[]): Promise<Server> => {
    const left = [...turns];
    const server = createServer((request, reply) => {
      const turn = left.shift();
      if (turn === null) request.socket.destroy();
      else if (turn === undefined || turn === 0) void pass(request, reply);
      else reply.writeHead(turn, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return server;
  };
  const pass = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const { method = '', headers } = request;
    const answer = await fetch(`${service.url}${request.url ?? ''}`, {
      method,
      headers: {
        authorization: headers.authorization ?? '',
        'content-type': 'application/json',
      },
      ...(method === 'POST' ? { body: await buffer(request) } : {}),
    });
    const location = answer.headers.get('location');
    reply.writeHead(answer.status, location === null ? {} : { location });
    reply.end(await answer.text());
  };
  const addressOf = (server: Server): string =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('stores nothing of a file with a byte of Latin-1, and says where it is', async () => {
    const before = await logPosition(service);
    const lines = Array.from({ length: 1_500 }, (_, index) =>
      JSON.stringify(eventJson({ id: `urn:x:${index}`, content: 'Mühle' })),
    );
    const good = Buffer.from(`${lines.join('\n')}\n`);
    const bad = Buffer.from(`${lines.join('\n')}\n`.replace(/ü(?=[^ü]*$)/, '\u0001'));
    bad[bad.lastIndexOf(1)] = 0xfc;
    const [code, said] = await told(file('bad.ndjson', bad));
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/bad\.ndjson: .*\(0xFC\), line 1500: save it as UTF-8/),
    ]);
    expect(await logPosition(service)).toBe(before);
    expect((await told(file('good.ndjson', good))).slice(0, 2)).toEqual([0, '']);
    expect(await logPosition(service)).toBe(before + 1_500);
  });

  it('tells how long the rest of the files will take', async () => {
    const one = file('one.ndjson', JSON.stringify(eventJson({ id: 'urn:x:one' })));
    const rest = file('rest.ndjson', Buffer.alloc(20_000_000, 0xfc));
    const [code, , out] = await told([one, rest]);
    expect(code).toBe(1);
    expect(out).toMatch(/: 1 of 1 events stored \(1 in all, \d+\/s, \d+ s left\)\n$/);
  });

  it('goes on when the service was away for a moment, and stores everything once', async () => {
    const position = await logPosition(service);
    // Away before the capture, after it, and twice while the job is looked at.
    const server = await before([503, null, 0, 502, null]);
    const name = file('away.ndjson', JSON.stringify(eventJson({ id: 'urn:x:away' })));
    const url = addressOf(server);
    const [code, said, out] = await told(name, { url });
    server.close();
    expect([code, said]).toEqual([0, expect.stringContaining(`waiting for ${url}`)]);
    expect(out).toMatch(/: 1 of 1 events stored \(1 in all, \d+\/s\)\n$/);
    expect(await logPosition(service)).toBe(position + 1);
  });

  it.each([
    ['refuses connections', [], /ECONNREFUSED/],
    ['is broken while the job is looked at', [0, ...Array<number>(9).fill(500)], /it answers 500/],
  ])('gives up with the address and advice when the service %s', async (_what, turns, why) => {
    const server = await before(turns);
    const url = addressOf(server);
    if (turns.length === 0) server.close();
    const name = file('none.ndjson', JSON.stringify(eventJson({ id: 'urn:x:none' })));
    const [code, said, out] = await told(name, { url, patienceMs: 600 });
    server.close();
    expect([code, out]).toEqual([1, '']);
    expect(said).toMatch(why);
    expect(said).toContain(`The service at ${url} cannot take it (`);
    expect(said).toMatch(
      /give its address with --url\. Then send the same files again: nothing is doubled\.\n$/,
    );
  });

  it('tells what is no answer of a Throughline', async () => {
    const server = await before([404]);
    const name = file('else.ndjson', JSON.stringify(eventJson({ id: 'urn:x:else' })));
    const [code, said] = await told(name, { url: addressOf(server) });
    server.close();
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/404 is not an answer of Throughline: look whether http:\S+ is right/),
    ]);
  });
});
