import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { ApiKeyService } from '../src/access/api-key.service.ts';
import { type Viewer, scopes } from '../src/access/viewer.ts';
import type { RecallSubject } from '../src/trace/recall-subject.ts';
import { RecallService } from '../src/trace/recall.service.ts';
import { canonicalKey, partKey, placeKey } from '../src/core/gs1/key.ts';
import { Database } from '../src/platform/database.ts';
import { readItems, readItemsByKeys } from '../src/projections/item.store.ts';
import { graphql, post } from './support/doors.ts';
import { checkDigit, gtin } from './support/events.ts';
import { testService, type TestService } from './support/service.ts';

const checked = (digits: string): string => digits + checkDigit(digits);
const [yard, shed, far] = ['952100500001', '952100500002', '952100500003'].map(checked);
const buyer = checked('952100900009');
const sscc = (number: number): string => checked(`1952100500000000${number}`);

/** What a recall reaches, by the lot or serial number of each part that somebody has. */
describe('what a recall reaches', () => {
  let service: TestService;
  let viewer: Viewer;
  let key = '';
  beforeAll(async () => {
    service = await testService();
    const made = await service.server.app
      .get(OrganisationService)
      .createAccount({ name: 'Mill', country: 'KE', gln: checked('952100900000') });
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    const organisation = made.value.id;
    viewer = { organisation, scopes, site: null, test: true, key: null };
    const grant = { scopes, site: null, test: true, label: 'test', expiresAt: null };
    key = await service.server.app.get(ApiKeyService).issue(organisation, grant);
    const register =
      'mutation($input: RegisterSiteInput!) { registerSite(input: $input) { site { id } problems { code } } }';
    interface Registered {
      readonly registerSite: { readonly site: { readonly id: string } };
    }
    const ask = (input: object) => graphql<Registered>(service.url, key, register, { input });
    const { registerSite } = await ask({ gln: yard, name: 'Yard', country: 'KE' });
    await ask({ gln: shed, name: 'Shed', country: 'KE', within: registerSite.site.id });
  }, 60_000);
  afterAll(() => service.stop());

  const lot = (name: string, quantity = '10') => ({ product: gtin(1), lot: name, quantity });
  const piece = (serial: string) => ({ product: gtin(2), serial });
  const box = (number: number) => ({ item: { number: `(00)${sscc(number)}` } });
  const record = async (time: string, at: string | undefined, step: object): Promise<void> => {
    const text =
      'mutation($input: RecordStepInput!) { recordStep(input: $input) { status problems { code at } } }';
    const input = { id: `urn:uuid:${randomUUID()}`, time: `2026-${time}:00Z`, site: at, step };
    const { recordStep } = await graphql<{ recordStep: object }>(service.url, key, text, { input });
    expect(recordStep).toEqual({ status: 'RECORDED', problems: [] });
  };
  const reached = async (subject: RecallSubject): Promise<readonly string[]> => {
    const recalls = service.server.app.get(RecallService);
    const list = await recalls.recall(viewer, subject, null);
    if (list === null) throw new Error('nothing is recalled');
    expect(list.gaps.filter(({ reason }) => reason === 'TOO_LARGE')).toEqual([]);
    const holders = await recalls.holders(viewer, list);
    const ids = [...new Set(holders.map(({ item }) => item))];
    const items = await service.server.app.get(Database).read(viewer, (tx) => readItems(tx, ids));
    return items.map((item) => item.lot ?? item.serial ?? item.key).toSorted();
  };
  const itemOf = async (named: string): Promise<RecallSubject> => {
    const [item] = await service.server.app
      .get(Database)
      .read(viewer, (tx) => readItemsByKeys(tx, [canonicalKey(named)]));
    if (item === undefined) throw new Error(`nothing is called ${named}`);
    return { kind: 'ITEM', item: item.id };
  };
  const at = (site: string | undefined, from: string, until: string): RecallSubject => ({
    kind: 'SITE',
    site: placeKey(site ?? ''),
    from: `2026-${from}:00Z`,
    until: `2026-${until}:00Z`,
  });

  it('is every load of a container, each in its own time, and what was made of it', async () => {
    const outputs = [lot('A-1'), lot('A-2'), lot('A-3'), box(1), box(2)];
    await record('01-01T08:00', yard, { commission: { outputs } });
    await record('01-02T08:00', yard, { pack: { container: box(1).item, items: [lot('A-1')] } });
    await record('01-03T08:00', yard, { unpack: { container: box(1).item } });
    await record('01-04T08:00', yard, { pack: { container: box(1).item, items: [lot('A-2')] } });
    await record('01-05T08:00', yard, { pack: { container: box(2).item, items: [box(1)] } });
    await record('01-06T08:00', yard, { unpack: { container: box(2).item } });
    await record('01-06T09:00', yard, { unpack: { container: box(1).item } });
    await record('01-07T08:00', yard, { pack: { container: box(1).item, items: [lot('A-3')] } });
    const make = { make: { inputs: [lot('A-2', '4')], outputs: [lot('A-4', '4')] } };
    await record('01-08T08:00', yard, make);
    const inner = await itemOf(`https://id.gs1.org/00/${sscc(1)}`);
    expect(await reached(inner)).toEqual(['A-1', 'A-2', 'A-3', 'A-4']);
    const outer = await itemOf(`https://id.gs1.org/00/${sscc(2)}`);
    expect(await reached(outer)).toEqual(['A-2', 'A-4']);
  });

  it('is every lot and piece of a product, also where only those are recorded', async () => {
    const outputs = [
      { ...lot('B-1'), product: gtin(5) },
      { product: gtin(5), serial: 'B-2' },
    ];
    for (const output of outputs) {
      await record('01-01T08:00', yard, { commission: { outputs: [output] } });
    }
    const product = partKey(gtin(5));
    expect(await reached({ kind: 'PRODUCT', product })).toEqual(['B-1', 'B-2']);
    expect(await reached({ kind: 'PRODUCT', product: partKey(gtin(6)) })).toEqual([]);
  });

  it('is what was made, packed or held at a place in its time, in part or in a container', async () => {
    const outputs = [lot('C-1'), lot('C-2'), lot('C-3'), piece('C-4'), piece('C-5')];
    for (const output of outputs) {
      await record('02-01T08:00', yard, { commission: { outputs: [output] } });
    }
    await record('02-01T08:00', shed, { commission: { outputs: [lot('C-6'), box(3)] } });
    await record('02-01T08:00', far, { commission: { outputs: [lot('C-7'), lot('C-8'), box(4)] } });
    // Sent in part, sent whole, and a piece that is sent.
    const part = [lot('C-1', '4'), lot('C-2', '10'), piece('C-4')];
    await record('02-02T08:00', yard, { ship: { items: part, to: buyer } });
    // Comes in a box that alone is named.
    await record('02-01T09:00', far, { pack: { container: box(4).item, items: [lot('C-7')] } });
    await record('02-03T12:00', yard, { receive: { items: [box(4)] } });
    // Comes too late, and not at all.
    await record('02-05T08:00', yard, { commission: { outputs: [lot('C-9')] } });
    const make = { make: { inputs: [lot('C-3', '1')], outputs: [lot('C-10', '1')] } };
    await record('02-06T08:00', far, make);
    const here = await reached(at(yard, '02-03T08:00', '02-04T08:00'));
    const ours = here.filter((name) => name.startsWith('C-'));
    expect(ours).toEqual(['C-1', 'C-10', 'C-3', 'C-5', 'C-6', 'C-7']);
    const inShed = await reached(at(shed, '02-03T08:00', '02-04T08:00'));
    expect(inShed).toEqual(['C-6']);
    expect(await reached(at(shed, '01-03T08:00', '01-04T08:00'))).toEqual([]);
  });

  it('is what came to the place in a container that was emptied there, named or not', async () => {
    const outputs = [lot('E-0'), lot('E-1'), piece('E-2'), lot('E-3'), lot('E-4'), lot('E-5')];
    for (const output of [...outputs, box(5), box(6), box(7), box(8)])
      await record('04-01T08:00', far, { commission: { outputs: [output] } });
    const pack = (time: string, container: object, ...items: readonly object[]) =>
      record(time, far, { pack: { container, items } });
    // The box was used before: what lay in it then was never at the place.
    await pack('04-01T09:00', box(5).item, lot('E-0'));
    await record('04-01T10:00', far, { unpack: { container: box(5).item } });
    await pack('04-01T11:00', box(5).item, lot('E-1'), piece('E-2'));
    await pack('04-01T11:00', box(7).item, lot('E-3'));
    await pack('04-01T12:00', box(6).item, box(7));
    await pack('04-01T12:00', box(8).item, lot('E-4'), lot('E-5'));
    const items = [box(5), box(6), box(8)];
    await record('04-02T08:00', yard, { receive: { items } });
    for (const container of [box(5).item, box(6).item, box(8).item])
      await record('04-03T08:00', yard, { unpack: { container } });
    await record('04-04T08:00', yard, {
      ship: { items: [lot('E-4'), lot('E-5', '4')], to: buyer },
    });
    const here = await reached(at(yard, '04-05T08:00', '04-06T08:00'));
    // Of one lot all was sent on, of another a part.
    expect(here.filter((name) => name.startsWith('E-'))).toEqual(['E-1', 'E-2', 'E-3', 'E-5']);
    // An empty box that is seen in the time says nothing of where its contents went.
    await record('04-07T08:00', yard, { inspect: { items: [box(5)], passed: true } });
    const later = await reached(at(yard, '04-07T08:00', '04-07T09:00'));
    expect(later.filter((name) => name.startsWith('E-'))).toEqual(['E-1', 'E-2', 'E-3', 'E-5']);
  });

  it('is what was received at the place, though that is told only as where it went', async () => {
    const dock = checked('952100500008');
    const receipt = (eventTime: string, what: object) => ({
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'receiving',
      eventID: `urn:uuid:${randomUUID()}`,
      eventTime,
      eventTimeZoneOffset: '+00:00',
      ...what,
      destinationList: [{ type: 'location', destination: placeKey(dock) }],
    });
    await record('05-01T08:00', far, {
      commission: { outputs: [lot('F-1', '3'), lot('F-2', '3')] },
    });
    for (const [name, time] of [
      ['F-1', '2026-05-02T08:00:00Z'],
      ['F-2', '2026-05-04T08:00:00Z'],
    ] as const) {
      const epcClass = partKey(gtin(1), { lot: name });
      const event = receipt(time, { quantityList: [{ epcClass, quantity: 3 }] });
      expect((await post(service.url, 'events', JSON.stringify(event), { key })).status).toBe(201);
    }
    expect(await reached(at(dock, '05-02T08:00', '05-02T09:00'))).toEqual(['F-1']);
    expect(await reached(at(dock, '05-03T08:00', '05-03T09:00'))).toEqual(['F-1']);
    expect(await reached(at(dock, '05-04T08:00', '05-04T09:00'))).toEqual(['F-1', 'F-2']);
    expect(await reached(at(dock, '05-01T08:00', '05-01T09:00'))).toEqual([]);
    // A piece that was made there, was told to be elsewhere, and came back.
    await record('05-05T08:00', dock, { commission: { outputs: [piece('F-3')] } });
    await record('05-06T08:00', far, { inspect: { items: [piece('F-3')], passed: true } });
    const back = receipt('2026-05-07T08:00:00Z', {
      epcList: [partKey(gtin(2), { serial: 'F-3' })],
    });
    expect((await post(service.url, 'events', JSON.stringify(back), { key })).status).toBe(201);
    expect(await reached(at(dock, '05-08T08:00', '05-08T09:00'))).toContain('F-3');
  });

  it('is what was only read at the place, until it is told to be elsewhere', async () => {
    const event = {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'ObjectEvent',
      action: 'OBSERVE',
      eventID: `urn:uuid:${randomUUID()}`,
      eventTime: '2026-03-03T08:00:00Z',
      eventTimeZoneOffset: '+00:00',
      readPoint: { id: placeKey(checked('952100500007')) },
      quantityList: [{ epcClass: partKey(gtin(1), { lot: 'D-1' }), quantity: 3 }],
    };
    await record('03-01T08:00', far, { commission: { outputs: [lot('D-1', '3')] } });
    expect((await post(service.url, 'events', JSON.stringify(event), { key })).status).toBe(201);
    const gate = checked('952100500007');
    expect(await reached(at(gate, '03-03T08:00', '03-03T08:01'))).toEqual(['D-1']);
    // Nobody told that it left.
    expect(await reached(at(gate, '03-03T08:01', '03-03T08:02'))).toEqual(['D-1']);
    const moved = {
      ...event,
      eventID: `urn:uuid:${randomUUID()}`,
      eventTime: '2026-03-03T09:00:00Z',
    };
    const elsewhere = { ...moved, bizLocation: { id: placeKey(far ?? '') } };
    expect((await post(service.url, 'events', JSON.stringify(elsewhere), { key })).status).toBe(
      201,
    );
    expect(await reached(at(gate, '03-03T10:00', '03-03T11:00'))).toEqual([]);
  });
});
