/** Two copies of graphql in one process refuse each other's types at run time: the lock file may hold one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));
const copies = Object.keys(lock.packages).filter((path) =>
  /(^|\/)node_modules\/graphql$/.test(path),
);
if (copies.length !== 1) {
  console.error(`graphql is installed ${copies.length} times: ${copies.join(', ')}`);
  process.exit(1);
}
