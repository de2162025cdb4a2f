import { logPosition, openTestAccount, post } from './support/doors.ts';
import { testService, type TestService } from './support/service.ts';

const context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

const eventOf = (serial: number): object => ({
  type: 'ObjectEvent',
  eventID: `urn:x:event:${serial}`,
  eventTime: '2026-05-01T09:00:00.000+02:00',
  eventTimeZoneOffset: '+02:00',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  epcList: [`https://id.gs1.org/01/09521005000013/21/${serial}`],
});

const documentOf = (...serials: readonly number[]): string =>
  JSON.stringify({
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-05-01T12:00:00.000Z',
    epcisBody: { eventList: serials.map(eventOf) },
  });

const bodyOf = (serial: number): string =>
  JSON.stringify({ '@context': context, ...eventOf(serial) });

describe('the figures of the log at /metrics', () => {
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Mill'));
  }, 120_000);
  afterAll(() => service.stop());

  const scrape = async (): Promise<ReadonlyMap<string, number>> => {
    const answer = await fetch(`${service.url}/metrics`);
    expect(answer.status).toBe(200);
    const lines = (await answer.text()).split('\n').filter((line) => !line.startsWith('#'));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
    );
  };
  const figures = async () => {
    const all = await scrape();
    const figure = (name: string) => all.get(`throughline_log_${name}`);
    return {
      position: figure('position'),
      watermark: figure('watermark'),
      appended: figure('events_appended_total'),
      batches: figure('batch_events_count'),
      events: figure('batch_events_sum'),
      timed: figure('batch_seconds_count'),
    };
  };
  const capture = async (...serials: readonly number[]): Promise<void> => {
    const before = await logPosition(service);
    expect((await post(service.url, 'capture', documentOf(...serials), { key })).status).toBe(202);
    while ((await logPosition(service)) < Math.max(before, ...serials)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('begin with an empty log, move with a capture, and count what was known once', async () => {
    const empty = { position: -1, watermark: -1, appended: 0, batches: 0, events: 0, timed: 0 };
    expect(await figures()).toEqual(empty);
    await capture(0, 1, 2);
    const three = { position: 2, watermark: 2, appended: 3, batches: 1, events: 3, timed: 1 };
    expect(await figures()).toEqual(three);
    expect((await post(service.url, 'capture', documentOf(0, 1), { key })).status).toBe(202);
    expect(await figures()).toMatchObject({ ...three, batches: 2, timed: 2 });
    await capture(1, 3);
    expect(await figures()).toMatchObject({ position: 3, watermark: 3, appended: 4, events: 4 });
    const seconds = (await scrape()).get('throughline_log_batch_seconds_sum') ?? 0;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(60);
  });

  it('count a batch once, however many callers share it', async () => {
    const before = await figures();
    const serials = Array.from({ length: 40 }, (_, index) => 100 + index);
    const answers = await Promise.all(
      serials.map((serial) => post(service.url, 'events', bodyOf(serial), { key })),
    );
    expect(answers.map(({ status }) => status)).toEqual(serials.map(() => 201));
    const after = await figures();
    expect((after.appended ?? 0) - (before.appended ?? 0)).toBe(40);
    expect((after.events ?? 0) - (before.events ?? 0)).toBe(40);
    expect((after.batches ?? 0) - (before.batches ?? 0)).toBeLessThanOrEqual(40);
    expect(after.position).toBe((before.position ?? 0) + 40);
    expect(after.timed).toBe(after.batches);
  });
});
