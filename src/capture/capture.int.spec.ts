import {
  type CaptureRoom,
  captureRoom,
  documentText,
  recorderOf,
  sketchesOf,
} from '../../test/support/capture-room.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventJson, eventOfSketch, type EventSketch } from '../../test/support/entries.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { Result } from '../core/result.ts';
import { UnavailableError } from '../log/unavailable.ts';

describe('CaptureService', () => {
  let db: TestDatabase;
  let room: CaptureRoom;
  let next = 0;
  const now = '2026-05-01T12:00:00.000Z';
  const viewer = recorderOf(1);
  beforeAll(async () => {
    db = await testDatabase();
    room = captureRoom(db.database);
    room.clock.set(new Date(now));
  });
  afterAll(() => db.drop());

  /** A name that no other test uses. */
  const name = (): string => `case-${(next += 1)}`;
  const valueOf = <T>(result: Result<T>): T => {
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value;
  };
  const capture = (text: string, rollback = true) =>
    room.capture.captureDocument(viewer, text, { rollback });
  const logged = async (id: string) => (await room.reader.byEventKey(viewer, id)).length;
  const last = async () => (await room.reader.watermark()).position;
  const bad: EventSketch = { id: 'urn:test:bad', more: { action: 'PERHAPS' } };

  it('finishes a small document with its answer', async () => {
    const sketches = sketchesOf(name(), 3);
    const job = valueOf(await capture(documentText(sketches)));
    expect(job).toMatchObject({
      owner: 1,
      rollback: true,
      createdAt: now,
      finishedAt: now,
      success: true,
      received: 3,
      stored: 3,
      problems: [],
    });
    expect(await room.jobs.byId(viewer, job.id)).toEqual(job);
    expect(await logged(sketches[2]?.id ?? '')).toBe(1);
  });

  it('shows a job to its own organisation only', async () => {
    const job = valueOf(await capture(documentText(sketchesOf(name(), 1))));
    expect(await room.jobs.byId(recorderOf(2), job.id)).toBeNull();
    expect(await room.jobs.byId({ ...viewer, organisation: null }, job.id)).toBeNull();
    expect(await room.jobs.byId(viewer, job.id + 1_000_000)).toBeNull();
  });

  it('counts a repeated document as stored, and stores nothing', async () => {
    const text = documentText(sketchesOf(name(), 3));
    await capture(text);
    const before = await last();
    expect(valueOf(await capture(text))).toMatchObject({ success: true, stored: 3 });
    expect(await last()).toBe(before);
  });

  it('refuses a rollback document with a bad event whole, by pointer', async () => {
    const before = await last();
    const [good] = sketchesOf(name(), 1);
    const refused = await capture(documentText([good ?? bad, bad]));
    expect(refused).toMatchObject({
      ok: false,
      problems: [{ code: 'EPCIS_INVALID', at: '/epcisBody/eventList/1/action' }],
    });
    expect(await last()).toBe(before);
  });

  it('keeps the good ones of a proceed document and lists each bad one', async () => {
    const [first, second, third] = sketchesOf(name(), 3);
    await capture(documentText([{ id: third?.id ?? '', content: 'before' }]));
    const sketches = [first, bad, second, third].flatMap((one) => one ?? []);
    const job = valueOf(await capture(documentText(sketches), false));
    expect(job).toMatchObject({ success: false, received: 4, stored: 2 });
    expect(job.problems).toMatchObject([
      { code: 'EPCIS_INVALID', at: '/epcisBody/eventList/1/action' },
      { code: 'ID_CONFLICT', at: '/epcisBody/eventList/3', differs: ['/example:content'] },
    ]);
    expect(await logged(first?.id ?? '')).toBe(1);
  });

  it('stores nothing of a rollback document with a conflict, its header neither', async () => {
    const [first, second] = sketchesOf(name(), 2);
    await capture(documentText([{ id: second?.id ?? '', content: 'before' }]));
    const before = await last();
    const header = headerOf('urn:epc:id:sgln:9521234.00001.0');
    const text = documentText(
      [first, second].flatMap((one) => one ?? []),
      header,
    );
    const job = valueOf(await capture(text));
    expect(job).toMatchObject({ success: false, received: 2, stored: 0, finishedAt: now });
    expect(job.problems.map(({ code }) => code)).toEqual(['ID_CONFLICT', 'ROLLED_BACK']);
    expect(await last()).toBe(before);
    expect(await described()).toEqual([]);
    const good = documentText(first === undefined ? [] : [first], header);
    expect(valueOf(await capture(good))).toMatchObject({ success: true });
    expect(await described()).toEqual(['urn:epc:id:sgln:9521234.00001.0']);
  });

  it('captures a document with nothing but master data', async () => {
    const header = headerOf('urn:epc:id:sgln:9521234.00002.0');
    expect(valueOf(await capture(documentText([], header)))).toMatchObject({
      received: 0,
      success: true,
    });
    expect(await described()).toContain('urn:epc:id:sgln:9521234.00002.0');
  });

  it('warns of times that are unlikely, and stores them', async () => {
    const prefix = name();
    const times = [
      '2026-05-01T12:00:00.001Z',
      now,
      '2025-06-01T00:00:00.000Z',
      '2024-01-01T00:00:00.000Z',
    ];
    const sketches = times.map((time, index) => ({ id: `urn:test:${prefix}:${index}`, time }));
    const job = valueOf(await capture(documentText(sketches)));
    expect(job).toMatchObject({ success: true, stored: 4 });
    expect(job.warnings).toMatchObject([
      { code: 'UNLIKELY_TIME', at: '/epcisBody/eventList/0/eventTime' },
      { code: 'UNLIKELY_TIME', at: '/epcisBody/eventList/3/eventTime' },
    ]);
  });

  it('warns of units that are not known, and stores them as they are', async () => {
    const epcClass = 'urn:epc:class:lgtin:9521234.012345.L-1';
    const unitOf = (uom: string, number: number) => ({
      id: `urn:test:${name()}:${number}`,
      time: now,
      more: { quantityList: [{ epcClass, quantity: 1, uom }] },
    });
    const job = valueOf(await capture(documentText([unitOf('KGM', 1), unitOf('QQQ', 2)])));
    expect(job).toMatchObject({ success: true, stored: 2 });
    expect(job.warnings).toMatchObject([
      { code: 'INVALID_VALUE', at: '/epcisBody/eventList/1/quantityList/0/uom' },
    ]);
  });

  it('refuses more than 10,000 events and more than 50 MB', async () => {
    const many = documentText(sketchesOf(name(), 10_001));
    expect(await capture(many)).toMatchObject({ ok: false, problems: [{ code: 'TOO_LARGE' }] });
    const large = `"${'x'.repeat(50_000_000)}"`;
    expect(await capture(large)).toMatchObject({ ok: false, problems: [{ code: 'TOO_LARGE' }] });
  });

  it('refuses ids that no index could hold, and leaves the log alone', async () => {
    const before = await last();
    const id = `urn:test:${'日'.repeat(1_500)}`;
    expect(await capture(documentText([{ id }]))).toMatchObject({ ok: false });
    expect(await last()).toBe(before);
  });

  it('reads nothing while too much waits, and keeps no room for what it refused', async () => {
    const broken = '{ no JSON';
    const whole = room.sequencer.keepRoom({ events: 4_096, bytes: 0 });
    try {
      await expect(capture(broken)).rejects.toThrow(UnavailableError);
      await expect(room.capture.captureEvent(viewer, broken)).rejects.toThrow(UnavailableError);
      // All of the room but for three events.
      whole.resize({ events: 4_093, bytes: 0 });
      const before = await last();
      const four = documentText(sketchesOf(name(), 4));
      await expect(capture(four)).rejects.toThrow(UnavailableError);
      await expect(
        room.capture.captureDocument(viewer, JSON.parse(four) as JsonValue, { rollback: true }),
      ).rejects.toThrow(UnavailableError);
      for (let count = 0; count < 4; count++) {
        expect(await capture(broken)).toMatchObject({ ok: false });
        expect(await room.capture.captureEvent(viewer, broken)).toMatchObject({ ok: false });
      }
      expect(await last()).toBe(before);
      expect(await capture(documentText(sketchesOf(name(), 3)))).toMatchObject({ ok: true });
      // What waits in a table needs no room for its events.
      const bulk = await capture(documentText(sketchesOf(name(), 257)), false);
      expect(valueOf(bulk)).toMatchObject({ received: 257, finishedAt: null });
    } finally {
      whole.free();
    }
  });

  it('wants an organisation', async () => {
    const nobody = { ...viewer, organisation: null };
    const text = documentText(sketchesOf(name(), 1));
    const answer = await room.capture.captureDocument(nobody, text, { rollback: true });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'NOT_YOURS' }] });
  });

  it('captures one event on its own: created, existing, conflict', async () => {
    const id = `urn:test:${name()}`;
    const one = (content: string) =>
      room.capture.captureEvent(viewer, JSON.stringify(eventJson({ id, content })));
    const created = valueOf(await one('one'));
    expect(created).toMatchObject({
      status: 'RECORDED',
      eventKey: id,
      recordTime: expect.any(String) as string,
    });
    expect(valueOf(await one('one'))).toMatchObject({
      status: 'ALREADY_RECORDED',
      position: created.position,
    });
    expect(await one('two')).toMatchObject({
      ok: false,
      problems: [
        { code: 'ID_CONFLICT', existing: String(created.position), differs: ['/example:content'] },
      ],
    });
    const whole = await room.capture.captureEvent(viewer, documentText(sketchesOf(name(), 1)));
    expect(whole).toMatchObject({ ok: false, problems: [{ code: 'EPCIS_INVALID' }] });
  });

  it('captures events that were read already, in one transaction', async () => {
    const [first, second] = sketchesOf(name(), 2);
    const events = [first, second].flatMap((one) =>
      one === undefined ? [] : [eventOfSketch(one)],
    );
    const answers = valueOf(await room.capture.captureEvents(viewer, events, { rollback: true }));
    expect(answers.map(({ status }) => status)).toEqual(['RECORDED', 'RECORDED']);
    expect(new Set(answers.map(({ recordTime }) => recordTime)).size).toBe(1);
  });

  it('takes events in any order: corrections before, the distant past after', async () => {
    const id = `urn:test:${name()}`;
    const late: readonly EventSketch[] = [
      { id, declaration: { at: '2026-04-01T00:00:00Z', corrective: [`${id}:better`] } },
      { id: `${id}:better`, time: '2026-03-01T00:00:00.000Z' },
      { id, time: '2026-02-01T00:00:00.000Z' },
    ];
    for (const sketch of late) {
      expect(valueOf(await capture(documentText([sketch])))).toMatchObject({
        success: true,
        stored: 1,
      });
    }
    const records = await room.reader.byEventKey(viewer, id);
    const wrong = records.find(({ event }) => event.errorDeclaration === null)?.position ?? -1;
    const [better] = await room.reader.byEventKey(viewer, `${id}:better`);
    expect((await room.reader.standings(viewer, [wrong])).get(wrong)).toMatchObject({
      standing: 'CORRECTED',
      correction: { correctedBy: [better?.position] },
    });
  });

  const described = async (): Promise<readonly string[]> => {
    const rows = await db.database.read(null, (tx) =>
      tx.query<{ id: string }>('select id from masterdata.described order by id'),
    );
    return rows.map(({ id }) => id);
  };
});

const headerOf = (id: string) => ({
  epcisMasterData: {
    vocabularyList: [
      {
        type: 'urn:epcglobal:epcis:vtype:Location',
        vocabularyElementList: [
          { id, attributes: [{ id: 'urn:epcglobal:cbv:mda#name', attribute: 'Mill' }] },
        ],
      },
    ],
  },
});
