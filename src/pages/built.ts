import { existsSync, readFileSync } from 'node:fs';
import { packageFile } from '../platform/package-root.ts';

/** One entry of the manifest that the build of the pages writes (Vite, `build.manifest`). */
interface BuiltEntry {
  readonly file: string;
  readonly css?: readonly string[];
}

/** What a page loads, as paths of this service. */
export interface PageAssets {
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

/** Path of a built file of the pages. */
export const builtFile = (...path: readonly string[]): string =>
  packageFile('dist', 'public', ...path);

type Manifest = Readonly<Record<string, BuiltEntry>>;

let manifest: Manifest | null = null;

/** Null while the pages are not built. Read once: built names do not change while the service runs. */
const readManifest = (): Manifest | null => {
  const file = builtFile('manifest.json');
  if (manifest === null && existsSync(file)) {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  }
  return manifest;
};

/** Path of one built file by its source below `web/`; null while the pages are not built. */
export const builtPath = (source: string): string | null => {
  const entry = readManifest()?.[source];
  return entry === undefined ? null : `/web/${entry.file}`;
};

/** The sheet of all screens, and what a live screen adds; null while the pages are not built. */
export const pageAssets = (noun: string | null): PageAssets | null => {
  const built = readManifest();
  const sheet = built?.['styles.css'];
  if (built === null || sheet === undefined) return null;
  const live = noun === null ? undefined : built[`${noun}/main.tsx`];
  if (noun !== null && live === undefined) throw new Error(`web/${noun}/main.tsx is not built`);
  return {
    styles: [sheet.file, ...(live?.css ?? [])].map((file) => `/web/${file}`),
    scripts: live === undefined ? [] : [`/web/${live.file}`],
  };
};
