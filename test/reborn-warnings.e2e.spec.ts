import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentText } from './support/capture-room.ts';
import { openTestAccount, post } from './support/doors.ts';
import { type EventSketch, eventJson } from './support/entries.ts';
import { piece } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

interface Found {
  readonly code: string;
  readonly at: string;
  readonly message: string;
}

const commissioned = (id: string, pieces: readonly string[], lot: string): EventSketch => ({
  id: `urn:test:${id}`,
  more: {
    action: 'ADD',
    bizStep: 'commissioning',
    quantityList: undefined,
    epcList: pieces.map((one) => piece(one)),
    ilmd: { 'cbvmda:lotNumber': lot },
  },
});

describe('a piece born again', () => {
  let service: TestService;
  let key: string;
  beforeAll(async () => {
    service = await testService();
    ({ key } = await openTestAccount(service, 'Maker'));
  }, 60_000);
  afterAll(() => service.stop());

  /** The warnings of the job about what was born before. */
  const captured = async (...sketches: readonly EventSketch[]): Promise<readonly Found[]> => {
    const sent = await post(service.url, 'capture', documentText(sketches), { key });
    expect(sent.status).toBe(202);
    const headers = { authorization: `Bearer ${key}` };
    const job = await fetch(service.url + (sent.headers.get('location') ?? ''), { headers });
    const { warnings } = (await job.json()) as { readonly warnings: readonly Found[] };
    return warnings.filter(({ code }) => code === 'ALREADY_EXISTS');
  };

  it('is recorded with a warning where another lot is named, and with none where it is the same', async () => {
    expect(await captured(commissioned('a', ['1', '2'], 'L-1'))).toEqual([]);
    expect(await captured(commissioned('b', ['1', '3'], 'L-1'))).toEqual([]);
    const again = commissioned('c', ['9', '2'], 'L-2');
    const warning = {
      code: 'ALREADY_EXISTS',
      at: '/epcisBody/eventList/0/epcList/1',
      message:
        '"2" was born before, into lot "L-1", and that stays its lot. A recall of either lot reaches it; if one of the two records is wrong, correct it.',
    };
    expect(await captured(again)).toMatchObject([warning]);
    // A repeat says the same, and a record that was there before stays without.
    expect(await captured(again, commissioned('a', ['1', '2'], 'L-1'))).toMatchObject([warning]);
  });

  it('has no warning any more when the first record was declared wrong, and a new one when it is new', async () => {
    const first = commissioned('d', ['5'], 'L-3');
    expect(await captured(first)).toEqual([]);
    expect(await captured({ ...first, declaration: { at: '2026-03-05T00:00:00.000Z' } })).toEqual(
      [],
    );
    expect(await captured(commissioned('e', ['5'], 'L-4'))).toEqual([]);
    // Of two in one document the later one is warned of.
    const both = [commissioned('f', ['6'], 'L-3'), commissioned('g', ['6'], 'L-4')];
    expect(await captured(...both)).toMatchObject([{ at: '/epcisBody/eventList/1/epcList/0' }]);
    const alone = JSON.stringify(eventJson(commissioned('h', ['6'], 'L-5')));
    expect((await post(service.url, 'events', alone, { key })).status).toBe(201);
  });
});
