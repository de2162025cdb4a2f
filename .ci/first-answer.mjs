/**
 * How long a newcomer waits: from `npm run demo` to the first answered question. Cold is a new clone after `npm ci` (nothing built, no
 * data), warm is the second time. Prints both with their limits; fails beyond them. Takes its own data folder, builds into dist.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'throughline-demo-'));
const query = `query($number: String!) {
  provenance(item: { number: $number }) { completeness { text } nodes { item { name } } }
}`;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function ask(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer tl_test_sample_buyer',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query, variables: { number: 'RR-0415' } }),
    });
    const { data } = await answer.json();
    return data?.provenance?.nodes?.length > 0;
  } catch {
    return false;
  }
}

async function run() {
  const port = await freePort();
  const startedAt = performance.now();
  const demo = spawn('npm', ['run', '--silent', 'demo'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: `${port}`, THROUGHLINE_DATA_DIRECTORY: folder },
  });
  const ended = new Promise((done) => demo.once('exit', done));
  while (!(await ask(port)) && demo.exitCode === null && performance.now() - startedAt < 120_000) {
    await sleep(20);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  process.kill(-demo.pid, 'SIGTERM');
  await ended;
  await sleep(500);
  return seconds;
}

let failed = false;
for (const [name, limit] of [
  ['cold', 20],
  ['warm', 6],
]) {
  if (name === 'cold') rmSync(join(root, 'dist'), { recursive: true, force: true });
  const seconds = await run();
  failed ||= seconds > limit;
  console.log(`${name}: ${seconds.toFixed(1)} s to the first answer, limit ${limit} s`);
}
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
