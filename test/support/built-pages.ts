import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { packageFile } from '../../src/platform/package-root.ts';

/** Builds the pages unless they are built. */
export const buildPages = (): void => {
  if (existsSync(packageFile('dist', 'public', 'manifest.json'))) return;
  const vite = packageFile('node_modules', 'vite', 'bin', 'vite.js');
  const parameters = [vite, 'build', '--config', packageFile('web', 'vite.config.ts')];
  const { status } = spawnSync(process.execPath, parameters);
  if (status !== 0) throw new Error('the pages could not be built');
};
