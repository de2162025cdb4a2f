import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { buildPages } from './support/built-pages.ts';
import { testService } from './support/service.ts';

/** What is answered to a request that is whole only after the stop began. */
const askedLate = async (head: string, rest: string): Promise<string> => {
  const service = await testService();
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${head}\r\nhost: localhost\r\n`);
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
  socket.write(rest);
  const said = await text(socket);
  await stopped;
  return said;
};

it.each(['/epcis/events', '/graphql'])(
  'is told to come again when its request to %s is whole only after the stop began',
  async (path) => {
    const rest = 'content-type: application/json\r\ncontent-length: 2\r\n\r\n{}';
    const said = await askedLate(`POST ${path} HTTP/1.1`, rest);
    expect(said).toMatch(/^HTTP\/1\.1 503 /);
    expect(said).toMatch(/^retry-after: 1\r$/im);
    expect(said).toMatch(/^content-type: application\/problem\+json/im);
  },
  60_000,
);

it('gives a form back with what was typed when it is whole only after the stop began', async () => {
  buildPages();
  const form = 'id=an-id&name=Coffee';
  const said = await askedLate(
    'POST /console/product/edit HTTP/1.1',
    `accept: text/html\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${form.length}\r\n\r\n${form}`,
  );
  expect(said).toMatch(/^HTTP\/1\.1 503 /);
  expect(said).toMatch(/^retry-after: 1\r$/im);
  expect(said).toMatch(/^content-type: text\/html/im);
  expect(said).toContain('<input type="hidden" name="name" value="Coffee"');
}, 60_000);
