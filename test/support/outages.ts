/** A time in which the service or its Postgres is away; open while it lasts. */
interface Outage {
  readonly from: number;
  until: number | null;
}

/** When the service was away, as whoever killed it knows. Instants are of `performance.now()`. */
export class Outages {
  private readonly outages: Outage[] = [];

  begin(): void {
    this.outages.push({ from: performance.now(), until: null });
  }

  end(): void {
    const last = this.outages.at(-1);
    if (last !== undefined) last.until ??= performance.now();
  }

  /** Whether something that began then and ends now met one of them. */
  metSince(began: number): boolean {
    return this.outages.some(({ until }) => until === null || until >= began);
  }
}

/** What a door said. */
export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A request, its body as text. */
export interface Asking {
  readonly key: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** What is told of a fault at most. */
const TOLD_CHARACTERS = 600;
/** A request that takes longer has been forgotten, in milliseconds. */
const PATIENCE_MS = 120_000;

/**
 * The doors of a service that comes and goes, watched: whatever it says must be an answer or, while it is away, a clear word to come again.
 * Everything else is a fault.
 */
export class WatchedDoors {
  readonly faults: string[] = [];
  /** How often something was answered, was away (no connection or 503), and took too long by the limits of GraphQL. */
  readonly counts = { answered: 0, broken: 0, unavailable: 0, tooLong: 0 };

  constructor(
    readonly url: () => string,
    private readonly outages: Outages,
  ) {}

  fault(what: string): void {
    this.faults.push(what.slice(0, TOLD_CHARACTERS));
  }

  /** What was said; null: it is away, ask again. */
  async ask(path: string, { key, method = 'POST', headers, body }: Asking): Promise<Said | null> {
    const began = performance.now();
    try {
      const answer = await fetch(this.url() + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const said = { status: answer.status, headers: answer.headers, text: await answer.text() };
      return this.judged(said, path, began);
    } catch (error) {
      this.counts.broken += 1;
      if (!this.outages.metSince(began)) this.fault(`${path}: no answer: ${reasonOf(error)}`);
      return null;
    }
  }

  /** Data without errors; null: it is away, ask again. */
  async graphql<Data>(
    key: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Data | null> {
    const began = performance.now();
    const said = await this.ask('/graphql', { key, body: JSON.stringify({ query, variables }) });
    if (said === null) return null;
    const { data, errors = [] } = JSON.parse(said.text) as GraphqlAnswer<Data>;
    if (errors.length === 0 && data != null && said.status === 200) return data;
    const codes = errors.map(({ extensions }) => extensions?.['code']);
    if (codes.length > 0 && codes.every((code) => code === 'TIMEOUT')) {
      this.counts.tooLong += 1;
      return null;
    }
    const comesAgain = errors.every((one) => Number(one.extensions?.['retryAfterSeconds']) > 0);
    const isAway = codes.length > 0 && codes.every((code) => code === 'UNAVAILABLE') && comesAgain;
    if (isAway) this.counts.unavailable += 1;
    if (!isAway || !this.outages.metSince(began))
      this.fault(`graphql ${query.slice(0, 80)}: ${said.status} ${said.text}`);
    return null;
  }

  private judged(said: Said, path: string, began: number): Said | null {
    if (said.status === 503) {
      this.counts.unavailable += 1;
      const isClear = Number(said.headers.get('retry-after')) > 0 && tellsUnavailable(said.text);
      if (!isClear || !this.outages.metSince(began)) this.fault(`${path}: 503 ${said.text}`);
      return null;
    }
    if (said.status >= 500 && !(said.status === 504 && path === '/graphql')) {
      this.fault(`${path}: ${said.status} ${said.text}`);
      return null;
    }
    this.counts.answered += 1;
    return said;
  }
}

/** A problem document of status 503, or errors of GraphQL that are all UNAVAILABLE. */
const tellsUnavailable = (text: string): boolean => {
  const body = JSON.parse(text) as { readonly status?: number } & GraphqlAnswer<unknown>;
  const codes = body.errors?.map(({ extensions }) => extensions?.['code']) ?? [];
  return body.status === 503 || (codes.length > 0 && codes.every((code) => code === 'UNAVAILABLE'));
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
};
