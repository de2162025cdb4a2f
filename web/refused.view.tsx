import type { VNode } from 'preact';
import { Icon } from './screen.view.tsx';

/** Why somebody is not shown what was asked for, and what helps. */
export const Refused = ({
  title,
  why,
  way,
}: {
  readonly title: string;
  readonly why: string;
  /** A way on; null: none. */
  readonly way: { readonly href: string; readonly words: string } | null;
}): VNode => (
  <div class="narrow stack" data-refused>
    <h1>{title}</h1>
    <div class="note warn">
      <Icon name="lock" />
      <p>{why}</p>
    </div>
    {way !== null && (
      <p>
        <a class="btn" href={way.href}>
          {way.words}
        </a>
      </p>
    )}
  </div>
);
