import { UUID_RANDOM_BYTES, uuidUrn } from '../../src/core/uuid.ts';
import { addLine } from './lines.ts';
import { formBody, postForm } from './post.ts';
import { Sender } from './sender.ts';

/** After the last key that somebody pressed. */
const PREVIEW_MS = 500;

const theForm = (): HTMLFormElement | null =>
  document.querySelector<HTMLFormElement>('.record form');

const control = (
  form: HTMLFormElement,
  name: string,
): HTMLInputElement | HTMLSelectElement | null => {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
};

/** An id of this browser's own: a form that was opened once and saved twice is two records only when somebody opens it twice. */
const newId = (form: HTMLFormElement): void => {
  const id = control(form, 'id');
  const random = crypto.getRandomValues(new Uint8Array(UUID_RANDOM_BYTES));
  if (id !== null) id.value = uuidUrn(Date.now(), random);
};

/** Now, by the clock of this device, unless somebody said another time. */
const setClock = (form: HTMLFormElement): void => {
  const [time, zone] = [control(form, 'time'), control(form, 'zone')];
  if (!(time instanceof HTMLInputElement) || !(zone instanceof HTMLSelectElement)) return;
  if (time.value !== time.defaultValue) return;
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (![...zone.options].some(({ value }) => value === here)) zone.add(new Option(here, here));
  zone.value = here;
  const now = new Date();
  const shown = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  time.value = shown.slice(0, 16);
  const exact = control(form, 'now');
  if (exact !== null) exact.value = shown.slice(0, 19);
};

/** A form that nobody has sent yet. */
const begin = (): void => {
  const form = theForm();
  if (form === null || form.dataset['fresh'] === undefined) return;
  newId(form);
  setClock(form);
};

let asked = new AbortController();
let typed: ReturnType<typeof setTimeout> | undefined;

/** What saving would record, beside the form; who asks for it is told when it cannot be looked up. */
const preview = async (form: HTMLFormElement, isAsked: boolean): Promise<void> => {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const url = new URL(form.action);
  url.pathname += '/preview';
  const { status, page } = await postForm(url.href, formBody(form), signal);
  const place = document.getElementById('forecast');
  if (signal.aborted) return;
  if (status === 200 && page !== null) place?.replaceChildren(...page.body.childNodes);
  else if (isAsked) sender.tellOf(form, status);
};

const previewSoon = (form: HTMLFormElement): void => {
  clearTimeout(typed);
  // What is told there is of before.
  document.getElementById('forecast')?.replaceChildren();
  typed = setTimeout(() => void preview(form, false), PREVIEW_MS);
};

const sender = new Sender();

document.addEventListener('input', ({ target }) => {
  const form = theForm();
  if (form === null || !(target instanceof Node) || !form.contains(target)) return;
  sender.forget();
  previewSoon(form);
});

document.addEventListener('submit', (event) => {
  const form = theForm();
  if (form === null || event.target !== form) return;
  const button = event.submitter;
  const todo = button instanceof HTMLButtonElement ? button.value : 'save';
  event.preventDefault();
  if (todo === 'check') void preview(form, true);
  else if (todo.startsWith('more.')) addLine(form, todo.slice('more.'.length));
  else {
    asked.abort();
    clearTimeout(typed);
    void sender.send(form);
  }
});

// Somebody who comes back to a form that was saved begins another record.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) begin();
});
begin();
