import { countryCodes, isCountryCode, isSubdivisionOf } from './countries.ts';
import { geometryPositionsMax, readGeometry } from './geo-json.ts';

const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

describe('readGeometry', () => {
  const good: readonly [string, object][] = [
    ['a point', { type: 'Point', coordinates: [180, -90] }],
    ['a point with a height', { type: 'Point', coordinates: [37, -1, 1_700.5] }],
    ['a plot', { type: 'Polygon', coordinates: [square] }],
    ['a plot with a hole', { type: 'Polygon', coordinates: [square, square] }],
    ['several plots', { type: 'MultiPolygon', coordinates: [[square], [square, square]] }],
  ];
  it.each(good)('reads %s', (_, value) => {
    expect(readGeometry(value, '/geometry')).toEqual({ ok: true, value });
  });

  it('leaves foreign members out', () => {
    const value = { type: 'Point', coordinates: [1, 2], properties: { owner: 'x' } };
    expect(readGeometry(value, '')).toEqual({
      ok: true,
      value: { type: 'Point', coordinates: [1, 2] },
    });
  });

  const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });
  const long = Array.from({ length: geometryPositionsMax + 1 }, () => [0, 0]);
  const bad: readonly [string, unknown, string, string][] = [
    ['nothing', null, '/g', 'type and coordinates'],
    ['a text', 'POINT(1 2)', '/g', 'type and coordinates'],
    ['a list', [1, 2], '/g', 'type and coordinates'],
    ['a line', { type: 'LineString', coordinates: square }, '/g/type', 'MultiPolygon'],
    ['a feature', { type: 'Feature', geometry: {} }, '/g/type', 'MultiPolygon'],
    ['no coordinates', { type: 'Point' }, '/g/coordinates', 'not empty'],
    ['one coordinate', { type: 'Point', coordinates: [1] }, '/g/coordinates', 'longitude'],
    ['four coordinates', { type: 'Point', coordinates: [1, 2, 3, 4] }, '/g/coordinates', '['],
    ['a text as coordinate', { type: 'Point', coordinates: ['1', 2] }, '/g/coordinates', '180'],
    ['latitude first', { type: 'Point', coordinates: [1, 91] }, '/g/coordinates', '-90 to 90'],
    ['east of the earth', { type: 'Point', coordinates: [181, 0] }, '/g/coordinates', '180'],
    ['an endless height', { type: 'Point', coordinates: [1, 2, Infinity] }, '/g/coordinates/2', ''],
    ['no ring', polygon(), '/g/coordinates', 'not empty'],
    ['an open ring', polygon([...square.slice(0, 3), [5, 5]]), '/g/coordinates/0', 'equal'],
    ['a ring of three', polygon(square.slice(1)), '/g/coordinates/0', 'four'],
    ['a bad second ring', polygon(square, [[0]]), '/g/coordinates/1/0', 'longitude'],
    ['too many points', polygon(long), '/g/coordinates/0', '10000'],
    [
      'a bad plot among good ones',
      { type: 'MultiPolygon', coordinates: [[square], [square.slice(1)]] },
      '/g/coordinates/1/0',
      'four',
    ],
  ];
  it.each(bad)('refuses %s', (_, value, at, expected) => {
    const read = readGeometry(value, '/g');
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'INVALID_VALUE', at }] });
    expect(read.ok ? '' : read.problems[0]?.expected).toContain(expected);
  });
});

describe('countries', () => {
  it('are the 249 of ISO 3166-1, each once and in order', () => {
    expect(countryCodes).toHaveLength(249);
    expect([...new Set(countryCodes)].sort()).toEqual(countryCodes);
    expect(countryCodes.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
  });

  it('are known to this machine by a name of their own', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(countryCodes.filter((code) => names.of(code) === undefined)).toEqual([]);
  });

  it('are written in capitals', () => {
    expect(['KE', 'ke', 'UK', 'EU', 'XK', '', 'KEN'].filter(isCountryCode)).toEqual(['KE']);
  });

  it('have subdivisions of their own', () => {
    const given = ['KE-30', 'KE-ABC', 'KE-', 'KE-ABCD', 'UG-30', 'ke-30', 'KE'];
    expect(given.filter((code) => isSubdivisionOf(code, 'KE'))).toEqual(['KE-30', 'KE-ABC']);
  });
});
