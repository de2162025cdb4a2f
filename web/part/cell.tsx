import type { ComponentChildren, JSX } from 'preact';

/** A heading: what stands below it, and whether that is an amount. */
export interface Heading {
  readonly text: string;
  readonly isAmount?: boolean;
}

/** A cell. On a phone a row is a card, and each cell says what it is. */
export const Cell = ({
  of,
  mark,
  children,
}: {
  readonly of: Heading;
  /** Stands out. */
  readonly mark?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <td
    data-head={of.text}
    class={[of.isAmount === true ? 'r num' : '', mark === true ? 't-bad' : ''].join(' ')}
  >
    {children}
  </td>
);
