import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { testService } from './support/service.ts';

it.each(['/epcis/events', '/graphql'])(
  'is told to come again when its request to %s is whole only after the stop began',
  async (path) => {
    const service = await testService();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\n`);
    await sleep(100);
    const stopped = service.stop();
    // Nobody is taken any more: the stop waits for this one connection.
    while (
      await fetch(`${service.url}/health/live`).then(
        () => true,
        () => false,
      )
    )
      await sleep(20);
    socket.write('content-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
    const said = await text(socket);
    expect(said).toMatch(/^HTTP\/1\.1 503 /);
    expect(said).toMatch(/^retry-after: 1\r$/im);
    expect(said).toMatch(/^content-type: application\/problem\+json/im);
    await stopped;
  },
  60_000,
);
