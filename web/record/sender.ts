import { formBody, postForm } from './post.ts';

/** Between two tries, in milliseconds: first and at most. */
const RETRY_MS = 2_000;
const RETRY_MS_MAX = 60_000;

/** The service will take it later. */
const later = (status: number): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504;

/** Puts the answer in the place of the page, as if it had been gone to. */
const show = (page: Document): void => {
  const [main, next] = [document.querySelector('main'), page.querySelector('main')];
  if (main === null || next === null) return;
  main.replaceWith(next);
  document.title = page.title;
  window.scrollTo(0, 0);
  (document.getElementById('mistakes') ?? next.querySelector<HTMLElement>('h1') ?? next).focus();
};

/**
 * Sends a form until somebody has it, or it is refused. A connection that breaks after the service stored the record does no harm: the same
 * form with the same id is the same record. The page stays as it is meanwhile.
 */
export class Sender {
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private pending: (() => void) | null = null;

  constructor() {
    window.addEventListener('online', () => this.pending?.());
    window.addEventListener('beforeunload', (event) => {
      if (this.pending !== null) event.preventDefault();
    });
  }

  /** Sends what stands in the form now. */
  async send(form: HTMLFormElement): Promise<void> {
    const body = formBody(form);
    body.set('do', 'save');
    await this.attempt(form, body, RETRY_MS);
  }

  private async attempt(
    form: HTMLFormElement,
    body: URLSearchParams,
    waitMs: number,
  ): Promise<void> {
    this.forget();
    this.tell(form.dataset['busy'] ?? '');
    const { status, page, retryAfterSeconds } = await postForm(form.action, body);
    if (status === 401) this.tell(form.dataset['signedOut'] ?? '');
    else if (page === null || later(status)) this.again(form, body, { waitMs, retryAfterSeconds });
    else show(page);
  }

  /** Later by itself, or at once when the connection is back. */
  private again(
    form: HTMLFormElement,
    body: URLSearchParams,
    { waitMs, retryAfterSeconds }: { readonly waitMs: number; readonly retryAfterSeconds: number },
  ): void {
    this.tell(form.dataset['offline'] ?? '');
    const next = (): void => {
      void this.attempt(form, body, Math.min(waitMs * 2, RETRY_MS_MAX));
    };
    this.pending = next;
    this.waiting = setTimeout(next, Math.max(waitMs, retryAfterSeconds * 1_000));
  }

  private forget(): void {
    clearTimeout(this.waiting);
    this.pending = null;
  }

  private tell(words: string): void {
    const place = document.getElementById('sending');
    if (place !== null) place.textContent = words;
  }
}
