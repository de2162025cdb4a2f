import { spawnSync } from 'node:child_process';
import { packageFile } from '../../src/platform/package-root.ts';

/** Builds the pages unless they are built from the sources as they are. */
export const buildPages = (): void => {
  const build = packageFile('.ci', 'build.mjs');
  const { status, stderr } = spawnSync(process.execPath, [build, 'pages', '--if-older'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the pages could not be built: ${stderr}`);
};
