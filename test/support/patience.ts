/** Milliseconds that a test may take: at full size (`npm run test:full`) twelve times as long as in every check. */
export const patience = (milliseconds: number): number =>
  process.env['FULL'] === '1' ? milliseconds * 12 : milliseconds;
