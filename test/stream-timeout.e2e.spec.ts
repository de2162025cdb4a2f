import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const query = `query($number: String!) { provenance(item: { number: $number }) { streamUrl } }`;

describe('a stream that reads for too long', () => {
  let service: TestService;
  let mill: TestAccount;
  beforeAll(async () => {
    service = await testService({ statementTimeoutMs: 2_000 });
    mill = await openTestAccount(service, 'Mill');
    const sent = await post(
      service.url,
      'events',
      JSON.stringify(eventJson({ id: 'urn:test:1' })),
      mill,
    );
    expect(sent.status).toBe(201);
  }, patience(60_000));
  afterAll(() => service.stop());

  it('is told TIMEOUT and what to do, and is there again afterwards', async () => {
    const { provenance } = await graphql<{ readonly provenance: { readonly streamUrl: string } }>(
      service.url,
      mill.key,
      query,
      { number: 'urn:epc:class:lgtin:9521234.012345.L-1' },
    );
    const other = service.database.dedicated();
    await other.connect();
    try {
      await other.query('begin; lock table projection.contain in access exclusive mode');
      const sent = await fetch(provenance.streamUrl);
      expect(sent.status).toBe(504);
      expect(await sent.json()).toMatchObject({ code: 'TIMEOUT', type: '/problems/TIMEOUT' });
    } finally {
      await other.end();
    }
    expect((await fetch(provenance.streamUrl)).status).toBe(200);
    expect((await fetch(`${service.url}/problems/TIMEOUT`)).status).toBe(200);
  });
});
