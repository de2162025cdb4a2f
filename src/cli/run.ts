import { once } from 'node:events';
import type { Service } from '../main.ts';

/**
 * Keeps the service until it is told to stop or breaks, then stops it in order. A second signal ends the process at once.
 * @returns the exit code.
 */
export async function runUntilStopped(service: Service): Promise<number> {
  const signal = Promise.race(['SIGTERM', 'SIGINT'].map((name) => once(process, name))).then(
    () => null,
  );
  const why = await Promise.race([signal, service.broken]);
  for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => process.exit(130));
  if (why !== null) process.stderr.write(`${why}\n`);
  await service.stop();
  return why === null ? 0 : 1;
}
