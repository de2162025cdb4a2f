import { createHash } from 'node:crypto';

/** One measurement in words and figures. */
export interface Finding {
  readonly id: string;
  readonly lines: readonly string[];
}

/** The value that `share` (0 to 1) of all are not above. */
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? Number.NaN;

/** Of several rounds: the middle one. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value that 99 of 100 are not above. */
export const p99 = (values: readonly number[]): number => quantile(values, 0.99);

/** Name of an answer: the same for the same lines, in whatever order. */
export const hashOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16);

/** Ends the run: what was measured is not what was asked, so its time says nothing. */
export const insist = (isRight: boolean, what: string): void => {
  if (!isRight) throw new Error(`${what}: the answer is wrong, so no time is told`);
};

/** What a round cost, in milliseconds. */
export interface Cost {
  readonly wall: number;
  /** CPU of this process. */
  readonly own: number;
  /** CPU of Postgres; null where it cannot be read. */
  readonly postgres: number | null;
}

/** Runs work and answers what it cost; `postgresCpu` reads the CPU so far of Postgres. */
export const costOf = async (
  work: () => Promise<unknown>,
  postgresCpu: () => number | null,
): Promise<Cost> => {
  const before = postgresCpu();
  const own = process.cpuUsage();
  const started = performance.now();
  await work();
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(own);
  const after = postgresCpu();
  return {
    wall,
    own: (user + system) / 1_000,
    postgres: before === null || after === null ? null : after - before,
  };
};

/** CPU of the middle round, in words. */
export const cpuWords = (costs: readonly Cost[], events: number): string => {
  const each = (pick: (cost: Cost) => number | null): string => {
    const values = costs.flatMap((cost) => pick(cost) ?? []);
    return values.length === 0 ? '?' : ((1_000 * median(values)) / events).toFixed(0);
  };
  return `CPU an event: service ${each(({ own }) => own)} us, Postgres ${each(({ postgres }) => postgres)} us`;
};

/** Tells how far a long part is, how fast, and how long it still takes: every other second. */
export const progress = (what: string, total: number): ((done: number) => void) => {
  const started = performance.now();
  let told = started;
  return (done) => {
    const now = performance.now();
    if (now - told < 2_000 && done < total) return;
    told = now;
    const rate = done / ((now - started) / 1_000);
    process.stderr.write(
      `${what}: ${done} of ${total}, ${Math.round(rate)}/s, ${Math.round((total - done) / rate)} s left\n`,
    );
  };
};
