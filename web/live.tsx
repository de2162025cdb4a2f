import { render, type VNode } from 'preact';
import { type Catalogue, isLanguage, type Language, wordsOf } from './messages/words.ts';
import { ScreenContext } from './screen.view.tsx';

/** Each language is a chunk of its own: a reader loads one. */
const catalogues: Readonly<Record<Language, () => Promise<{ default: Catalogue }>>> = {
  en: () => import('virtual:words/en'),
  fr: () => import('virtual:words/fr'),
  ar: () => import('virtual:words/ar'),
  'en-XA': () => import('virtual:words/en-XA'),
};

/** Shows a view in the page's `<div id="live">`, instead of the skeleton that the server put there. */
export const live = async (view: VNode): Promise<void> => {
  const { lang, dataset } = document.documentElement;
  const place = document.getElementById('live');
  if (place === null) throw new Error('the page has no place for what is live');
  const language = isLanguage(lang) ? lang : 'en';
  const words = wordsOf(language, (await catalogues[language]()).default);
  place.replaceChildren();
  render(
    <ScreenContext.Provider value={{ words, icons: dataset['icons'] ?? '' }}>
      {view}
    </ScreenContext.Provider>,
    place,
  );
};
