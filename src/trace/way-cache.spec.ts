import { setTimeout as sleep } from 'node:timers/promises';
import { WayCache } from './way-cache.ts';

describe('WayCache', () => {
  const derived: string[] = [];
  const ask = (cache: WayCache<string>, name: string, parts = 1): Promise<string> =>
    cache.get(name, parts, () => {
      derived.push(name);
      return Promise.resolve(`${name} ${derived.length}`);
    });
  beforeEach(() => derived.splice(0));

  it('derives once what is asked again, also while it is derived', async () => {
    const cache = new WayCache<string>();
    const answers = await Promise.all([ask(cache, 'a'), ask(cache, 'a'), ask(cache, 'b')]);
    expect([...answers, await ask(cache, 'a')]).toEqual(['a 1', 'a 1', 'b 2', 'a 1']);
    expect(derived).toEqual(['a', 'b']);
  });

  it('keeps 10,000 parts in all, the newest, and nothing larger', async () => {
    const cache = new WayCache<string>();
    for (const [name, parts] of [
      ['a', 4_000],
      ['b', 6_000],
      ['a', 4_000],
      ['c', 1],
      ['b', 6_000],
      ['large', 10_001],
      ['large', 10_001],
      ['b', 6_000],
      ['a', 4_000],
    ] as const)
      await ask(cache, name, parts);
    expect(derived).toEqual(['a', 'b', 'c', 'large', 'large', 'a']);
  });

  it('does not keep what failed', async () => {
    const cache = new WayCache<string>();
    const failing = () => cache.get('a', 1, () => Promise.reject(new Error('away')));
    await expect(failing()).rejects.toThrow('away');
    expect(await ask(cache, 'a')).toBe('a 1');
  });

  it('forgets after a while, and starts the while anew with each answer', async () => {
    const cache = new WayCache<string>(50);
    await ask(cache, 'a');
    await sleep(80);
    await ask(cache, 'a');
    expect(derived).toEqual(['a', 'a']);
    expect(await ask(cache, 'a')).toBe('a 2');
  });
});
