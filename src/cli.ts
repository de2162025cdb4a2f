#!/usr/bin/env node
import { inspect } from 'node:util';
import { openDemo } from './cli/demo.ts';
import { runUntilStopped } from './cli/run.ts';
import { start } from './main.ts';
import { readSettings } from './platform/settings.ts';
import { StartError } from './platform/start-error.ts';

const USAGE = `throughline start    the service, for production
throughline demo     the service with a sample world, for a first look

Settings are environment variables; a wrong one is told at the start.
`;

/** What each word on the command line does; answers the exit code. */
const commands: Readonly<Record<string, (parameters: readonly string[]) => Promise<number>>> = {
  start: async () => runUntilStopped(await start(readSettings())),
  demo: async () => {
    const service = await start(readSettings({ demo: true }));
    await openDemo(service);
    return runUntilStopped(service);
  },
};

async function main([word = '', ...parameters]: readonly string[]): Promise<number> {
  const command = commands[word];
  if (command === undefined) {
    (word === '--help' ? process.stdout : process.stderr).write(USAGE);
    return word === '--help' ? 0 : 2;
  }
  try {
    return await command(parameters);
  } catch (error) {
    process.stderr.write(`${error instanceof StartError ? error.message : inspect(error)}\n`);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
