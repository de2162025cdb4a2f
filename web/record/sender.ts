import { formBody, postForm } from './post.ts';

/** Between two tries, in milliseconds: first and at most. */
const RETRY_MS = 2_000;
const RETRY_MS_MAX = 60_000;

/** A form as it stood when somebody saved it. */
interface Sending {
  readonly form: HTMLFormElement;
  readonly body: URLSearchParams;
  readonly signal: AbortSignal;
}

/** Nobody answered, or the service will take it later. */
const isLater = (status: number): boolean => [0, 429, 502, 503, 504].includes(status);

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
  /** Of the newest sending: what comes of an earlier one is no longer wanted. */
  private current = new AbortController();

  constructor() {
    window.addEventListener('online', () => this.pending?.());
    window.addEventListener('beforeunload', (event) => {
      if (this.pending !== null) event.preventDefault();
    });
  }

  /** Sends what stands in the form now. */
  async send(form: HTMLFormElement): Promise<void> {
    this.forget();
    this.current = new AbortController();
    const body = formBody(form);
    body.set('do', 'save');
    await this.attempt({ form, body, signal: this.current.signal }, RETRY_MS);
  }

  /** What was sent is no longer what stands in the form: whoever changed it saves again. */
  forget(): void {
    this.current.abort();
    clearTimeout(this.waiting);
    this.pending = null;
    this.tell('');
  }

  /** Says beside the form what an answer without a page means. */
  tellOf(form: HTMLFormElement, status: number): void {
    const words = isLater(status) ? form.dataset['offline'] : form.dataset['refused'];
    this.tell(isLater(status) ? (words ?? '') : `${words ?? ''} ${status}`);
  }

  private async attempt(sending: Sending, waitMs: number): Promise<void> {
    const { form, body, signal } = sending;
    clearTimeout(this.waiting);
    this.pending = null;
    this.tell(form.dataset['busy'] ?? '');
    const { status, page, retryAfterSeconds } = await postForm(form.action, body, signal);
    if (signal.aborted) return;
    if (page !== null && !isLater(status)) show(page);
    else {
      this.tellOf(form, status);
      if (isLater(status)) this.again(sending, Math.max(waitMs, retryAfterSeconds * 1_000));
    }
  }

  /** Later by itself, or at once when the connection is back. */
  private again(sending: Sending, waitMs: number): void {
    const next = (): void => {
      void this.attempt(sending, Math.min(waitMs * 2, RETRY_MS_MAX));
    };
    this.pending = next;
    this.waiting = setTimeout(next, waitMs);
  }

  private tell(words: string): void {
    const place = document.getElementById('sending');
    if (place !== null) place.textContent = words;
  }
}
