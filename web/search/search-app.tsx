import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../answered.ts';
import { ListFile } from '../file.view.tsx';
import type { Ask } from '../part/load.ts';
import { Failed } from '../part/states.tsx';
import { countryText, dayText, type Words } from '../part/words.ts';
import { searchDocument } from './document.ts';
import { type HitAnswer, type HitRow, hitRow, onlyHref } from './hits.ts';

interface SearchAnswer {
  readonly search: {
    readonly nodes: readonly HitAnswer[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

interface Hits {
  readonly rows: readonly HitRow[];
  readonly hasMore: boolean;
}

interface SearchAppProps {
  readonly text: string;
  readonly ask: Ask;
  readonly words: Words;
}

/** What a text names; a single part or container is opened at once. */
export function SearchApp({ text, ask, words }: SearchAppProps): JSX.Element {
  const { say } = words;
  const [shown, again] = useAnswer<Hits, never>(async () => {
    if (text === '') return { rows: [], hasMore: false };
    const { search } = (await ask(searchDocument, { text })) as SearchAnswer;
    return {
      rows: search.nodes.map((hit) => hitRow(words, hit)),
      hasMore: search.pageInfo.hasNextPage,
    };
  }, [text]);
  const only = shown.kind === 'ANSWER' ? onlyHref(shown.value.rows) : null;
  useEffect(() => {
    // In place of this page, so that going back leads to where it was asked.
    if (only !== null) location.replace(only);
  }, [only]);
  if (shown.kind === 'FAILED') return <Failed error={shown.error} words={words} onAgain={again} />;
  const hits = shown.kind === 'ANSWER' && only === null ? shown.value : null;
  return (
    <div class="stack" data-found={hits?.rows.length}>
      <h1>{text === '' ? say('search.ask') : say('search.title', { text })}</h1>
      <form method="get" class="narrow stack">
        <label for="text">{say('search.what')}</label>
        <div class="beside">
          <input id="text" name="q" type="search" required value={text} dir="auto" />
          <button class="btn go">{say('search.go')}</button>
        </div>
      </form>
      {hits === null && <span class="sk tall" />}
      {hits !== null && text !== '' && <HitList text={text} hits={hits} words={words} />}
    </div>
  );
}

function HitList({
  text,
  hits: { rows, hasMore },
  words,
}: {
  readonly text: string;
  readonly hits: Hits;
  readonly words: Words;
}): JSX.Element {
  const { say, locale } = words;
  if (rows.length === 0)
    return (
      <p role="status" data-nothing>
        {say('search.none')}
      </p>
    );
  return (
    <>
      <div class="between">
        <p role="status">{say('search.found', { count: rows.length })}</p>
        <ListFile list="hits" asked={{ q: text }} isEmpty={false} />
      </div>
      <ul class="stack">
        {rows.map(({ kind, name, matched, country, day, href }, index) => (
          <li key={index} class="card">
            <span class="tag">{say(`search.kind.${kind}`)}</span>{' '}
            <b>
              {href === null ? (
                <bdi>{name}</bdi>
              ) : (
                <a href={href}>
                  <bdi>{name}</bdi>
                </a>
              )}
            </b>{' '}
            {country !== null && <bdi>{countryText(locale, country)}</bdi>}
            {day !== null && <bdi>{dayText(locale, day)}</bdi>}{' '}
            {matched !== name && (
              <small class="mute">
                <bdi>{matched}</bdi>
              </small>
            )}
          </li>
        ))}
      </ul>
      {hasMore && <p class="mute">{say('search.more')}</p>}
    </>
  );
}
