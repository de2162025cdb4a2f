import type { JSX } from 'preact';
import type { Box } from './boxes.ts';
import type { Chain, PartRow } from './picture.ts';
import { amountText, countryText, dayText, shareText, type Words } from './words.ts';

/** Parts of a chosen box that are named; the table has them all. */
const NAMED_MAX = 50;

/** Where the page of a part is; null: this is it. */
export type PartLink = (part: PartRow) => string | null;

/** What is known of the chosen box: its parts with the way to their own pages, and what is missing. */
export function BoxDetails({
  box,
  picture,
  href,
  words,
}: {
  readonly box: Box;
  readonly picture: Chain;
  readonly href: PartLink;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  if (box.hole !== null) {
    return (
      <div class="panel stack" aria-live="polite">
        <h3>{say(`part.hole.${box.hole}`)}</h3>
        <p>{say(`part.hole.${box.hole}.why`, { party: box.maker ?? say('part.makerUnknown') })}</p>
      </div>
    );
  }
  const more = box.members.length - NAMED_MAX;
  return (
    <div class="panel stack" aria-live="polite">
      <h3>
        {box.members.length === 1 ? (
          <bdi>{box.members[0]?.name}</bdi>
        ) : (
          say('part.parts', { count: box.members.length })
        )}
      </h3>
      <ul class="stack">
        {box.members.slice(0, NAMED_MAX).map((part) => (
          <li key={part.key}>
            <PartFacts part={part} {...{ picture, href, words }} />
          </li>
        ))}
      </ul>
      {more > 0 && <p class="mute">{say('part.andMore', { count: more })}</p>}
    </div>
  );
}

function PartFacts({
  part,
  picture,
  href,
  words,
}: {
  readonly part: PartRow;
  readonly picture: Chain;
  readonly href: PartLink;
  readonly words: Words;
}): JSX.Element {
  const { locale, say } = words;
  const to = href(part);
  const into = picture.links.filter(({ to }) => to === part.key).length;
  const out = picture.links.filter(({ from }) => from === part.key).length;
  const facts = [
    part.maker ?? say('part.makerUnknown'),
    part.country === null ? null : countryText(locale, part.country),
    amountText(words, part.quantity),
    part.day === null ? null : dayText(locale, part.day),
    part.share === null ? null : say('part.ofTheMass', { share: shareText(locale, part.share) }),
    part.corrected ? say('part.corrected') : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      {to === null ? (
        <b>
          <bdi>{part.name}</bdi>
        </b>
      ) : (
        <a href={to}>
          <bdi>{part.name}</bdi>
        </a>
      )}
      <br />
      <span class="mute">{facts.join(' · ')}</span>
      <br />
      <span class="mute">{say('part.inAndOut', { into, out })}</span>
      {part.gaps.map((reason) => (
        <p key={reason} class="t-warn">
          {say(`part.gap.${reason}`)}
        </p>
      ))}
    </>
  );
}
