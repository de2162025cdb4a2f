import { logPosition } from './doors.ts';
import { type RawAnswer, type RawRequest, sendRaw } from './raw-client.ts';
import type { TestService } from './service.ts';

/** A request with what came of it. */
export interface Exchange {
  readonly request: RawRequest;
  /** Null: the connection ended without one. */
  readonly answer: RawAnswer | null;
  /** Events that the log has more than before. */
  readonly advance: number;
}

/** What must never leave the house: stacks, places in files, SQL, names of parts. */
const secrets: readonly RegExp[] = [
  /\n\s+at \S.*[:(]\d+/,
  /node_modules|node:internal|file:\/\//,
  /\.[cm]?[jt]sx?:\d+/,
  /\b(select|insert into|update|delete from)\b[^"]{0,200}\b(from|values|set|where)\b/i,
  /syntax error at or near|relation "|violates|duplicate key value|invalid input syntax/,
  /\bFST_ERR|QueryFailedError|TypeError|RangeError|SyntaxError:|ECONN[A-Z]+/,
  /Cannot read propert|is not a function|Maximum call stack/,
];

/** Pages and files for people and tools, where an error may be a sentence; everywhere else a program reads it. */
const forPeople = /^\/($|\?|session|console|developers|web\/|problems\/)/;

/** Also of a whole address, as proxies send it. */
const pathOf = ({ target }: RawRequest): string => target.replace(/^https?:\/\/[^/?]*/i, '');
const isGraphql = (request: RawRequest): boolean => /^\/graphql(?=[/?]|$)/.test(pathOf(request));
const isEpcis = (request: RawRequest): boolean => /^\/epcis(?=[/?]|$)/.test(pathOf(request));

const singular = ['host', 'content-length', 'transfer-encoding'];

/** True where the first line or a header is no HTTP, so that the connection may just end. */
export const isBrokenHttp = ({ method, target, headers }: RawRequest): boolean =>
  method === 'X' ||
  /[^\x21-\x7e]/.test(target) ||
  headers.some(
    ([name, value]) =>
      !/^[\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value) || singular.includes(name),
  );

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

interface ErrorBody {
  readonly status?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
  readonly data?: Readonly<Record<string, { readonly status?: string } | null>> | null;
}

const isCode = (value: unknown): boolean => typeof value === 'string' && /^[A-Z_]+$/.test(value);

/** A refusal that a program can tell from others: RFC 9457 with a code, or the errors of GraphQL with codes. */
const hasStableCode = (answer: RawAnswer): boolean => {
  const body = jsonOf(answer.body) as ErrorBody | null;
  if (Array.isArray(body?.errors))
    return (
      body.errors.length > 0 && body.errors.every(({ extensions }) => isCode(extensions?.code))
    );
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  const named = isCode(body?.code) || String(body?.type).startsWith('epcisException:');
  return isProblem === true && named && body?.status === answer.status;
};

const mayBeWords = (request: RawRequest, answer: RawAnswer): boolean =>
  forPeople.test(pathOf(request)) &&
  /^text\/(html|plain); charset=utf-8$/.test(answer.headers.get('content-type') ?? '');

/** What may be wrong with any answer, by itself. */
const faultsOfAnswer = (request: RawRequest, answer: RawAnswer): readonly string[] => {
  const { status, headers, body } = answer;
  const faults: string[] = [];
  if (status >= 500 && !(status === 503 && headers.has('retry-after')))
    faults.push(`answers ${status}`);
  if (status >= 400 && request.method !== 'HEAD') {
    if (!mayBeWords(request, answer) && !hasStableCode(answer))
      faults.push(`${status} without a stable code`);
  }
  const length = headers.get('content-length');
  if (length !== undefined && request.method !== 'HEAD' && Number(length) !== body.length)
    faults.push(`${body.length} bytes of ${length}`);
  const told = `${[...headers.values()].join('\n')}\n${body}`;
  // What was recorded, and the contracts, may hold any words.
  if (status >= 400 || /html/.test(headers.get('content-type') ?? ''))
    faults.push(...secrets.filter((secret) => secret.test(told)).map((one) => `tells ${one}`));
  const location = headers.get('location');
  if (location !== undefined && !/^\/(?![/\\])/.test(location)) faults.push('leads elsewhere');
  return faults;
};

/** True when the answer says that nothing was recorded. */
const refuses = (request: RawRequest, { status, body }: RawAnswer): boolean => {
  if (status >= 400) return true;
  if (!isGraphql(request)) return false;
  const data = (jsonOf(body) as ErrorBody | null)?.data;
  return Object.values(data ?? {}).every((one) => one === null || one.status === 'REFUSED');
};

/** Tells what is wrong with answers; asks the service itself whether what it said it has stored is there. */
export class AnswerJudge {
  /** Addresses of events that were told to be stored. */
  readonly stored = new Set<string>();
  private accepted = 0;

  constructor(
    private readonly service: TestService,
    private readonly key: string,
  ) {}

  /** Changed inputs that were answered with success. */
  get acceptedCount(): number {
    return this.accepted;
  }

  /** Sends a request between two looks at the log. */
  async exchange(request: RawRequest): Promise<Exchange> {
    const before = await logPosition(this.service);
    const answer = await sendRaw(this.service.url, request);
    return { request, answer, advance: (await logPosition(this.service)) - before };
  }

  /** What is wrong, in words; empty for nothing. */
  async faultsOf(exchange: Exchange): Promise<readonly string[]> {
    const { request, answer, advance } = exchange;
    if (answer === null) {
      const faults = isBrokenHttp(request) ? [] : ['no answer'];
      return advance === 0 ? faults : [...faults, 'recorded without an answer'];
    }
    const faults = [...faultsOfAnswer(request, answer)];
    const refused = refuses(request, answer);
    if (!refused) this.accepted += 1;
    if (refused && advance !== 0) faults.push(`refused, but ${advance} events are in the log`);
    const isRecorded = isGraphql(request) && answer.body.includes('"status":"RECORDED"');
    if (isRecorded && advance === 0) faults.push('RECORDED, but not in the log');
    if (!refused && isEpcis(request)) faults.push(...(await this.faultsOfCapture(exchange)));
    return faults;
  }

  /** What a success of a capture leads to must be there, and as it says. */
  private async faultsOfCapture({ answer, advance }: Exchange): Promise<readonly string[]> {
    const location = answer?.headers.get('location');
    if (location === undefined) return advance === 0 ? [] : ['recorded, but no Location'];
    const found = await this.read(location);
    if (found?.status !== 200) return [`what is stored cannot be read: ${location}`];
    if (answer?.status === 201) {
      this.stored.add(location);
      return advance <= 1 ? [] : [`one event, but ${advance} are in the log`];
    }
    const { running, eventsStored } = jsonOf(found.body) as {
      readonly running: boolean;
      readonly eventsStored: number;
    };
    if (running) return ['a small document is not finished'];
    return advance <= eventsStored ? [] : [`${eventsStored} stored, ${advance} in the log`];
  }

  /** Reads an address of the service. */
  read(target: string): Promise<RawAnswer | null> {
    const headers = [['authorization', `Bearer ${this.key}`]] as const;
    return sendRaw(this.service.url, { method: 'GET', target, headers, body: '' });
  }
}
