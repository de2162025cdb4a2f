import type { VNode } from 'preact';

/** The shape of a page that is loading: what the address says is there at once, the rest fills in its place. */
export const Waiting = ({ number }: { readonly number: string }): VNode => (
  <div class="stack" aria-busy="true">
    <h1>
      <bdi>{number}</bdi>
    </h1>
    <span class="sk" />
    <span class="sk" />
    <span class="sk tall" />
  </div>
);
