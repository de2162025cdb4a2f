import { setTimeout as sleep } from 'node:timers/promises';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('lets no more than some go on at a time, in the order they came, also after a failure', async () => {
    const turns = new Turns(2);
    const [begun, ended]: [number[], number[]] = [[], []];
    let [now, most] = [0, 0];
    const work = async (number: number): Promise<void> => {
      begun.push(number);
      most = Math.max(most, (now += 1));
      await sleep(1);
      now -= 1;
      if (number === 1) throw new Error('one of them fails');
      ended.push(number);
    };
    const all = await Promise.allSettled([0, 1, 2, 3, 4].map((one) => turns.take(() => work(one))));
    expect(all.map(({ status }) => status === 'rejected')).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(ended).toEqual([0, 2, 3, 4]);
    expect(most).toBe(2);
  });
});
