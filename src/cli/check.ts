import type { Writable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import { PROJECTORS, type Projector } from '../log/projector.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import type { Settings } from '../platform/settings.ts';
import { type CheckReport, checkReadModels, type Progress } from '../projections/check.service.ts';
import { ProjectionsModule } from '../projections/projections.module.ts';

/** Faults of the log and lost items that are told one by one. */
const TOLD_MAX = 20;

class CheckModule {}

/** Checks the log and the read models of a database, with the read models that the service has. */
export const checkDatabase = async (
  databaseUrl: string,
  settings: Settings,
  progress: Progress,
): Promise<CheckReport> => {
  const database = await Database.connect(databaseUrl, settings);
  try {
    const platform = { settings, clock: new Clock(), database };
    const imports = [PlatformModule.with(platform), ProjectionsModule];
    const module = { module: CheckModule, imports };
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    try {
      const projectors: readonly Projector[] = app.get(PROJECTORS);
      return await checkReadModels(database, projectors, progress);
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
};

/** The report for people. */
export const checkText = ({ upto, clean, log, missingItems, tables }: CheckReport): string => {
  const lines = [`${upto + 1} events of the log were looked at.`];
  for (const { position, what } of log.slice(0, TOLD_MAX)) lines.push(`event ${position}: ${what}`);
  if (log.length > 0) {
    lines.push(`${log.length} faults in the log: read models were not derived from it.`);
    return lines.join('\n');
  }
  for (const key of missingItems.slice(0, TOLD_MAX)) lines.push(`item ${key} is missing`);
  for (const one of tables) {
    const { table, kept, derived, missing, surplus } = one;
    lines.push(
      `${table}: ${kept} rows kept, ${derived} derived, ${missing} missing, ${surplus} surplus`,
    );
    for (const { side, row } of one.examples) lines.push(`  ${side}: ${row}`);
  }
  lines.push(clean ? 'No differences.' : 'There are differences.');
  return lines.join('\n');
};

/** Tells how far a check is, with its rate and the time left, at most once a second. */
export const progressLines = (out: Writable): Progress => {
  const started = performance.now();
  let told = started;
  return (done, all) => {
    const now = performance.now();
    if (now - told < 1_000) return;
    told = now;
    const rate = (done * 1_000) / (now - started);
    const left = Math.ceil((all - done) / rate);
    out.write(`${done} of ${all} events, ${Math.round(rate)} a second, ${left} s left\n`);
  };
};
