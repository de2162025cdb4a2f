import type { JSX } from 'preact';
import { partHref } from './address.ts';
import type { Box } from './boxes.ts';
import type { Picture, PartRow } from './picture.ts';
import { amountText, countryText, dayText, shareText, type Words } from './words.ts';

/** Parts of a chosen box that are named; the table has them all. */
const NAMED_MAX = 50;

/** What is known of the chosen box: its parts with the way to their own pages, and what is missing. */
export function BoxDetails({
  box,
  picture,
  words,
}: {
  readonly box: Box;
  readonly picture: Picture;
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
            <PartFacts part={part} picture={picture} words={words} />
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
  words,
}: {
  readonly part: PartRow;
  readonly picture: Picture;
  readonly words: Words;
}): JSX.Element {
  const { locale, say } = words;
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
      {part.asked ? (
        <b>
          <bdi>{part.name}</bdi>
        </b>
      ) : (
        <a href={partHref(part.number)}>
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
