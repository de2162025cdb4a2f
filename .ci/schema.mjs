/** Writes schema.graphql from the built classes; with --check fails when the committed one differs. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const built = spawnSync(process.execPath, ['.ci/build.mjs', '--if-older'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(1);
await import('reflect-metadata');
const { schemaText } = await import(join(root, 'dist', 'src', 'graphql', 'schema.js'));
const file = join(root, 'schema.graphql');
const text = await schemaText();
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error(
    'schema.graphql is not what the code makes: run `npm run schema` and read the difference.',
  );
  process.exit(1);
}
