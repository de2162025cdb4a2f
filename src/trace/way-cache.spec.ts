import { setTimeout as sleep } from 'node:timers/promises';
import { WayCache } from './way-cache.ts';

interface Answer {
  readonly told: string;
  readonly weight: number;
}

describe('WayCache', () => {
  const derived: string[] = [];
  const cacheFor = (keptMs?: number): WayCache<Answer> =>
    new WayCache<Answer>(({ weight }) => weight, keptMs);
  const ask = async (cache: WayCache<Answer>, name: string, weight = 1): Promise<string> => {
    const { told } = await cache.get(name, () => {
      derived.push(name);
      return Promise.resolve({ told: `${name} ${derived.length}`, weight });
    });
    return told;
  };
  beforeEach(() => derived.splice(0));

  it('derives once what is asked again, also while it is derived', async () => {
    const cache = cacheFor();
    const answers = await Promise.all([ask(cache, 'a'), ask(cache, 'a'), ask(cache, 'b')]);
    expect([...answers, await ask(cache, 'a')]).toEqual(['a 1', 'a 1', 'b 2', 'a 1']);
    expect(derived).toEqual(['a', 'b']);
  });

  it('keeps what weighs 100,000 in all, last asked last, and nothing heavier', async () => {
    const cache = cacheFor();
    for (const [name, weight] of [
      ['a', 40_000],
      ['b', 60_000],
      ['a', 40_000],
      ['c', 1],
      ['a', 40_000],
      ['heavy', 100_001],
      ['heavy', 100_001],
      ['a', 40_000],
      ['b', 60_000],
    ] as const)
      await ask(cache, name, weight);
    expect(derived).toEqual(['a', 'b', 'c', 'heavy', 'heavy', 'b']);
  });

  it('keeps twenty, however light', async () => {
    const cache = cacheFor();
    for (let name = 0; name < 21; name += 1) await ask(cache, String(name), 0);
    derived.splice(0);
    for (const name of ['1', '20', '0']) await ask(cache, name, 0);
    expect(derived).toEqual(['0']);
  });

  it('does not keep what failed, and what is derived anew is not lost to an older failure', async () => {
    const cache = cacheFor();
    let fail = (_error: Error): void => undefined;
    const failing = cache.get('a', () => new Promise((_, reject) => (fail = reject)));
    for (let name = 0; name < 20; name += 1) await ask(cache, String(name), 0);
    expect(await ask(cache, 'a')).toBe('a 21');
    fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    expect(await ask(cache, 'a')).toBe('a 21');
    await expect(cache.get('b', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await ask(cache, 'b')).toBe('b 22');
  });

  it('derives anew after a while', async () => {
    const cache = cacheFor(50);
    await ask(cache, 'a');
    await sleep(80);
    await ask(cache, 'a');
    expect(derived).toEqual(['a', 'a']);
    expect(await ask(cache, 'a')).toBe('a 2');
  });
});
