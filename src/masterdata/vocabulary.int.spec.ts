import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { anonymous, masterdataOn } from '../../test/support/masterdata.ts';
import type { Viewer } from '../access/viewer.ts';
import { parseJson } from '../core/json/parse.ts';
import { type JsonObject, isJsonObject } from '../core/json/value.ts';
import type { NewElement } from './vocabulary.ts';

const kind = 'urn:epcglobal:epcis:vtype:Location';

const objectOf = (text: string): JsonObject => {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('no object');
  return parsed.value;
};

const element = (gln: string, name: string): NewElement => ({
  kind,
  id: `urn:epc:id:sgln:${gln}`,
  key: `https://id.gs1.org/414/${gln}`,
  content: objectOf(
    `{"id":"urn:epc:id:sgln:${gln}","attributes":[{"id":"cbv:mda#name","attribute":"${name}"}],"size":1.10000000000000000001}`,
  ),
});

describe('VocabularyService', () => {
  let db: TestDatabase;
  let rooms: Awaited<ReturnType<typeof masterdataOn>>;
  let mill: Viewer;
  let roaster: Viewer;
  beforeAll(async () => {
    db = await testDatabase();
    rooms = await masterdataOn(db);
    mill = await rooms.account('Kilele Mill');
    roaster = await rooms.account('Rhein Roastery');
  });
  afterAll(() => db.drop());

  const store = ({ organisation }: Viewer, elements: readonly NewElement[]) =>
    db.database.transaction(null, (tx) => rooms.vocabulary.store(tx, organisation ?? 0, elements));
  const seen = async (viewer: Viewer, gln: string) => {
    const key = `https://id.gs1.org/414/${gln}`;
    return (await rooms.vocabulary.byKeys(viewer, [key])).get(key) ?? [];
  };

  it('keeps an element value for value, and again only when it says something else', async () => {
    const first = element('1', 'Old');
    expect(await store(mill, [first])).toBe(1);
    expect(await store(mill, [first, first])).toBe(0);
    const reordered = { ...first, content: { ...first.content } };
    const turned = Object.fromEntries(Object.entries(reordered.content).reverse());
    expect(await store(mill, [{ ...first, content: turned }])).toBe(0);
    expect(await store(mill, [element('1', 'New')])).toBe(1);
    const [kept, ...others] = await seen(mill, '1');
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ owner: mill.organisation, version: 2, id: 'urn:epc:id:sgln:1' });
    expect(kept?.content).toEqual(element('1', 'New').content);
    expect(await store(mill, [first])).toBe(1);
    expect((await seen(mill, '1'))[0]?.version).toBe(3);
  });

  it('takes the last of what one document says twice', async () => {
    expect(await store(mill, [element('2', 'First'), element('2', 'Second')])).toBe(1);
    expect((await seen(mill, '2'))[0]?.content).toEqual(element('2', 'Second').content);
  });

  it('belongs to who captured it, and shows the viewer`s own first', async () => {
    await store(mill, [element('3', 'Mill`s')]);
    await store(roaster, [element('3', 'Roaster`s')]);
    const owners = async (viewer: Viewer) => (await seen(viewer, '3')).map(({ owner }) => owner);
    expect(await owners(mill)).toEqual([mill.organisation, roaster.organisation]);
    expect(await owners(roaster)).toEqual([roaster.organisation, mill.organisation]);
    expect(await owners(anonymous)).toEqual([]);
    expect(await seen(mill, 'a\u0000b')).toEqual([]);
  });

  it('stays whole when many capture the same at once, in any order', async () => {
    const glns = Array.from({ length: 40 }, (_, index) => `4${index}`);
    const elements = glns.map((gln) => element(gln, 'Same'));
    const added = await Promise.all(
      Array.from({ length: 12 }, (_, turn) =>
        store(mill, turn % 2 === 0 ? elements : elements.toReversed()),
      ),
    );
    expect(added.reduce((sum, one) => sum + one, 0)).toBe(40);
    const different = await Promise.all(
      Array.from({ length: 6 }, (_, turn) => store(mill, [element('40', `Name ${turn}`)])),
    );
    expect(different).toEqual([1, 1, 1, 1, 1, 1]);
    expect((await seen(mill, '40'))[0]?.version).toBe(7);
  });

  it('keeps a large header', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => element(`5${index}`, 'Many'));
    expect(await store(roaster, many)).toBe(2_500);
    expect(await store(roaster, many)).toBe(0);
    expect(await store(roaster, [])).toBe(0);
  });
});
