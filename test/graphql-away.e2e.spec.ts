import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { type CutProxy, startCutProxy } from './support/cut-proxy.ts';
import { emptyDatabase } from './support/database.ts';
import { openTestAccount } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

describe('GraphQL', () => {
  let service: TestService;
  let proxy: CutProxy;
  let remove: () => Promise<void>;
  let key: string;
  beforeAll(async () => {
    const own = await emptyDatabase('throughline_template');
    ({ remove } = own);
    proxy = await startCutProxy(own.url);
    service = await testService({ databaseUrl: proxy.url });
    ({ key } = await openTestAccount(service, 'Mill'));
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    await remove();
  });

  const ask = async (withKey = key) => {
    const answer = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${withKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { organisation { name } } }' }),
    });
    const { status, headers } = answer;
    const body = (await answer.json()) as { errors?: { extensions: object }[] };
    return { status, headers, errors: body.errors?.map(({ extensions }) => extensions) };
  };

  it('gives the request id of a bug before the viewer is known', async () => {
    const keys = service.server.app.get(ApiKeyService, { strict: false });
    const broken = jest.spyOn(keys, 'authenticate').mockRejectedValue(new TypeError('a bug'));
    const { status, headers, errors } = await ask();
    broken.mockRestore();
    expect(status).toBe(500);
    const requestId = headers.get('x-request-id');
    expect(errors).toEqual([{ code: 'INTERNAL_SERVER_ERROR', requestId }]);
  });

  it('says to come again while the database is away', async () => {
    expect((await ask()).status).toBe(200);
    await proxy.close();
    const unavailable = [{ code: 'UNAVAILABLE', retryAfterSeconds: 5 }];
    const { status, headers, errors } = await ask(key.replace(/_[^_]{8}/, '_aaaaaaaa'));
    expect(errors).toEqual(unavailable);
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    // A key that was just used is known without the database, and so is that there is a viewer.
    const known = await ask();
    expect([known.status, known.errors]).toEqual([200, unavailable]);
  });
});
