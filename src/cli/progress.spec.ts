import { describe, expect, it, jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { tellProgress, type Told } from './progress.ts';

/** A terminal of some width; what is not said is how most are. */
const terminal = (columns?: number) =>
  Object.assign(new PassThrough(), { isTTY: true, ...(columns !== undefined && { columns }) });

/** What stands on the one line of a terminal after what was written to it. */
const onLine = (written: string): string => {
  let [line, at] = ['', 0];
  for (const letter of written) {
    if (letter === '\n') throw new Error('another line');
    if (letter !== '\r') line = line.slice(0, at) + letter + line.slice(at + 1);
    at = letter === '\r' ? 0 : at + 1;
  }
  return line.trimEnd();
};

describe('the progress of a long work', () => {
  const steps = [
    [5_050, 10],
    [5_400, 100],
    [7_000, 500],
    [7_050, 550],
    [7_900, 600],
    [9_000, 2_000],
  ] as const;
  const told = (out: PassThrough, work: (told: Told, step: readonly number[]) => void) => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(5_000);
    const teller = tellProgress(out);
    const texts = steps.map((step) => {
      now.mockReturnValue(step[0]);
      work(teller, step);
      return String(out.read() ?? '');
    });
    now.mockRestore();
    return { teller, texts };
  };
  const told2000 = ({ progress }: Told, [, done = 0]: readonly number[]): void =>
    progress(done, 2_000);

  it('is told once a second, with its rate and the time left, where nobody looks', () => {
    const out = new PassThrough();
    const { teller, texts } = told(out, told2000);
    expect(texts).toEqual([
      '',
      '',
      '500 of 2000 events, 250 a second, 6 s left\n',
      '',
      '',
      '2000 of 2000 events, 500 a second, 0 s left\n',
    ]);
    teller.end();
    expect(out.read()).toBeNull();
  });

  it('is a bar on the one line of a terminal, drawn anew and in the end taken away', () => {
    const out = terminal(100);
    const { teller, texts } = told(out, told2000);
    expect(texts.map((_, index) => onLine(texts.slice(0, index + 1).join('')))).toEqual([
      '',
      `[==${' '.repeat(38)}]   5 %  100 of 2000 events, 250 a second, 8 s left`,
      `[==========${' '.repeat(30)}]  25 %  500 of 2000 events, 250 a second, 6 s left`,
      // Not more than ten times a second.
      `[==========${' '.repeat(30)}]  25 %  500 of 2000 events, 250 a second, 6 s left`,
      `[============${' '.repeat(28)}]  30 %  600 of 2000 events, 207 a second, 7 s left`,
      `[${'='.repeat(40)}] 100 %  2000 of 2000 events, 500 a second, 0 s left`,
    ]);
    teller.end();
    expect(onLine(texts.join('') + String(out.read()))).toBe('');
    teller.end();
    expect(out.read()).toBeNull();
  });

  it('stays on one line of a narrow terminal', () => {
    for (const columns of [0, 1, 20, 55, 60, 70, 80, undefined]) {
      const { texts } = told(terminal(columns), told2000);
      const longest = Math.max(...texts.map((text) => onLine(text).length));
      expect(longest).toBeLessThan(columns || 80);
    }
  });

  it('leaves a terminal as it was where there was nothing to tell', () => {
    const out = terminal();
    tellProgress(out).end();
    expect(out.read()).toBeNull();
  });
});
