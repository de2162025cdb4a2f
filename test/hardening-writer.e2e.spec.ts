import { graphql, openTestAccount, post } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { testService, type TestService } from './support/service.ts';

interface Recorded {
  readonly recordStep: {
    readonly status: string;
    readonly event: { readonly eventId: string } | null;
  };
}

describe('a writer while the rollback job of somebody else holds readers back', () => {
  let service: TestService;
  let writer: string;
  let reader: string;
  beforeAll(async () => {
    service = await testService();
    ({ key: writer } = await openTestAccount(service, 'Writer'));
    ({ key: reader } = await openTestAccount(service, 'Reader'));
    await post(service.url, 'events', event('urn:x:before'), { key: writer });
    await sql('insert into log.hold (job, first_position) select 999, next from log.head');
  }, 60_000);
  afterAll(() => service.stop());

  const event = (id: string): string => JSON.stringify(eventJson({ id }));
  const sql = (text: string) => service.database.transaction(null, (tx) => tx.query(text));
  const status = async (path: string, key: string): Promise<number> =>
    (await fetch(service.url + path, { headers: { authorization: `Bearer ${key}` } })).status;

  it('reads what he wrote at the Location that he was given, and nobody else does', async () => {
    const sent = await post(service.url, 'events', event('urn:x:mine'), { key: writer });
    expect(sent.status).toBe(201);
    const location = sent.headers.get('location') ?? '';
    expect([await status(location, writer), await status(location, reader)]).toEqual([200, 404]);
    expect(await status('/epcis/events/urn:x:before', reader)).toBe(200);
  });

  it('reads the job of a document at once', async () => {
    const { '@context': context, ...one } = eventJson({ id: 'urn:x:document' });
    const document = {
      '@context': context,
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: '2026-03-03T12:00:00Z',
      epcisBody: { eventList: [one] },
    };
    const sent = await post(service.url, 'capture', JSON.stringify(document), { key: writer });
    expect(sent.status).toBe(202);
    expect(await status(sent.headers.get('location') ?? '', writer)).toBe(200);
  });

  it('gets the event of a step with its answer, and finds it by its id', async () => {
    const id = 'urn:uuid:019c0000-0000-7000-8000-000000000001';
    const input = {
      id,
      time: '2026-04-30T09:00:00+03:00',
      step: {
        inspect: { items: [{ item: { number: 'urn:x:piece' }, quantity: '1' }], passed: true },
      },
    };
    const { recordStep } = await graphql<Recorded>(
      service.url,
      writer,
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status event { eventId } } }',
      { input },
    );
    expect(recordStep).toMatchObject({ status: 'RECORDED', event: { eventId: id } });
    const found = async (key: string) =>
      graphql(service.url, key, 'query($id: Uri) { event(by: { eventId: $id }) { eventId } }', {
        id,
      });
    expect(await found(writer)).toEqual({ event: { eventId: id } });
    expect(await found(reader)).toEqual({ event: null });
  });

  it('does not see his own rollback job before its end', async () => {
    await post(service.url, 'events', event('urn:x:promised'), { key: writer });
    await sql(`insert into log.reservation (event_key, owner, declaration_time, job, content)
      select event_key, owner, declaration_time, 999, event_hash from log.entry where event_key = 'urn:x:promised'`);
    expect(await status('/epcis/events/urn:x:promised', writer)).toBe(404);
    await sql('delete from log.reservation');
    await sql('delete from log.hold');
    expect(await status('/epcis/events/urn:x:promised', writer)).toBe(200);
  });
});
