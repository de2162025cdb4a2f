/**
 * Writes the server's JavaScript into dist without looking at types, in a third of tsc's time: for starts from a clone. Types are
 * the business of `npm run build` and `npm run check`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const host = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (problem) => console.error(problem),
};
const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.build.json'), {}, host);
let failed = config === undefined;
for (const fileName of config?.fileNames ?? []) {
  const out = join(root, 'dist', relative(root, fileName)).replace(/\.tsx?$/, '.js');
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(
    readFileSync(fileName, 'utf8'),
    {
      fileName,
      // It does not look up that the package is ESM.
      compilerOptions: { ...config.options, module: ts.ModuleKind.ESNext },
      reportDiagnostics: true,
    },
  );
  for (const problem of diagnostics ?? []) {
    failed = true;
    console.error(`${fileName}: ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}`);
  }
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, outputText);
  const map = JSON.parse(sourceMapText ?? '{}');
  writeFileSync(
    `${out}.map`,
    JSON.stringify({ ...map, sources: [relative(dirname(out), fileName)], file: basename(out) }),
  );
}
process.exit(failed ? 1 : 0);
