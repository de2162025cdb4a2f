/** Points the choices of language and light at the page as its address is now: a script may have changed it since it was served. */
export const pointChoices = (): void => {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-choice]')) {
    const name = link.dataset['choice'] ?? '';
    const here = new URL(location.href);
    here.searchParams.set(name, new URL(link.href).searchParams.get(name) ?? '');
    link.setAttribute('href', `${here.pathname}${here.search}`);
  }
};
