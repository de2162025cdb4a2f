import type { CDPSession, Page } from 'playwright-core';
import { insist } from './figures.ts';

/** How a phone is connected, and how fast it is. */
export interface Device {
  readonly name: string;
  /** Added to every request, in milliseconds. */
  readonly latencyMs: number;
  readonly downKbits: number;
  readonly upKbits: number;
  /** So many times slower than this machine. */
  readonly cpu: number;
}

/** One visit of a page, in milliseconds from when it was asked for. */
export interface Visit {
  /** Something of the page can be seen. */
  readonly seen: number;
  /** Its scripts have run, and the browser answers to what somebody does. */
  readonly live: number;
  /** What is watched for is there, and was drawn. */
  readonly drawn: number;
  /** As they came, with their headers: of the document, and of everything. */
  readonly documentBytes: number;
  readonly bytes: number;
  readonly requests: number;
  /** What was asked of GraphQL, in the order of asking. */
  readonly questions: readonly string[];
}

/** Bits of a kilobit, by the eight of a byte. */
const KBIT_BYTES = 125;
/** No limit but this machine's own. */
const AS_IT_IS = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
/** Until a page is given up, in milliseconds. */
const VISIT_MS_MAX = 60_000;

/** Notes when scripts have run and when what a selector names was drawn. */
const watching = (selector: string): string => `(() => {
  const now = (take) => setTimeout(() => take(performance.now()));
  const live = new Promise((take) => document.addEventListener('DOMContentLoaded', () => now(take)));
  const drawn = new Promise((take) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => now(take));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  globalThis.benchMarks = Promise.all([live, drawn]);
})()`;

const told = `globalThis.benchMarks.then(([live, drawn]) => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return { live, drawn, seen: paint === undefined ? 0 : paint.startTime };
})`;

/** A page in a real browser, slowed as a device is. */
export class Visitor {
  private bytes = new Map<string, number>();
  private questions: string[] = [];
  private document = '';

  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly selector: string,
  ) {}

  /** Whose pages are watched from now on, each until `selector` is drawn. */
  static async of(page: Page, selector: string): Promise<Visitor> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await page.addInitScript(watching(selector));
    const visitor = new Visitor(page, session, selector);
    session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      visitor.bytes.set(requestId, 0);
      if (type === 'Document') visitor.document = requestId;
      if (request.url.endsWith('/graphql')) visitor.questions.push(request.postData ?? '');
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      visitor.bytes.set(requestId, encodedDataLength);
    });
    return visitor;
  }

  /** Does work on a browser as slow as a device, and tells it how much longer its processor takes for the same. */
  async on<T>(
    { latencyMs, downKbits, upKbits, cpu }: Device,
    work: (slower: number) => Promise<T>,
  ): Promise<T> {
    const before = await this.loop();
    const [downloadThroughput, uploadThroughput] = [downKbits * KBIT_BYTES, upKbits * KBIT_BYTES];
    const slow = { latency: latencyMs, downloadThroughput, uploadThroughput };
    await this.session.send('Network.emulateNetworkConditions', { offline: false, ...slow });
    await this.session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    try {
      return await work((await this.loop()) / before);
    } finally {
      await this.session.send('Network.emulateNetworkConditions', { offline: false, ...AS_IT_IS });
      await this.session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    }
  }

  /** As if it had never been here. */
  async forget(): Promise<void> {
    await this.session.send('Network.clearBrowserCache');
  }

  /** Opens an address and waits until what is watched for was drawn and nothing is under way. */
  async visit(url: string): Promise<Visit> {
    await this.page.goto('about:blank');
    this.bytes = new Map();
    this.questions = [];
    const answer = await this.page.goto(url, { waitUntil: 'networkidle', timeout: VISIT_MS_MAX });
    insist(answer?.status() === 200, `page ${url}`);
    await this.page.locator(this.selector).first().waitFor({ timeout: VISIT_MS_MAX });
    const times = await this.page.evaluate<Pick<Visit, 'seen' | 'live' | 'drawn'>>(told);
    insist(times.seen > 0, `drawing of ${url}`);
    const { bytes, questions } = this;
    return {
      ...times,
      documentBytes: bytes.get(this.document) ?? 0,
      bytes: [...bytes.values()].reduce((sum, size) => sum + size, 0),
      requests: bytes.size,
      questions,
    };
  }

  /** The middle of several: the throttle leaves one or another alone, and so does what else the machine does. */
  private loop(): Promise<number> {
    return this.page.evaluate<number>(`(() => {
      const times = Array.from({ length: 9 }, () => {
        const started = performance.now();
        let sum = 0;
        for (let n = 0; n < 2e7; n += 1) sum += n % 7;
        return sum > 0 ? performance.now() - started : 0;
      });
      return times.sort((one, other) => one - other)[4];
    })()`);
  }
}
