#!/usr/bin/env node
import './platform/production.ts';
import { inspect, parseArgs } from 'node:util';
import { openAccount } from './cli/account.ts';
import { checkDatabase, checkText } from './cli/check.ts';
import { openDemo } from './cli/demo.ts';
import { exportLog, refuseNoDatabase } from './cli/export.ts';
import { generateFiles, generateLines, worldSize } from './cli/generate.ts';
import { ingest } from './cli/ingest.ts';
import { endKey, type KeyPlace, listKeys, makeAnotherKey } from './cli/keys.ts';
import { tellProgress } from './cli/progress.ts';
import { rebuildDatabase, rebuildText } from './cli/rebuild.ts';
import { runUntilStopped } from './cli/run.ts';
import { start, withDatabase } from './main.ts';
import { keepHeapSmall } from './platform/heap.ts';
import { readSettings, type Settings } from './platform/settings.ts';
import { StartError } from './platform/start-error.ts';
import type { Progress } from './projections/check.service.ts';

const USAGE = `throughline start                        the service, for production
throughline demo                         the service with a sample world, for a first look
throughline account --name NAME --country CC [--gln GLN] [--prefix PREFIX]
                                         an organisation that records here, and its first key
throughline key --organisation WHO --scopes READ,RECORD --label TEXT [--expires DAY]
                                         another key of an organisation (its GLN or name), good through DAY (UTC)
throughline keys --organisation WHO      its keys: prefix, scopes, last use and end; never the keys themselves
throughline revoke --key PREFIX          ends a key
throughline ingest --key KEY [--url URL] [--proceed] FILE...
                                         sends EPCIS 2.0 documents (.json) or events (.ndjson) to a running service,
                                         and registers the master-data.json that generate writes
throughline generate --events N [--seed N] [--out FOLDER]
                                         a made-up supply chain of any size, the same for the same seed: into a new folder as
                                         documents and master data for ingest, or to the standard output, an event a line
throughline export                       writes the whole log to the standard output, an event a line, as it was captured;
                                         who recorded it, whose it is and when it came are not in it (a backup has them)
throughline check [--json]               derives every read model from the log again and compares; also checks the log itself:
                                         ends with 0 when clean, 1 with differences, 2 when it could not run
throughline rebuild [--json]             makes the rows of read models right that are not what the log says, while the service
                                         runs on: ends with 0 when all are right, 1 when not (the log is damaged), 2 as check

account, key, keys, revoke, export, check and rebuild work on the database itself: where the service runs its own Postgres, stop it first.
Settings are environment variables; a wrong one is told at the start.
`;

const text = { type: 'string' } as const;

