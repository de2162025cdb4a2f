import { LINES_MAX } from './verbs.view.tsx';

/** `in.0.item` as `in.1.item`, and what is derived from it. */
const renamed = (text: string, list: string, row: number): string =>
  text.replaceAll(new RegExp(`\\b${list}\\.\\d+\\.`, 'g'), `${list}.${row}.`);

/** The same line with nothing in it, as the next one. */
const nextLine = (line: Element, list: string, row: number): Element => {
  const next = line.cloneNode(true) as Element;
  for (const element of next.querySelectorAll('*')) {
    for (const name of ['id', 'name', 'for', 'aria-describedby']) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, renamed(value, list, row));
    }
    element.removeAttribute('aria-invalid');
    if (element instanceof HTMLInputElement) element.value = '';
    if (element instanceof HTMLSelectElement) element.selectedIndex = 0;
  }
  for (const mistake of next.querySelectorAll('.wrong')) mistake.remove();
  next.setAttribute(
    'aria-label',
    new Intl.NumberFormat(document.documentElement.lang).format(row + 1),
  );
  return next;
};

/** One more line of a list; the product of the line before is likely that of this one. */
export const addLine = (form: HTMLFormElement, list: string): void => {
  const lines = form.querySelectorAll(`[data-lines="${list}"] .line`);
  const last = lines[lines.length - 1];
  if (last === undefined || lines.length >= LINES_MAX) return;
  const next = nextLine(last, list, lines.length);
  last.after(next);
  const products = [last, next].map((line) =>
    line.querySelector<HTMLSelectElement>('[name$=".product"]'),
  );
  const [before, now] = products;
  if (before != null && now != null) now.value = before.value;
  next.querySelector<HTMLElement>('input, select')?.focus();
};
