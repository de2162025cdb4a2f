import { once } from 'node:events';
import { createServer } from 'node:net';
import { isCode, messageOf } from './error-code.ts';
import type { Settings } from './settings.ts';
import { StartError } from './start-error.ts';

type Address = Pick<Settings, 'host' | 'port'>;

/** The sentence for an address that cannot be listened on; any other error as it is. */
export const listeningError = (error: unknown, { host, port }: Address): unknown =>
  isCode(error, 'EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND')
    ? new StartError(
        `The service cannot listen on ${host} port ${port} (${messageOf(error)}): stop what uses it, or set PORT and HOST.`,
      )
    : error;

/**
 * Looks whether the address is free before anything else is started, whose log lines would hide the sentence.
 * @throws StartError when it is not.
 */
export const refuseTakenAddress = async ({ host, port }: Address): Promise<void> => {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw listeningError(error, { host, port });
  }
  server.close();
  await once(server, 'close');
};
