import { WaitingLine } from './waiting-line.ts';
import type { Lane, Submission } from './submission.ts';

const submission = (events: number, bytes: number, lane: Lane = 'SMALL'): Submission => ({
  entries: Array.from({ length: events }, () => ({})) as unknown as Submission['entries'],
  bytes,
  options: { lane },
  resolve: () => undefined,
  reject: () => undefined,
});

describe('WaitingLine', () => {
  const max = { events: 10, bytes: 100 };
  const lineOf = (...submissions: readonly Submission[]): WaitingLine => {
    const line = new WaitingLine();
    for (const one of submissions) line.add(one);
    return line;
  };

  it('counts the events and bytes that wait', () => {
    const line = lineOf(submission(2, 30), submission(3, 40, 'BULK'));
    expect([line.events, line.bytes]).toEqual([5, 70]);
    line.take(max);
    expect([line.events, line.bytes, line.isEmpty]).toEqual([0, 0, true]);
  });

  it.each([
    ['events', 6, 1],
    ['bytes', 1, 60],
  ])('takes no more than fits by %s', (_what, events, bytes) => {
    const line = lineOf(submission(events, bytes), submission(events, bytes));
    expect(line.take(max)).toHaveLength(1);
    expect(line.take(max)).toHaveLength(1);
  });

  it('takes what is larger than a batch alone', () => {
    const line = lineOf(submission(1, 500), submission(1, 1));
    expect(line.take(max).map(({ bytes }) => bytes)).toEqual([500]);
    expect(line.take(max).map(({ bytes }) => bytes)).toEqual([1]);
  });

  it('lets a heavy bulk chunk go first after it had to wait', () => {
    const line = lineOf(submission(1, 60), submission(1, 90, 'BULK'), submission(1, 60));
    expect(line.take(max).map(({ bytes }) => bytes)).toEqual([60]);
    expect(line.take(max).map(({ bytes }) => bytes)).toEqual([90]);
  });
});
