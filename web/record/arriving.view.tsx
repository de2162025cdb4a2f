import type { VNode } from 'preact';
import { Icon, useWords } from '../screen.view.tsx';
import type { Arriving } from './choices.view.tsx';

const One = ({ arriving }: { arriving: Arriving }): VNode => {
  const { say, date, list } = useWords();
  const { from, shippedAt, documents, items, more, query } = arriving;
  const what = items.map(({ value, label }) => `${label} ${value}`.trim());
  return (
    <li>
      <p>
        <b>{from === null ? say('record.arriving.unknown') : <bdi>{from}</bdi>}</b>
        {shippedAt !== null && <>, {date(new Date(shippedAt))}</>}
        {documents.length > 0 && (
          <>
            , <bdi>{list(documents)}</bdi>
          </>
        )}
      </p>
      <p>
        <bdi>{list(what)}</bdi>
        {more > 0 && <> {say('record.arriving.more', { count: more })}</>}
      </p>
      <a class="btn" href={`/console/record?${query}`}>
        {say('record.arriving.take')}
      </a>
    </li>
  );
};

/** What is on its way to who records: received with two taps. Nothing where nothing is. */
export const ArrivingList = ({
  arriving,
}: {
  readonly arriving: readonly Arriving[] | null;
}): VNode | null => {
  const { say } = useWords();
  if (arriving === null) return <p class="note">{say('record.arriving.tooMany')}</p>;
  if (arriving.length === 0) return null;
  return (
    <section class="card stack">
      <h2>
        <Icon name="ship" /> {say('record.arriving')}
      </h2>
      <p class="mute">{say('record.arriving.bound')}</p>
      <ul class="stack">
        {arriving.map((one) => (
          <One key={one.query + (one.shippedAt ?? '')} arriving={one} />
        ))}
      </ul>
    </section>
  );
};
