/** Whether an error of the system, the network or Postgres has one of these codes. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  // Not by `instanceof`: an error of the system is made in another realm than a test's.
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    codes.includes(String(error.code))
  );
}

/** What an error says; its code when it says nothing, as Node's error of several failed addresses does; '' when it has none. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const says = 'message' in error ? String(error.message) : '';
  return says === '' && 'code' in error ? String(error.code) : says;
}
