import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One event as it arrived. */
export interface ReceivedEvent {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

/** How a stream is read. */
export interface Reading {
  readonly key: string;
  /** Waits so long after each event, without taking anything from the socket; in milliseconds. */
  readonly pauseMs?: number;
  /** Where it begins; default: the start. */
  readonly since?: string;
}

/**
 * Reads server-sent events as a browser does (WHATWG HTML, section 9.2): when the stream ends or breaks it comes again with
 * `Last-Event-ID`, for as long as nobody closes it.
 */
export class StreamReader {
  readonly events: ReceivedEvent[] = [];
  /** Times that it was connected. */
  connections = 0;
  comments = 0;
  /** Why it was refused, the last time. */
  refusal: { readonly status: number; readonly body: string } | null = null;
  private lastId: string | null = null;
  private closed = false;
  private request: ClientRequest | null = null;
  private readonly done: Promise<void>;

  constructor(
    /** Asked anew for each connection: an instance may come back elsewhere. */
    private readonly url: () => string,
    private readonly reading: Reading,
  ) {
    this.done = this.readOn();
  }

  /** Breaks the connection, as a network does. */
  cut(): void {
    this.request?.destroy();
  }

  /** Reads no more. */
  async close(): Promise<void> {
    this.closed = true;
    this.cut();
    await this.done;
  }

  /** Waits until it has so many events, at most `ms`. */
  async has(count: number, ms: number): Promise<boolean> {
    const until = Date.now() + ms;
    while (this.events.length < count && Date.now() < until) await sleep(20);
    return this.events.length >= count;
  }

  private async readOn(): Promise<void> {
    while (!this.closed) {
      await this.readOnce().catch(() => undefined);
      if (!this.closed) await sleep(50);
    }
  }

  private async readOnce(): Promise<void> {
    const response = await this.connect();
    if (response.statusCode !== 200) {
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
      this.refusal = { status: response.statusCode ?? 0, body };
      return;
    }
    this.connections += 1;
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      const parts = (text + String(chunk)).split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        this.take(part);
        if (this.reading.pauseMs !== undefined) await sleep(this.reading.pauseMs);
      }
    }
  }

  private connect(): Promise<IncomingMessage> {
    const { key, since } = this.reading;
    const path = `/changes/stream${since === undefined ? '' : `?since=${since}`}`;
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${key}`,
        accept: 'text/event-stream',
        ...(this.lastId === null ? {} : { 'last-event-id': this.lastId }),
      };
      this.request = get(`${this.url()}${path}`, { headers, agent: false }, resolve);
      this.request.on('error', reject);
    });
  }

  private take(part: string): void {
    const fields = new Map<string, string>();
    for (const line of part.split('\n')) {
      if (line.startsWith(':')) this.comments += 1;
      const [, name, value] = /^([a-z]+): (.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) fields.set(name, value);
    }
    const [id, data] = [fields.get('id'), fields.get('data')];
    if (id !== undefined) this.lastId = id;
    if (data === undefined) return;
    this.events.push({ id: id ?? '', name: fields.get('event') ?? 'message', data });
  }
}
