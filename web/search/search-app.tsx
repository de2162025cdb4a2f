import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Ask } from '../part/load.ts';
import { Failed } from '../part/states.tsx';
import { countryText, type Words } from '../part/words.ts';
import { searchDocument } from './document.ts';
import { type HitAnswer, type HitRow, hitRow, onlyHref } from './hits.ts';

interface SearchAnswer {
  readonly search: {
    readonly nodes: readonly HitAnswer[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

type Shown =
  | { readonly kind: 'WAITING' }
  | { readonly kind: 'FAILED'; readonly error: unknown }
  | { readonly kind: 'HITS'; readonly rows: readonly HitRow[]; readonly hasMore: boolean };

interface SearchAppProps {
  readonly text: string;
  readonly ask: Ask;
  readonly words: Words;
}

/** What a text names; a single part or container is opened at once. */
export function SearchApp({ text, ask, words }: SearchAppProps): JSX.Element {
  const { say } = words;
  const [shown, setShown] = useState<Shown>({ kind: 'WAITING' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const run = async (): Promise<void> => {
      if (text === '') return setShown({ kind: 'HITS', rows: [], hasMore: false });
      try {
        const { search } = (await ask(searchDocument, { text })) as SearchAnswer;
        const rows = search.nodes.map(hitRow);
        const only = onlyHref(rows);
        // In place of this page, so that going back leads to where it was asked.
        if (only !== null) return location.replace(only);
        setShown({ kind: 'HITS', rows, hasMore: search.pageInfo.hasNextPage });
      } catch (error) {
        setShown({ kind: 'FAILED', error });
      }
    };
    void run();
  }, [text, round]);
  if (shown.kind === 'FAILED')
    return (
      <Failed error={shown.error} words={words} onAgain={() => setRound((last) => last + 1)} />
    );
  return (
    <div class="stack" data-found={shown.kind === 'HITS' ? shown.rows.length : undefined}>
      <h1>{text === '' ? say('search.ask') : say('search.title', { text })}</h1>
      <form method="get" class="flow">
        <label class="flow">
          {say('search.what')}
          <input class="in" name="q" type="search" required value={text} dir="auto" />
        </label>
        <button class="btn go">{say('search.go')}</button>
      </form>
      {shown.kind === 'WAITING' && <span class="sk tall" />}
      {shown.kind === 'HITS' && text !== '' && <Hits {...{ shown, words }} />}
    </div>
  );
}

function Hits({
  shown: { rows, hasMore },
  words,
}: {
  readonly shown: Extract<Shown, { readonly kind: 'HITS' }>;
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
      <p role="status">{say('search.found', { count: rows.length })}</p>
      <ul class="stack">
        {rows.map(({ kind, name, matched, country, href }) => (
          <li key={`${kind} ${name} ${matched}`} class="card">
            <span class="chip">{say(`search.kind.${kind}`)}</span>{' '}
            <b>
              {href === null ? (
                <bdi>{name}</bdi>
              ) : (
                <a href={href}>
                  <bdi>{name}</bdi>
                </a>
              )}
            </b>{' '}
            {country !== null && <bdi>{countryText(locale, country)}</bdi>}{' '}
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
