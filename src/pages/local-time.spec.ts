import { localTime, timeInZone, zoneMeant, zonesOf } from './local-time.ts';

describe('a time as clocks of a place show it', () => {
  it.each([
    ['2026-03-02T08:00', 'Africa/Nairobi', '2026-03-02T08:00:00+03:00'],
    ['2026-07-01T08:00', 'Europe/Berlin', '2026-07-01T08:00:00+02:00'],
    ['2026-01-01T08:00', 'Europe/Berlin', '2026-01-01T08:00:00+01:00'],
    ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T01:59:00+01:00'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
    ['2026-10-25T01:30', 'Europe/Berlin', '2026-10-25T01:30:00+02:00'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T03:30', 'Europe/Berlin', '2026-10-25T03:30:00+01:00'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T02:30:00+01:00'],
    ['2026-05-01T12:00', 'Asia/Kathmandu', '2026-05-01T12:00:00+05:45'],
    ['2026-05-01T12:00', 'America/St_Johns', '2026-05-01T12:00:00-02:30'],
    ['2026-05-01T12:00:30', 'UTC', '2026-05-01T12:00:30+00:00'],
  ])('%s in %s', (local, zone, expected) => {
    expect(timeInZone(local, zone)).toBe(expected);
  });

  it.each([
    ['2026-03-02', 'UTC'],
    ['2026-13-02T08:00', 'UTC'],
    ['today', 'UTC'],
    ['2026-03-02T08:00', 'Mars/Phobos'],
    ['2026-03-02T08:00', ''],
  ])('is none: "%s" in "%s"', (local, zone) => {
    expect(timeInZone(local, zone)).toBeNull();
  });

  it('is what a clock shows there, and means the same instant', () => {
    const instant = new Date('2026-06-30T22:15:42Z');
    expect(localTime(instant, 'Africa/Nairobi')).toBe('2026-07-01T01:15:42');
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const told = timeInZone(localTime(instant, zone), zone);
      expect([zone, new Date(told ?? '').toISOString()]).toEqual([
        zone,
        '2026-06-30T22:15:42.000Z',
      ]);
    }
  });

  it('has the zones of a country, and UTC where the country is not known', () => {
    expect(zonesOf('KE')).toEqual(['Africa/Nairobi', 'UTC']);
    expect(zonesOf('BR').length).toBeGreaterThan(5);
    expect(zonesOf(null)).toEqual(['UTC']);
    expect(zonesOf('??')).toEqual(['UTC']);
  });

  it('is meant in the zone of a country only where all its clocks show the same', () => {
    const now = new Date('2026-06-30T22:15:42Z');
    expect(zoneMeant(zonesOf('KE'), now)).toBe('Africa/Nairobi');
    expect(zoneMeant(zonesOf('DE'), now)).toBe('Europe/Berlin');
    expect(zoneMeant(zonesOf(null), now)).toBe('UTC');
    expect(zoneMeant(zonesOf('US'), now)).toBeNull();
  });
});
