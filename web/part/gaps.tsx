import type { JSX } from 'preact';
import { partHref } from './address.ts';
import type { GapReason } from './answer.ts';
import type { Picture } from './picture.ts';
import type { Words } from './words.ts';

/** Gaps that are written at once; the table has them all. */
const GAPS_MAX = 100;

/** A hole in words. */
export interface GapNote {
  readonly key: string;
  readonly reason: GapReason;
  /** What it is at, and where more is told of that; null: nothing, nowhere. */
  readonly name: string | null;
  readonly href: string | null;
  /** Whom to ask. */
  readonly ask: string | null;
}

/** Every hole, what it means and what to do about it. */
export function Gaps({
  picture,
  known,
  words,
}: {
  readonly picture: Picture;
  /** Day or instant as known at; null: now. */
  readonly known: string | null;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const numbers = new Map(picture.parts.map(({ key, number }) => [key, number]));
  if (picture.gaps.length === 0) return <p>{say('part.table.gaps.none')}</p>;
  const notes = picture.gaps.slice(0, GAPS_MAX).map((gap): GapNote => {
    const number = gap.part === null ? undefined : numbers.get(gap.part);
    return { ...gap, href: number === undefined ? null : partHref(number, known) };
  });
  return (
    <section aria-label={say('part.view.gaps')}>
      <GapNotes gaps={notes} words={words} todo={(reason) => say(`part.gap.${reason}.do`)} />
      {picture.gaps.length > GAPS_MAX && (
        <p class="mute">{say('part.andMore', { count: picture.gaps.length - GAPS_MAX })}</p>
      )}
    </section>
  );
}

/** Holes one below the other; `todo` says what each means here, and what to do. */
export function GapNotes({
  gaps,
  words: { say },
  todo,
}: {
  readonly gaps: readonly GapNote[];
  readonly words: Words;
  readonly todo: (reason: GapReason) => string;
}): JSX.Element {
  return (
    <ul class="stack">
      {gaps.map(({ key, reason, name, href, ask }) => (
        <li key={key} class="note warn" data-gap={key}>
          <span aria-hidden="true">△</span>
          <div>
            <b>{say(`part.gap.${reason}`)}</b>{' '}
            {name !== null && <bdi>{href === null ? name : <a href={href}>{name}</a>}</bdi>}
            <p>
              {todo(reason)} {ask !== null && <b>{say('part.gap.ask', { party: ask })}</b>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
