import { NestFactory } from '@nestjs/core';
import type { LogFault } from '../log/check-log.store.ts';
import { PROJECTORS, type Projector } from '../log/projector.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { PlatformModule } from '../platform/platform.module.ts';
import type { Settings } from '../platform/settings.ts';
import { type CheckReport, checkReadModels, type Progress } from '../projections/check.service.ts';
import type { TableDifference } from '../projections/check-rows.store.ts';
import { ProjectionsModule } from '../projections/projections.module.ts';

/** Faults of the log and lost items that are told one by one. */
const TOLD_MAX = 20;

class ReadModelsModule {}

/** Works on a database with the read models that the service has; those that are younger than the log are filled before. */
export const withReadModels = async <Value>(
  { databaseUrl, settings }: { readonly databaseUrl: string; readonly settings: Settings },
  work: (database: Database, projectors: readonly Projector[]) => Promise<Value>,
): Promise<Value> => {
  const database = await Database.connect(databaseUrl, settings);
  try {
    const platform = { settings, clock: new Clock(), database };
    const imports = [PlatformModule.with(platform), ProjectionsModule];
    const module = { module: ReadModelsModule, imports };
    const app = await NestFactory.createApplicationContext(module, {
      logger: false,
      abortOnError: false,
    });
    try {
      return await work(database, app.get<readonly Projector[]>(PROJECTORS));
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
};

/** Checks the log and the read models of a database. */
export const checkDatabase = (
  databaseUrl: string,
  settings: Settings,
  progress: Progress,
): Promise<CheckReport> =>
  withReadModels({ databaseUrl, settings }, (database, projectors) =>
    checkReadModels(database, projectors, progress),
  );

/** The first faults of a log, and how many there are. */
export const faultLines = (log: readonly LogFault[]): readonly string[] => [
  ...log.slice(0, TOLD_MAX).map(({ position, what }) => `event ${position}: ${what}`),
  `${log.length} faults in the log: read models were not derived from it.`,
];

/** A table, and the first rows that differ. */
export const tableLines = (one: TableDifference): readonly string[] => [
  `${one.table}: ${one.kept} rows kept, ${one.derived} derived, ${one.missing} missing, ${one.surplus} surplus`,
  ...one.examples.map(({ side, row }) => `  ${side}: ${row}`),
];

/** The report for people. */
export const checkText = ({ upto, clean, log, missingItems, tables }: CheckReport): string => {
  const lines = [`${upto + 1} events of the log were looked at.`];
  if (log.length > 0) return [...lines, ...faultLines(log)].join('\n');
  lines.push(...missingItems.slice(0, TOLD_MAX).map((key) => `item ${key} is missing`));
  lines.push(...tables.flatMap(tableLines));
  lines.push(clean ? 'No differences.' : 'There are differences.');
  return lines.join('\n');
};
