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

  it('has no room beside what waits and what is kept, until that is free again', () => {
    const line = lineOf(submission(2, 30));
    const [one, other] = [{}, {}];
    line.keepRoom(one, { events: 1, bytes: 10 });
    line.keepRoom(one, { events: 4, bytes: 20 });
    line.keepRoom(other, { events: 1, bytes: 10 });
    const fits = (events: number, bytes: number) => line.hasRoomFor({ events, bytes }, max);
    expect([fits(3, 40), fits(4, 40), fits(3, 41)]).toEqual([true, false, false]);
    line.freeRoom(other);
    line.freeRoom(other);
    expect([fits(4, 50), fits(5, 50), fits(4, 51)]).toEqual([true, false, false]);
  });

  it('keeps no bulk chunk out for what is only being read', () => {
    const line = new WaitingLine();
    const all = { events: 10, bytes: 100 };
    line.keepRoom({}, all);
    const fits = (events: number) => line.hasRoomFor({ events, bytes: 1 }, max, 'BULK');
    expect([fits(10), fits(11), line.hasRoomFor({ events: 1, bytes: 1 }, max)]).toEqual([
      true,
      true,
      false,
    ]);
    line.add(submission(6, 60));
    expect([fits(4), fits(5)]).toEqual([true, false]);
    line.take(max);
    expect(fits(10)).toBe(true);
  });

  it('has room for whoever is alone, however much that is', () => {
    const line = new WaitingLine();
    expect(line.hasRoomFor({ events: 11, bytes: 1_000 }, max)).toBe(true);
    line.keepRoom({}, { events: 1, bytes: 1 });
    expect(line.hasRoomFor({ events: 11, bytes: 1_000 }, max)).toBe(false);
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
