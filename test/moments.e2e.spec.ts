import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { type Viewer, scopes } from '../src/access/viewer.ts';
import { partKey } from '../src/core/gs1/key.ts';
import { LogReaderService } from '../src/log/log-reader.service.ts';
import { SequencerService } from '../src/log/sequencer.service.ts';
import type { SubmitOptions } from '../src/log/submission.ts';
import { ProductService } from '../src/masterdata/product.service.ts';
import { Database } from '../src/platform/database.ts';
import { readItemsByKeys } from '../src/projections/item.store.ts';
import { ProvenanceService } from '../src/trace/provenance.service.ts';
import { RecallService } from '../src/trace/recall.service.ts';
import { entryOf, type EventSketch } from './support/entries.ts';
import { checkDigit, gtin } from './support/events.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const PAIRS = process.env['FULL'] === '1' ? 1_000 : 50;
const checked = (digits: string): string => digits + checkDigit(digits);

/** As much of a recall as another batch or another name would change. */
interface Said {
  readonly asKnownAt: string;
  readonly known: number;
  readonly parts: readonly string[];
  readonly holders: readonly (readonly [number, number | null, string | null])[];
}

/** An answer that is asked now says as known when: asked again with that, it must be the same. */
describe('the moment of an answer that is asked now', () => {
  let service: TestService;
  let viewer: Viewer;
  beforeAll(async () => {
    service = await testService();
    const account = { name: 'Mill', country: 'KE', gln: checked('952100900000') };
    const made = await service.server.app.get(OrganisationService).createAccount(account);
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    viewer = { organisation: made.value.id, scopes, site: null, test: true, key: null };
  }, 60_000);
  afterAll(() => service.stop());

  let told = 0;
  /** A lot of a product begins, or there is more of it. */
  const append = (
    product: number,
    { time, ...options }: SubmitOptions & { readonly time?: Date } = {},
  ): Promise<unknown> => {
    told += 1;
    const epcClass = partKey(gtin(product), { lot: `L-${told % 10}` });
    const more = {
      action: 'ADD',
      bizStep: 'commissioning',
      quantityList: [{ epcClass, quantity: 5, uom: 'KGM' }],
    };
    const when = time === undefined ? {} : { time: time.toISOString() };
    return submit({ id: `urn:test:${told}`, ...when, more }, options);
  };
  const submit = (sketch: EventSketch, options: SubmitOptions): Promise<unknown> => {
    const entry = entryOf(sketch, viewer.organisation ?? 0);
    return service.server.app.get(SequencerService).submit([entry], options);
  };
  /** Begins to append, and answers how to end that once it has its record time. */
  const begin = async (work: (options: SubmitOptions) => Promise<unknown>) => {
    let commit = (): void => undefined;
    let took = (): void => undefined;
    const hasRecordTime = new Promise<void>((resolve) => (took = resolve));
    const committed = work({
      alongside: () => {
        took();
        return new Promise((resolve) => (commit = resolve));
      },
    });
    await hasRecordTime;
    await sleep(5);
    return async (): Promise<void> => {
      commit();
      await committed;
    };
  };
  const ask = async (product: number, asKnownAt: string | null): Promise<Said> => {
    const recalls = service.server.app.get(RecallService);
    const subject = { kind: 'PRODUCT', product: partKey(gtin(product)) } as const;
    const view = await recalls.recall(viewer, subject, asKnownAt);
    if (view === null) throw new Error('nothing is recalled');
    const holders = await recalls.holders(viewer, view);
    return {
      asKnownAt: view.asKnownAt,
      known: view.moment.known,
      parts: view.parts.map(({ name }) => name),
      holders: holders.map(({ item, party, quantity }) => [
        item,
        party.organisation,
        quantity?.value ?? null,
      ]),
    };
  };

  it('leaves out a batch that is being recorded, whenever that commits', async () => {
    await append(1);
    const end = await begin((options) => append(1, options));
    const said = await ask(1, null);
    await end();
    expect(said.parts).toHaveLength(1);
    expect(await ask(1, said.asKnownAt)).toEqual(said);
    expect((await ask(1, null)).parts).toHaveLength(2);
  });

  it(
    'is the same beside writers of events and of names as fast as they can',
    async () => {
      const products = service.server.app.get(ProductService);
      const named = await products.register(viewer, { gtin: gtin(2), name: 'Name 0', unit: 'KGM' });
      if (!named.ok) throw new Error(JSON.stringify(named.problems));
      const { id } = named.value;
      let going = true;
      const writeEvents = async (): Promise<void> => {
        while (going) await append(2);
      };
      const writeNames = async (): Promise<void> => {
        for (let name = 1; going; name += 1) {
          const input = { id, gtin: gtin(2), name: `Name ${name}`, unit: 'KGM' };
          expect((await products.register(viewer, input)).ok).toBe(true);
        }
      };
      const writers = Promise.all([writeEvents(), writeEvents(), writeNames()]);
      const counts = { pairs: 0, between: 0, different: 0 };
      try {
        for (; counts.pairs < PAIRS; counts.pairs += 1) {
          const said = await ask(2, null);
          const { position } = await service.server.app.get(LogReaderService).watermark();
          if (position > said.known) counts.between += 1;
          const again = await ask(2, said.asKnownAt);
          if (JSON.stringify(again) !== JSON.stringify(said)) counts.different += 1;
        }
      } finally {
        going = false;
        await writers;
      }
      console.log(JSON.stringify(counts));
      expect(counts.different).toBe(0);
      expect(counts.between).toBeGreaterThan(PAIRS / 2);
    },
    patience(60_000),
  );

  it('leaves out what happens after it, as told before it happened', async () => {
    const now = Date.now();
    const later = (seconds: number): Date => new Date(now + seconds * 1_000);
    try {
      service.clock.set(later(0));
      await append(4, { time: later(5) });
      const said = await ask(4, null);
      expect(said.holders).toEqual([]);
      service.clock.set(later(10));
      expect(await ask(4, said.asKnownAt)).toEqual(said);
      expect((await ask(4, null)).holders).toHaveLength(1);
    } finally {
      service.clock.set(null);
    }
  });

  it('knows what was named after the last event', async () => {
    await append(3);
    await sleep(5);
    const before = await ask(3, null);
    const products = service.server.app.get(ProductService);
    const input = { gtin: gtin(3), name: 'Green coffee', unit: 'KGM' };
    expect((await products.register(viewer, input)).ok).toBe(true);
    const said = await ask(3, null);
    expect(said.parts).toEqual([expect.stringContaining('Green coffee')]);
    expect(await ask(3, said.asKnownAt)).toEqual(said);
    expect(await ask(3, before.asKnownAt)).toEqual(before);
    expect(before.parts).not.toEqual(said.parts);
  });

  it('of a provenance with a new name leaves out a batch that is being recorded', async () => {
    const key = partKey(gtin(5), { lot: 'P-1' });
    const list = (epcClass: string) => [{ epcClass, quantity: 5, uom: 'KGM' }];
    const born = { action: 'ADD', bizStep: 'commissioning', quantityList: list(key) };
    await submit({ id: 'urn:test:born', more: born }, {});
    const made = {
      type: 'TransformationEvent',
      action: undefined,
      quantityList: undefined,
      bizStep: 'commissioning',
      inputQuantityList: list(partKey(gtin(6), { lot: 'P-2' })),
      outputQuantityList: list(key),
    };
    const trace = async (asKnownAt: string | null) => {
      const { app } = service.server;
      const [item] = await app.get(Database).read(viewer, (tx) => readItemsByKeys(tx, [key]));
      if (item === undefined) throw new Error('the lot is not known');
      const asked = { direction: 'BACK', at: null, depth: 10, first: 10, after: null } as const;
      const view = await app
        .get(ProvenanceService)
        .provenance(viewer, item, { ...asked, asKnownAt });
      return { asKnownAt: view?.asKnownAt ?? '', names: view?.nodes.map(({ name }) => name) };
    };
    const end = await begin((options) => submit({ id: 'urn:test:made', more: made }, options));
    const input = { gtin: gtin(5), name: 'Washed coffee', unit: 'KGM' };
    const products = service.server.app.get(ProductService);
    expect((await products.register(viewer, input)).ok).toBe(true);
    const said = await trace(null);
    await end();
    expect(said.names).toHaveLength(1);
    expect(await trace(said.asKnownAt)).toEqual(said);
    const now = await trace(null);
    expect(now.names).toEqual([expect.stringContaining('Washed coffee'), expect.anything()]);
    expect(await trace(now.asKnownAt)).toEqual(now);
  });
});
