import type { JSX } from 'preact';
import { partHref } from './address.ts';
import type { Picture } from './picture.ts';
import type { Words } from './words.ts';

/** Gaps that are written at once; the table has them all. */
const GAPS_MAX = 100;

/** Every hole, what it means and what to do about it. */
export function Gaps({
  picture,
  words,
}: {
  readonly picture: Picture;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const numbers = new Map(picture.parts.map(({ key, number }) => [key, number]));
  if (picture.gaps.length === 0) return <p>{say('part.table.gaps.none')}</p>;
  return (
    <section aria-label={say('part.view.gaps')}>
      <ul class="stack">
        {picture.gaps.slice(0, GAPS_MAX).map(({ key, reason, part, name, ask }) => (
          <li key={key} class="note warn" data-gap={key}>
            <span aria-hidden="true">△</span>
            <div>
              <b>{say(`part.gap.${reason}`)}</b>{' '}
              {name !== null &&
                (part === null || !numbers.has(part) ? (
                  <bdi>{name}</bdi>
                ) : (
                  <a href={partHref(numbers.get(part) ?? '')}>{name}</a>
                ))}
              <p>
                {say(`part.gap.${reason}.do`)}{' '}
                {ask !== null && <b>{say('part.gap.ask', { party: ask })}</b>}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {picture.gaps.length > GAPS_MAX && (
        <p class="mute">{say('part.andMore', { count: picture.gaps.length - GAPS_MAX })}</p>
      )}
    </section>
  );
}
