import type { JSX } from 'preact';
import { commaOf } from '../messages/words.ts';
import { partHref } from './address.ts';
import type { DocumentAnswer } from './answer.ts';
import type { DisagreementRow, HopLineRow, HopRow, Picture } from './picture.ts';
import { amountText, countryText, saidBy, timeText, type Words } from './words.ts';

/** Hand-overs that are written at once. */
const HOPS_MAX = 200;
const tones: Readonly<Record<string, string>> = {
  RECEIVED: 'ok',
  IN_TRANSIT: 'info',
  PARTLY_RECEIVED: 'info',
};

/** Every hand-over: who to whom, over which border, with which papers, and what the two sides say differently. */
export function Hops({
  picture,
  known,
  words,
}: {
  readonly picture: Pick<Picture, 'hops'>;
  /** Day or instant as known at; null: now. */
  readonly known: string | null;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const { hops } = picture;
  if (hops.length === 0) return <p class="mute">{say('part.table.hops.none')}</p>;
  return (
    <section aria-label={say('part.view.hops')}>
      <ol class="hops">
        {hops.slice(0, HOPS_MAX).map((hop) => (
          <li key={hop.key} data-hop={hop.key}>
            <HandOver {...{ hop, known, words }} />
          </li>
        ))}
      </ol>
      {hops.length > HOPS_MAX && (
        <p class="mute">{say('part.hops.more', { count: hops.length - HOPS_MAX })}</p>
      )}
    </section>
  );
}

interface HandOverProps {
  readonly hop: HopRow;
  readonly known: string | null;
  readonly words: Words;
}

function HandOver({ hop, known, words }: HandOverProps): JSX.Element {
  const { say } = words;
  const party = (name: string | null): string => name ?? say('part.partyUnknown');
  return (
    <article class="hop">
      <h3>
        <bdi>{party(hop.from)}</bdi> <span aria-hidden="true" class="arrow" />
        <span class="sr">{say('part.hop.to')}</span> <bdi>{party(hop.to)}</bdi>{' '}
        <span class={`tag ${tones[hop.status] ?? 'warn'}`}>{say(`part.hop.${hop.status}`)}</span>
      </h3>
      <p>
        <Border hop={hop} words={words} />
      </p>
      <p class="mute">
        {hop.shippedAt === null
          ? say('part.hop.shippedUnknown')
          : say('part.hop.shipped', { time: timeText(words.locale, hop.shippedAt) })}
        {' · '}
        {hop.receivedAt === null
          ? say('part.hop.notReceived')
          : say('part.hop.received', { time: timeText(words.locale, hop.receivedAt) })}
      </p>
      <ul>
        {hop.lines.map((line, index) => (
          <li key={index}>
            <HopLine {...{ line, known, words }} />
          </li>
        ))}
      </ul>
      {hop.lineCount > hop.lines.length && (
        <p class="mute">{say('part.andMore', { count: hop.lineCount - hop.lines.length })}</p>
      )}
      {hop.disagreements.map((one, index) => (
        <p key={index} class="t-warn">
          <Differs of={one} words={words} />
        </p>
      ))}
      <Papers documents={hop.documents} words={words} />
    </article>
  );
}

function Differs({
  of,
  words,
}: {
  readonly of: DisagreementRow;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const said = saidBy(of, words);
  return (
    <>
      <b>{say(`part.differs.${of.kind}`)}</b>
      {of.item !== null && (
        <>
          {' '}
          (<bdi>{of.item}</bdi>)
        </>
      )}
      {said !== null && <>: {say('part.differs', said)}</>}
    </>
  );
}

function Border({ hop, words }: { readonly hop: HopRow; readonly words: Words }): JSX.Element {
  const { locale, say } = words;
  const place = (site: string | null, country: string | null): readonly string[] =>
    [site, country === null ? say('part.countryUnknown') : countryText(locale, country)].filter(
      (one) => one !== null,
    );
  return (
    <>
      <Names names={place(hop.fromSite, hop.fromCountry)} locale={locale} />{' '}
      <span aria-hidden="true" class="arrow" />
      <span class="sr">{say('part.hop.to')}</span>{' '}
      <Names names={place(hop.toSite, hop.toCountry)} locale={locale} />{' '}
      {hop.border === true && <span class="tag line">◇ {say('part.hop.border')}</span>}
      {hop.border === null && <span class="mute">{say('part.hop.borderUnknown')}</span>}
    </>
  );
}

/** Names one after the other, each in its own direction: one in another script does not turn the others round. */
export function Names({
  names,
  locale,
}: {
  readonly names: readonly string[];
  readonly locale: string;
}): JSX.Element {
  return (
    <>
      {names.map((name, index) => (
        <>
          {index > 0 && commaOf(locale)}
          <bdi>{name}</bdi>
        </>
      ))}
    </>
  );
}

function HopLine({
  line,
  known,
  words,
}: {
  readonly line: HopLineRow;
  readonly known: string | null;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const [shipped, received] = [amountText(words, line.shipped), amountText(words, line.received)];
  return (
    <>
      <a href={partHref(line.number, known)}>
        <bdi>{line.name}</bdi>
      </a>
      {line.container !== null && (
        <span class="mute"> {say('part.hop.inside', { container: line.container })}</span>
      )}
      :{' '}
      {line.received === null || shipped === received
        ? shipped
        : say('part.hop.amounts', { shipped, received })}
    </>
  );
}

/** Names of papers with what kind they are. */
export function Papers({
  documents,
  words,
}: {
  readonly documents: readonly DocumentAnswer[];
  readonly words: Words;
}): JSX.Element | null {
  if (documents.length === 0) return null;
  return (
    <p class="mute">
      {words.say('part.papers')}:{' '}
      {documents.map(({ type, number }, index) => (
        <span key={index}>
          {index > 0 && commaOf(words.locale)}
          {words.say(`part.paper.${type}`)} <bdi>{number}</bdi>
        </span>
      ))}
    </p>
  );
}
