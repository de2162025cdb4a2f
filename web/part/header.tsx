import type { JSX } from 'preact';
import { recallHref } from '../recall/address.ts';
import { commaOf } from '../messages/words.ts';
import { containerHref, type ViewName } from './address.ts';
import { HoldingText } from './books.tsx';
import type { Picture } from './picture.ts';
import { amountText, countryText, dayText, numberText, timeText, type Words } from './words.ts';

/** Parts that the meter draws one by one. */
const DOTS_MAX = 24;

interface HeaderProps {
  readonly picture: Picture;
  /** The question was about an earlier time, or what was known earlier. */
  readonly isThen: boolean;
  /** Day or instant as known at; null: now. */
  readonly known: string | null;
  readonly words: Words;
  readonly onView: (view: ViewName) => void;
}

/** What it is, how much, who made it, where it is now and how much of the chain is known: before any picture. */
export function Header({ picture, isThen, known, words, onView }: HeaderProps): JSX.Element {
  const { say } = words;
  const { item, number } = picture;
  const recall = recallHref({ number }, known);
  const record = `/console/record?${new URLSearchParams({ item: number }).toString()}`;
  return (
    <header>
      <div class="between">
        <h1>
          <bdi>{item.name}</bdi>
        </h1>
        <p class="flow noprint">
          <a class="btn" href={record}>
            {say('part.record')}
          </a>
          {item.__typename === 'Container' ? (
            <a class="btn" href={containerHref(number, known)}>
              {say('part.inside')}
            </a>
          ) : (
            <a class="btn bad" href={recall}>
              {say('part.recall')}
            </a>
          )}
        </p>
      </div>
      <Facts {...{ picture, isThen, words, onView }} />
      <details class="codes">
        <summary>{say('part.codes')}</summary>
        <dl class="kv">
          {item.identifiers.map(({ scheme, value }) => (
            <>
              <dt>{say(`part.scheme.${scheme}`)}</dt>
              <dd class="mono" dir="ltr">
                <bdi>{value}</bdi>
              </dd>
            </>
          ))}
          {item.digitalLink !== null && (
            <>
              <dt>
                <bdi>GS1 Digital Link</bdi>
              </dt>
              <dd class="mono" dir="ltr">
                <bdi>{item.digitalLink}</bdi>
              </dd>
            </>
          )}
        </dl>
      </details>
      <Missing picture={picture} words={words} onView={onView} />
    </header>
  );
}

function Facts({ picture, isThen, words, onView }: Omit<HeaderProps, 'known'>): JSX.Element {
  const { say, locale } = words;
  const { item, summary } = picture;
  const { birth } = item;
  const holdings = item.state.holdings.nodes;
  const [only] = holdings;
  const maker = [
    birth?.madeBy.name ?? say('part.makerUnknown'),
    birth?.country === null || birth?.country === undefined
      ? null
      : countryText(locale, birth.country),
    birth?.day === null || birth?.day === undefined ? null : dayText(locale, birth.day),
  ].filter((one) => one !== null);
  return (
    <dl class="facts">
      {item.__typename === 'Part' && (
        <>
          <Fact name={say('part.fact.quantity')}>{amountText(words, birth?.quantity ?? null)}</Fact>
          <Fact name={say('part.fact.maker')}>
            {maker.map((one, index) => (
              <>
                {index > 0 && commaOf(locale)}
                <bdi>{one}</bdi>
              </>
            ))}
          </Fact>
        </>
      )}
      <Fact
        name={
          isThen
            ? say('part.fact.whereAt', { time: timeText(locale, item.state.at) })
            : say('part.fact.where')
        }
      >
        {holdings.length === 0 && say('part.where.none')}
        {holdings.length === 1 && only !== undefined && (
          <HoldingText holding={only} words={words} />
        )}
        {holdings.length > 1 && (
          <button type="button" class="link" onClick={() => onView('books')}>
            {say('part.where.hands', { count: holdings.length })}
          </button>
        )}
        {item.state.onHold && <b class="t-warn"> {say('part.where.onHold')}</b>}
      </Fact>
      <Fact name={say('part.fact.chain')}>
        {say('part.summary', {
          parts: summary.parts,
          suppliers: summary.suppliers,
          hops: summary.hops,
          borders: summary.borders,
        })}
      </Fact>
      <Fact name={say('part.fact.known')}>
        <Meter picture={picture} words={words} />
      </Fact>
    </dl>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: preact.ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A dot for each part of which the origin is known, a ring for each other, and the same in words. */
function Meter({ picture, words }: Pick<HeaderProps, 'picture' | 'words'>): JSX.Element {
  const { known, total, state } = picture.trace.completeness;
  const dots = Array.from({ length: total }, (_, index) => index < known);
  return (
    <span data-known={known} data-total={total} data-state={state}>
      {total > 0 && total <= DOTS_MAX && (
        <span class="whole" aria-hidden="true">
          {dots.map((isKnown, index) => (
            <i key={index} class={isKnown ? '' : 'gap'} />
          ))}{' '}
        </span>
      )}
      {words.say('part.known', {
        known: numberText(words.locale, known),
        total: numberText(words.locale, total),
      })}
    </span>
  );
}

/** What is missing, first of all: the first gap in words, and the way to the others. */
function Missing({
  picture,
  words,
  onView,
}: Omit<HeaderProps, 'isThen' | 'known'>): JSX.Element | null {
  const { say } = words;
  const { trace, gaps, cut } = picture;
  const { state } = trace.completeness;
  const [first] = gaps;
  return (
    <>
      {state === 'NOTHING_RECORDED' && <p class="note">{say(`part.nothing.${trace.direction}`)}</p>}
      {state === 'DEPTH_REACHED' && <p class="note warn">{say('part.depthReached')}</p>}
      {first !== undefined && (
        <div class="note warn">
          <div class="between">
            <p>
              <b>{say('part.gaps', { count: gaps.length })}</b> {say(`part.gap.${first.reason}`)}{' '}
              {first.name !== null && <bdi>({first.name})</bdi>}
            </p>
            <button type="button" class="btn sm" onClick={() => onView('gaps')}>
              {say('part.gaps.show')}
            </button>
          </div>
        </div>
      )}
      {cut.some((list) => list !== 'ownHops') && <p class="note warn">{say('part.tooLarge')}</p>}
      {cut.includes('ownHops') && <p class="note warn">{say('part.hops.cut')}</p>}
    </>
  );
}
