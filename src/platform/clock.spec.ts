import { Clock } from './clock.ts';

describe('Clock', () => {
  it('stops at an instant and runs again', () => {
    const clock = new Clock();
    const instant = new Date('2026-03-02T05:00:00Z');
    clock.set(instant);
    instant.setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-03-02T05:00:00.000Z');
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-03-02T05:00:00.000Z');
    clock.set(null);
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(10_000);
  });
});
