/** An answer, or why there is none. `code` is one of the contract's, or NETWORK. */
export type Asked<Data> =
  | { readonly ok: true; readonly data: Data }
  | {
      readonly ok: false;
      readonly code: string;
      /** In English; `words.problem(code, message)` says it to the reader. */
      readonly message: string;
      /** When the service asks to wait (429, 503), in seconds; null when it does not. */
      readonly retryAfterSeconds: number | null;
    };

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
}

/** Asks GraphQL as whoever is signed in. Never throws: a broken network is an answer too. */
export const ask = async <Data>(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Asked<Data>> => {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await response.json()) as Answer<Data>;
    const [error] = errors;
    if (error === undefined && data != null) return { ok: true, data };
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      ok: false,
      code: error?.extensions?.code ?? 'UNAVAILABLE',
      message: error?.message ?? `The service answered ${response.status}.`,
      retryAfterSeconds: Number.isFinite(wait) ? wait : null,
    };
  } catch {
    return { ok: false, code: 'NETWORK', message: 'No connection.', retryAfterSeconds: null };
  }
};
