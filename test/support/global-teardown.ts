/** Stops the Postgres of the run, once. */
export default async function globalTeardown(): Promise<void> {
  const stop = globalThis.stopTestPostgres;
  globalThis.stopTestPostgres = undefined;
  await stop?.();
}
