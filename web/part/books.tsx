import type { JSX } from 'preact';
import { ListFile } from '../file.view.tsx';
import { type BookLine, bookLines } from '../../src/core/lineage/book-lines.ts';
import { commaOf } from '../messages/words.ts';
import type { BooksAnswer, HoldingAnswer } from './answer.ts';
import { fileAskedOf } from './file-asked.ts';
import type { Picture } from './picture.ts';
import { amountText, countryText, timeText, type Words } from './words.ts';

/** Where it is now, in whose hands, and what became of its quantity. */
export function Books({
  picture,
  words,
}: {
  readonly picture: Picture;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const { state, balance } = picture.item;
  const asked = fileAskedOf(picture);
  return (
    <section class="grid" aria-label={say('part.view.books')}>
      <div class="stack">
        <div class="between">
          <h3>{say('part.where.title', { time: timeText(words.locale, state.at) })}</h3>
          <ListFile list="holdings" asked={asked} isEmpty={state.holdings.nodes.length === 0} />
        </div>
        {state.onHold && <p class="note warn">{say('part.where.onHold')}</p>}
        {state.holdings.nodes.length === 0 ? (
          <p class="mute">{say('part.where.none')}</p>
        ) : (
          <ul class="stack">
            {state.holdings.nodes.map((holding, index) => (
              <li key={index} data-holding={index}>
                <HoldingText holding={holding} words={words} />
              </li>
            ))}
          </ul>
        )}
        {state.holdings.pageInfo.hasNextPage && <p class="mute">{say('part.where.more')}</p>}
      </div>
      {balance !== undefined && (
        <div class="stack">
          <Balance balance={balance} words={words} />
          <ListFile list="books" asked={asked} isEmpty={false} />
        </div>
      )}
    </section>
  );
}

/** `1,040 kg with Rhein Roastery, Hamburg (Germany)`. */
export function HoldingText({
  holding,
  words,
}: {
  readonly holding: HoldingAnswer;
  readonly words: Words;
}): JSX.Element {
  const { say, locale } = words;
  const { holder, site, container, quantity, status, since } = holding;
  const country = site?.place.country ?? holder.country;
  return (
    <>
      <b>{amountText(words, quantity)}</b>{' '}
      {say(`part.holding.${status}`, { party: holder.name ?? say('part.partyUnknown') })}
      {site !== null && (
        <>
          {commaOf(locale)}
          <bdi>{site.name}</bdi>
        </>
      )}
      {country !== null && (
        <>
          {' '}
          (<bdi>{countryText(locale, country)}</bdi>)
        </>
      )}
      {container !== null && ` ${say('part.hop.inside', { container: container.name })}`}
      {since !== null && (
        <span class="mute"> {say('part.holding.since', { time: timeText(locale, since) })}</span>
      )}
    </>
  );
}

function Balance({
  balance,
  words,
}: {
  readonly balance: BooksAnswer;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const amount = (line: BookLine): string => {
    const value = balance[line];
    return value === null ? say('part.notKnown') : amountText(words, { value, unit: balance.unit });
  };
  return (
    <div class="stack">
      <table>
        <caption>
          <b>{say('part.books.title')}</b>
        </caption>
        <tbody>
          {bookLines.map((line) => (
            <tr key={line} data-book={line}>
              <th scope="row">{say(`part.books.${line}`)}</th>
              <td class="r">{amount(line)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {balance.unaccounted !== null && Number(balance.unaccounted) !== 0 && (
        <p class="note warn">{say('part.books.open', { amount: amount('unaccounted') })}</p>
      )}
    </div>
  );
}
