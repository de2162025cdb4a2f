/** What came of posting a form. */
export interface Posted {
  /** 0: no answer. */
  readonly status: number;
  /** Null: no answer, or no page. */
  readonly page: Document | null;
  /** When the service asks to come again; 0 when it does not. */
  readonly retryAfterSeconds: number;
}

/** What stands in a form, as a browser sends it. */
export const formBody = (form: HTMLFormElement): URLSearchParams => {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string') body.append(name, value);
  return body;
};

/**
 * Posts a form and reads the page that answers; never throws. By XMLHttpRequest, which makes a document without scripts of it: the policy
 * of the pages lets no text become HTML (Trusted Types).
 */
export const postForm = (
  url: string,
  body: URLSearchParams,
  signal?: AbortSignal,
): Promise<Posted> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'document';
    signal?.addEventListener('abort', () => request.abort());
    request.addEventListener('loadend', () => {
      const seconds = Number(request.getResponseHeader('retry-after') ?? 0);
      resolve({
        status: request.status,
        page: request.response instanceof Document ? request.response : null,
        retryAfterSeconds: Number.isFinite(seconds) ? seconds : 0,
      });
    });
    request.send(body);
  });
