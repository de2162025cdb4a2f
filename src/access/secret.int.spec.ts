import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { anonymous } from '../../test/support/masterdata.ts';
import { CursorInvalidError, CursorService } from './cursor.service.ts';
import { NodeIdService, type NodeType } from './node-id.service.ts';
import { SecretService } from './secret.service.ts';
import type { Viewer } from './viewer.ts';

const viewerOf = (organisation: number): Viewer => ({ ...anonymous, organisation });

describe('what is derived from the deployment secret', () => {
  let db: TestDatabase;
  let secrets: SecretService;
  beforeAll(async () => {
    db = await testDatabase();
    secrets = await SecretService.load(db.database);
  });
  afterAll(() => db.drop());

  it('is made once, whoever starts at the same time, and differs between deployments', async () => {
    const other = await testDatabase();
    const loaded = await Promise.all(
      Array.from({ length: 10 }, () => SecretService.load(other.database)),
    );
    const keys = loaded.map((one) => Buffer.from(one.key('test', 16)).toString('hex'));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).not.toBe(Buffer.from(secrets.key('test', 16)).toString('hex'));
    expect(secrets.key('a', 16)).not.toEqual(secrets.key('b', 16));
    await other.drop();
  });

  describe('NodeIdService', () => {
    const types: readonly NodeType[] = [
      'part',
      'container',
      'product',
      'event',
      'organisation',
      'site',
      'certificate',
      'job',
    ];
    const ids = fc.nat(Number.MAX_SAFE_INTEGER);
    const viewers = fc.option(fc.integer({ min: 1, max: 50 })).map((organisation) => ({
      ...anonymous,
      organisation,
    }));

    it('goes there and back, for one organisation only', () => {
      const nodeIds = new NodeIdService(secrets);
      let worlds = 0;
      let foreign = 0;
      fc.assert(
        fc.property(viewers, viewers, fc.constantFrom(...types), ids, (viewer, other, type, id) => {
          worlds += 1;
          const text = nodeIds.encode(viewer, type, id);
          expect(text).toMatch(/^[a-z]{3}_[A-Za-z0-9_-]{22}$/);
          expect(nodeIds.encode(viewer, type, id)).toBe(text);
          expect(nodeIds.decode(viewer, text)).toEqual({ type, id });
          if (other.organisation === viewer.organisation) return;
          foreign += 1;
          expect(nodeIds.decode(other, text)).toBeNull();
          expect(nodeIds.encode(other, type, id)).not.toBe(text);
        }),
        { numRuns: 500 },
      );
      console.log(`node ids: worlds ${worlds}, non-trivial ${foreign}`);
    });

    it('makes many at once as one by one', () => {
      const nodeIds = new NodeIdService(secrets);
      fc.assert(
        fc.property(viewers, fc.constantFrom(...types), fc.array(ids), (viewer, type, some) => {
          const all = nodeIds.encodeAll(viewer, type, some);
          expect([...all]).toEqual(
            [...new Set(some)].map((id) => [id, nodeIds.encode(viewer, type, id)]),
          );
        }),
      );
    });

    it('takes no altered or invented id', () => {
      const nodeIds = new NodeIdService(secrets);
      const mill = viewerOf(1);
      const text = nodeIds.encode(mill, 'part', 12);
      const altered = Array.from(
        text,
        (letter, at) => text.slice(0, at) + (letter === 'A' ? 'B' : 'A') + text.slice(at + 1),
      );
      const wrong = [
        ...altered,
        text.replace('prt', 'ctr'),
        `${text}A`,
        text.slice(0, -1),
        `prt_${'A'.repeat(22)}`,
        '',
        '12',
        'prt_12',
        `${text}\n`,
      ];
      for (const one of wrong) expect([one, nodeIds.decode(mill, one)]).toEqual([one, null]);
      expect(nodeIds.decodeAs(mill, 'part', text)).toBe(12);
      expect(nodeIds.decodeAs(mill, 'container', text)).toBeNull();
    });
  });

  describe('CursorService', () => {
    const position = { asKnownAt: '2026-03-01T12:00:00.000Z', key: ['Ä name', 12] } as const;

    it('goes there and back, for one viewer and question only', () => {
      const cursors = new CursorService(secrets);
      const mill = viewerOf(1);
      const cursor = cursors.encode(mill, 'sites', position);
      expect(cursors.decode(mill, 'sites', cursor)).toEqual(position);
      expect(cursors.encode(mill, 'sites', position)).toBe(cursor);
      expect(() => cursors.decode(mill, 'products', cursor)).toThrow(CursorInvalidError);
      expect(() => cursors.decode(viewerOf(2), 'sites', cursor)).toThrow(CursorInvalidError);
      expect(() => cursors.decode(anonymous, 'sites', cursor)).toThrow(CursorInvalidError);
    });

    it('takes no altered or invented cursor, and shows nothing of what it holds', () => {
      const cursors = new CursorService(secrets);
      const mill = viewerOf(1);
      const cursor = cursors.encode(mill, 'sites', position);
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('name');
      const altered = Array.from(
        cursor,
        (letter, at) => cursor.slice(0, at) + (letter === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
      );
      const wrong = [...altered, '', 'x', `${cursor}A`, cursor.slice(0, 40), 'é'.repeat(9_000)];
      for (const one of wrong) {
        expect(() => cursors.decode(mill, 'sites', one)).toThrow(CursorInvalidError);
      }
    });

    it('is found wrong by a directory that it does not belong to', () => {
      const cursors = new CursorService(secrets);
      const cursor = cursors.encode(viewerOf(1), 'sites', { asKnownAt: null, key: [1, 2] });
      expect(() => cursors.directoryStart(viewerOf(1), 'sites', cursor)).toThrow(
        CursorInvalidError,
      );
      expect(cursors.directoryStart(viewerOf(1), 'sites', null)).toBeNull();
    });
  });
});
