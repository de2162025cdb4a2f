import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { answerOf, type RawAnswer } from './raw-client.ts';
import type { TestService } from './service.ts';

/** A connection that is used as no good client would. */
export class SlowClient {
  private readonly socket: Socket;
  private readonly since = performance.now();
  private text = '';
  private endedAt: number | null = null;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    this.socket.setEncoding('latin1').on('data', (part: string) => (this.text += part));
    this.socket.on('error', () => undefined);
    // The service has nothing more to say, or has cut it.
    for (const event of ['end', 'close']) this.socket.once(event, () => this.over());
  }

  private over(): void {
    this.endedAt ??= performance.now() - this.since;
  }

  /** Milliseconds until the service ended it; null: it has not. */
  get lastedMs(): number | null {
    return this.endedAt;
  }

  /** What has come; null for nothing that is an answer. */
  get answer(): RawAnswer | null {
    return answerOf(this.text);
  }

  /** True when these words have come. */
  hasRead(words: string): boolean {
    return this.text.includes(words);
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** A byte at a time, until the service has enough of it. */
  async drip(text: string, pauseMs: number): Promise<void> {
    for (const byte of text) {
      if (this.endedAt !== null) return;
      this.send(byte);
      await sleep(pauseMs);
    }
  }

  /** Says that nothing more will come. */
  finish(): this {
    this.socket.end();
    return this;
  }

  /** Takes no more of what is sent. */
  stopReading(): this {
    this.socket.pause();
    return this;
  }

  /** Takes it again. */
  readOn(): this {
    this.socket.resume();
    return this;
  }

  /** Waits until an answer is there, or the service ends it. */
  async answered(msMax: number): Promise<RawAnswer | null> {
    const until = performance.now() + msMax;
    while (this.answer === null && this.endedAt === null && performance.now() < until)
      await sleep(10);
    return this.answer;
  }

  /** Waits until the service ends it; null: it does not. */
  async ended(msMax: number): Promise<number | null> {
    const until = performance.now() + msMax;
    while (this.endedAt === null && performance.now() < until) await sleep(10);
    return this.endedAt;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Connections that are open to the service. */
export const connectionsOf = ({ server }: TestService): Promise<number> => {
  const http = server.app.getHttpServer();
  return promisify(http.getConnections.bind(http))();
};

/** Waits until the service has so few connections; answers how many it has. */
export const connectionsFallTo = async (
  service: TestService,
  most: number,
  msMax: number,
): Promise<number> => {
  const until = performance.now() + msMax;
  let open = await connectionsOf(service);
  while (open > most && performance.now() < until) {
    await sleep(20);
    open = await connectionsOf(service);
  }
  return open;
};
