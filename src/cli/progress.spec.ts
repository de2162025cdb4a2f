import { describe, expect, it, jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { progressLines } from './progress.ts';

describe('the progress of a long work', () => {
  it('is told once a second, with its rate and the time left', () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(5_000);
    const out = new PassThrough();
    const progress = progressLines(out);
    const told = [
      [5_400, 100],
      [7_000, 500],
      [7_900, 600],
      [9_000, 1_500],
    ].map(([at = 0, done = 0]) => {
      now.mockReturnValue(at);
      progress(done, 2_000);
      return String(out.read() ?? '');
    });
    now.mockRestore();
    expect(told).toEqual([
      '',
      '500 of 2000 events, 250 a second, 6 s left\n',
      '',
      '1500 of 2000 events, 375 a second, 2 s left\n',
    ]);
  });
});