/** What each word on the command line does; answers the exit code. */
const commands: Readonly<Record<string, (parameters: readonly string[]) => Promise<number>>> = {
  start: async () => {
    keepHeapSmall();
    return runUntilStopped(await start(readSettings()));
  },
  demo: async () => {
    const service = await start(readSettings({ demo: true }));
    await openDemo(service);
    return runUntilStopped(service);
  },
  account: async (parameters) => {
    const options = { name: text, country: text, gln: text, prefix: text } as const;
    const { values } = parseArgs({ args: [...parameters], options });
    const { name, country, gln = null, prefix = null } = values;
    if (name === undefined || country === undefined)
      return wrongUse('account wants --name and --country');
    const settings = readSettings({ logLevel: 'warn' });
    const organisation = { name, country, gln, companyPrefix: prefix };
    const key = await withDatabase(settings, (url) => openAccount(url, settings, organisation));
    return printed(key);
  },
  key: async (parameters) => {
    const options = { organisation: text, scopes: text, label: text, expires: text } as const;
    const { values } = parseArgs({ args: [...parameters], options });
    const { organisation, scopes, label, expires = null } = values;
    if (organisation === undefined || scopes === undefined || label === undefined)
      return wrongUse('key wants --organisation, --scopes and --label');
    const asked = { scopes: scopes.split(','), label, expires };
    return printed(await onKeys((place) => makeAnotherKey(place, organisation, asked)));
  },
  keys: async (parameters) => {
    const { values } = parseArgs({ args: [...parameters], options: { organisation: text } });
    const { organisation } = values;
    if (organisation === undefined) return wrongUse('keys wants --organisation');
    return printed(await onKeys((place) => listKeys(place, organisation)));
  },
  revoke: async (parameters) => {
    const { values } = parseArgs({ args: [...parameters], options: { key: text } });
    const { key } = values;
    if (key === undefined) return wrongUse('revoke wants --key');
    return printed(`${await onKeys((place) => endKey(place, key))} is revoked`);
  },
  ingest: async (parameters) => {
    const options = { key: text, url: text, proceed: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({
      args: [...parameters],
      options,
      allowPositionals: true,
    });
    if (values.key === undefined) return wrongUse('ingest wants --key');
    if (positionals.length === 0) return wrongUse('ingest wants a file');
    const url = (values.url ?? readSettings().publicUrl).replace(/\/$/, '');
    return ingest(positionals, { url, key: values.key, proceed: values.proceed ?? false });
  },
  generate: async (parameters) => {
    const options = { events: text, seed: text, out: text } as const;
    const { values } = parseArgs({ args: [...parameters], options });
    const { events, seed, out } = values;
    if (events === undefined) return wrongUse('generate wants --events');
    const size = worldSize({ events, seed });
    if (out === undefined) await generateLines(size, process.stdout);
    else {
      const told = tellProgress(process.stderr);
      const documents = await generateFiles(size, out, told.progress).finally(() => told.end());
      process.stdout.write(
        `${out}: master-data.json, and ${size.events} events in ${documents} documents\n`,
      );
    }
    return 0;
  },
  export: async () => {
    const settings = readSettings({ logLevel: 'warn' });
    await refuseNoDatabase(settings);
    const lines = await withDatabase(settings, (url) => exportLog(url, settings, process.stdout));
    // null: whoever read it has had enough.
    if (lines !== null) process.stderr.write(`${lines} events\n`);
    return 0;
  },
  check: (parameters) =>
    onReadModels(parameters, async (url, settings, progress) => {
      const report = await checkDatabase(url, settings, progress);
      return { report, text: checkText(report) };
    }),
  rebuild: (parameters) =>
    onReadModels(parameters, async (url, settings, progress) => {
      const report = await rebuildDatabase(url, settings, progress);
      return { report, text: rebuildText(report) };
    }),
};

type OnReadModels = (
  databaseUrl: string,
  settings: Settings,
  progress: Progress,
) => Promise<{ readonly report: { readonly clean: boolean }; readonly text: string }>;

/** 0: everything is right. 1: it is not. 2: nobody knows, since it could not run. */
const onReadModels = async (parameters: readonly string[], work: OnReadModels): Promise<number> => {
  const options = { json: { type: 'boolean' } } as const;
  const { json = false } = parseArgs({ args: [...parameters], options }).values;
  try {
    const settings = readSettings({ logLevel: 'warn' });
    await refuseNoDatabase(settings);
    const told = tellProgress(process.stderr);
    const { report, text } = await withDatabase(settings, (url) =>
      work(url, settings, told.progress),
    ).finally(() => told.end());
    printed(json ? JSON.stringify(report) : text);
    return report.clean ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof StartError ? error.message : inspect(error)}\n`);
    return 2;
  }
};

const onKeys = (work: (place: KeyPlace) => Promise<string>): Promise<string> => {
  const settings = readSettings({ logLevel: 'warn' });
  return withDatabase(settings, (databaseUrl) => work({ databaseUrl, settings }));
};

const printed = (answer: string): number => {
  process.stdout.write(`${answer}\n`);
  return 0;
};

const isWrongOption = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

const wrongUse = (why: string): number => {
  process.stderr.write(`${why}.\n\n${USAGE}`);
  return 2;
};

async function main([word = '', ...parameters]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) {
    (word === '--help' ? process.stdout : process.stderr).write(USAGE);
    return word === '--help' ? 0 : 2;
  }
  try {
    return await command(parameters);
  } catch (error) {
    if (isWrongOption(error)) return wrongUse(error.message);
    process.stderr.write(`${error instanceof StartError ? error.message : inspect(error)}\n`);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
