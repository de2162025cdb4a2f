import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];
const SANDBOX_OFF = ['--no-sandbox', '--disable-dev-shm-usage'];

/** Ways to a browser, best first; each answers null when it is none here. */
const ways: readonly (() => Promise<LaunchOptions | null>)[] = [
  () => named(process.env['CHROMIUM_PATH']),
  () => named(INSTALLED.find((path) => existsSync(path))),
  packed,
  fromDistribution,
];

/** A real browser, or an error whose sentence says how to get one; `without` names switches that it is not to be started with. */
export async function openBrowser(without: readonly string[] = []): Promise<Browser> {
  const failures: string[] = [];
  for (const way of ways) {
    const options = await way();
    if (options === null) continue;
    try {
      const args = options.args?.filter((one) => !without.includes(one)) ?? [];
      return await chromium.launch({ ...options, args });
    } catch (error) {
      failures.push(String(error).split('\n', 1)[0] ?? '');
    }
  }
  throw new Error(
    `No browser for the tests: install Chromium or set CHROMIUM_PATH. ${failures.join('; ')}`,
  );
}

function named(path: string | undefined): Promise<LaunchOptions | null> {
  return Promise.resolve(path === undefined ? null : { executablePath: path, args: SANDBOX_OFF });
}

/** The binary that lies in an npm package, for Linux on x64. */
async function packed(): Promise<LaunchOptions | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const { default: binary } = await import('@sparticuz/chromium');
  return { executablePath: await binary.executablePath(), args: [...binary.args, ...SANDBOX_OFF] };
}

/** Debian's, where this process may install it. */
async function fromDistribution(): Promise<LaunchOptions | null> {
  if (process.getuid?.() !== 0) return null;
  const parameters = ['install', '--yes', '--no-install-recommends', 'chromium'];
  const { status } = spawnSync('apt-get', parameters, { stdio: 'ignore', timeout: 300_000 });
  return status === 0 ? await named('/usr/bin/chromium') : null;
}
