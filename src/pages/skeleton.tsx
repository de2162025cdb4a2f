import type { VNode } from 'preact';
import { Waiting } from '../../web/part/waiting.view.tsx';

/** What the address asks about, as text; a parameter that stands twice is none. */
export const textOf = (given: unknown): string => (typeof given === 'string' ? given.trim() : '');

/** The place of what is live, with the shape of it until that is there. */
export const Skeleton = ({ text }: { readonly text: string }): VNode => (
  <div id="live">
    <Waiting number={text} />
  </div>
);
