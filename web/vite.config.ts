import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module.js';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { pseudo } from './messages/pseudo.ts';

const root = import.meta.dirname;

/** Each folder with a `main.tsx` is a screen that is made live; the explorer brings its own page. */
const entries = [
  'explorer/index.html',
  'styles.css',
  ...readdirSync(root)
    .map((name) => `${name}/main.tsx`)
    .filter((path) => existsSync(join(root, path))),
].map((path) => join(root, path));

/** The sprite of icons as an asset that no script imports: the server names it in every page. */
const sprite = (): Plugin => ({
  name: 'sprite',
  buildStart() {
    this.emitFile({
      type: 'asset',
      name: 'icons.svg',
      originalFileName: 'icons.svg',
      source: readFileSync(join(root, 'icons.svg')),
    });
  },
});

/** The best quality, 11, takes ten times as long for a few percent: whoever starts the demo waits for it. */
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Beside each asset the same one compressed: once at build instead of at each request. */
const compressed = (): Plugin => ({
  name: 'compressed',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle).filter((path) => path.startsWith('assets/'))) {
      const file = join(dir, name);
      writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), quality));
    }
  },
});

const WORDS = 'virtual:words/';

/** `virtual:words/<language>`: the messages of a language as functions, so that no parser goes to the browser. */
const words = (): Plugin => ({
  name: 'words',
  resolveId: (id) => (id.startsWith(WORDS) ? `\0${id}` : null),
  load(id) {
    if (!id.startsWith(`\0${WORDS}`)) return null;
    const language = id.slice(WORDS.length + 1);
    const source = language === 'en-XA' ? 'en' : language;
    const file = join(root, 'messages', `${source}.json`);
    this.addWatchFile(file);
    const messages = Object.entries(
      JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>,
    ).map(([key, message]) => [key, source === language ? message : pseudo(message)]);
    return compileModule(new MessageFormat(source), Object.fromEntries(messages));
  },
});

export default defineConfig({
  root,
  base: '/web/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [sprite(), words(), compressed()],
  build: {
    outDir: '../dist/public',
    emptyOutDir: true,
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: entries,
      // Of `file.view.tsx` too a name that the service looks up: one dot, before its ending.
      output: { chunkFileNames: ({ name }) => `assets/${name.replaceAll('.', '-')}-[hash].js` },
      checks: { pluginTimings: false },
    },
  },
});
