import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, whether the code runs from its sources or from `dist`. */
const packageRoot = (): string => {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
};

/** Path of a file that is shipped beside the code: `schema.graphql`, the sample world, the built pages. */
export const packageFile = (...path: readonly string[]): string => join(packageRoot(), ...path);
