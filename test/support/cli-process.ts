import { type ChildProcess, spawn } from 'node:child_process';
import { packageFile } from '../../src/platform/package-root.ts';

/** A command as a process of its own, started from `dist` as its users do. */
export interface CliProcess {
  readonly child: ChildProcess;
  /** What it has written to its standard output. */
  output(): string;
  /** What it has written to its standard error. */
  errors(): string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

/** Starts `throughline` with some words, and does not wait. */
export const startCli = (
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): CliProcess => {
  const child = spawn(process.execPath, [packageFile('dist', 'src', 'cli.js'), ...words], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.err += text));
  const ended = new Promise<number | string | null>((done) => {
    child.on('close', (code, signal) => done(code ?? signal));
  });
  return { child, output: () => written.out, errors: () => written.err, ended };
};
