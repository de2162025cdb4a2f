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

/** What an error says, '' when it says nothing. */
export function messageOf(error: unknown): string {
  const says = typeof error === 'object' && error !== null && 'message' in error;
  return says ? String(error.message) : '';
}
