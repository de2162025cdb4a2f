import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Deadline } from './deadline.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('Deadline', () => {
  const timeout = expect.objectContaining({
    extensions: expect.objectContaining({ code: 'TIMEOUT' }),
  });

  it('leaves work alone that is done in time, however it ends', async () => {
    const deadline = new Deadline(10);
    expect(await deadline.limit(sleep(5, 'done'))).toBe('done');
    await expect(deadline.limit(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    deadline.stop();
  });

  it('ends what is under way when it passes, and all that begins later', async () => {
    const deadline = new Deadline(0.02);
    const never = new Promise<string>(() => undefined);
    const ends = await Promise.allSettled([deadline.limit(never), deadline.limit(never)]);
    const later = await Promise.allSettled([deadline.limit(Promise.resolve('late'))]);
    expect([...ends, ...later]).toEqual(Array(3).fill({ status: 'rejected', reason: timeout }));
  });

  it('ends nothing once the answer is complete', async () => {
    const deadline = new Deadline(0.02);
    const slow = deadline.limit(sleep(60, 'done'));
    deadline.stop();
    expect(await slow).toBe('done');
  });

  it('remembers nothing of work that is done', async () => {
    const deadline = new Deadline(10);
    const answers: WeakRef<object>[] = [];
    for (let count = 0; count < 50; count += 1) {
      const answer = { count };
      answers.push(new WeakRef(answer));
      await deadline.limit(Promise.resolve(answer));
    }
    // What a WeakRef was made of stays until the turn is over.
    await sleep(1);
    collect();
    expect(answers.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(1);
    deadline.stop();
  });
});
