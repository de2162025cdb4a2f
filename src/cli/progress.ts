import type { Writable } from 'node:stream';
import type { Progress } from '../projections/check.service.ts';

/** Whole seconds that what is left will take at the rate so far. */
export const secondsLeft = (startedMs: number, done: number, all: number): number =>
  Math.ceil(((performance.now() - startedMs) * (all - done)) / done / 1_000);

/** Tells how far a long work is, with its rate and the time left, at most once a second. */
export const progressLines = (out: Writable): Progress => {
  const started = performance.now();
  let told = started;
  return (done, all) => {
    const now = performance.now();
    if (now - told < 1_000) return;
    told = now;
    const rate = Math.round((done * 1_000) / (now - started));
    const left = secondsLeft(started, done, all);
    out.write(`${done} of ${all} events, ${rate} a second, ${left} s left\n`);
  };
};
