import type { Settings } from '../platform/settings.ts';
import type { Progress } from '../projections/check.service.ts';
import { type RebuildReport, rebuildReadModels } from '../projections/rebuild.service.ts';
import { faultLines, tableLines, withReadModels } from './check.ts';

/** Makes the read models of a database right, with the read models that the service has. */
export const rebuildDatabase = (
  databaseUrl: string,
  settings: Settings,
  progress: Progress,
): Promise<RebuildReport> =>
  withReadModels({ databaseUrl, settings }, (database, projectors) =>
    rebuildReadModels(database, projectors, progress),
  );

/** The report for people. */
export const rebuildText = (report: RebuildReport): string => {
  const { upto, clean, log, tables, repaired, locks, longestLockMs } = report;
  const lines = [`${upto + 1} events of the log were looked at.`];
  if (log.length > 0) {
    lines.push(...faultLines(log), 'Nothing was changed.');
    return lines.join('\n');
  }
  lines.push(...tables.flatMap(tableLines));
  if (locks > 0) {
    const { deleted, inserted } = repaired;
    lines.push(
      `${deleted} rows taken away, ${inserted} rows added; writers waited ${locks} times, ${Math.ceil(longestLockMs)} ms at most.`,
    );
  }
  lines.push(clean ? 'The read models are what the log says.' : 'There are differences still.');
  return lines.join('\n');
};
