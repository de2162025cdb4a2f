import type { Writable } from 'node:stream';
import type { Progress } from '../projections/check.service.ts';

/** Where progress is told; a terminal has a width. */
export type Teller = Pick<Writable, 'write'> & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Tells how far a long work is. */
export interface Told {
  readonly progress: Progress;
  /** Takes from the screen what is no longer so. */
  end(): void;
}

/** How often lines are written, and a bar is drawn, at the most; in milliseconds. */
const [LINES_MS, BAR_MS] = [1_000, 100];
/** Width of a terminal that does not say it. */
const COLUMNS = 80;
/** A longer bar says no more, a shorter one nothing. */
const [BAR_MAX, BAR_MIN] = [40, 10];

/** Whole seconds that what is left will take at the rate so far. */
export const secondsLeft = (startedMs: number, done: number, all: number): number =>
  Math.ceil(((performance.now() - startedMs) * (all - done)) / done / 1_000);

/** Tells how far a long work is, with its rate and the time left: on a terminal by a bar on one line, else by lines. */
export const tellProgress = (out: Teller): Told => {
  const isTerminal = out.isTTY === true;
  const started = performance.now();
  let told = started;
  let shown = 0;
  const redraw = (line: string): void => {
    // Blanks and no escape sequence: every terminal knows them.
    out.write(`\r${line.padEnd(shown)}\r`);
    shown = line.length;
  };
  return {
    progress: (done, all) => {
      const now = performance.now();
      if (done <= 0 || now - told < (isTerminal ? BAR_MS : LINES_MS)) return;
      told = now;
      const rate = Math.round((done * 1_000) / (now - started));
      const left = secondsLeft(started, done, all);
      const text = `${done} of ${all} events, ${rate} a second, ${left} s left`;
      if (isTerminal) redraw(barOf(Math.min(1, done / all), text, widthOf(out)));
      else out.write(`${text}\n`);
    },
    end: () => {
      if (shown > 0) redraw('');
      shown = 0;
    },
  };
};

/** A terminal without a window says that it has no columns at all. */
const widthOf = ({ columns = 0 }: Teller): number => (columns > 0 ? columns : COLUMNS);

/** `[=====     ]  50 %  …`, short enough not to reach the last column, from where a terminal would go to a line of its own. */
const barOf = (share: number, text: string, columns: number): string => {
  const said = `${String(Math.floor(share * 100)).padStart(3)} %  ${text}`;
  const width = Math.min(BAR_MAX, columns - 1 - said.length - '[] '.length);
  if (width < BAR_MIN) return said.slice(0, Math.max(0, columns - 1));
  return `[${'='.repeat(Math.floor(share * width)).padEnd(width)}] ${said}`;
};
