import { createContext, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import type { Words } from './messages/words.ts';

/** What every view may ask of the screen it stands on. */
export interface Screen {
  readonly words: Words;
  /** Path of the sprite that icons are taken from. */
  readonly icons: string;
}

/** Set once around a screen, by the server and by `live`. */
export const ScreenContext = createContext<Screen | null>(null);

const useScreen = (): Screen => {
  const screen = useContext(ScreenContext);
  if (screen === null) throw new Error('a view stands outside of a screen');
  return screen;
};

/** The words of the reader's language. */
export const useWords = (): Words => useScreen().words;

/** A drawing of `web/icons.svg` by its name. It says nothing to a screen reader: a word stands beside it. */
export const Icon = ({ name, flip = false }: { name: string; flip?: boolean }): VNode => (
  <svg class={flip ? 'i flip' : 'i'} viewBox="0 0 24 24" aria-hidden="true">
    <use href={`${useScreen().icons}#${name}`} />
  </svg>
);
