import { setTimeout as sleep } from 'node:timers/promises';

/** An instant between what was recorded before and what will be. */
export const instantBetween = async (): Promise<string> => {
  await sleep(5);
  const now = new Date().toISOString();
  await sleep(5);
  return now;
};
