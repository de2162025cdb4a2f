import type { JSX } from 'preact';
import { AskFailure } from './asking.ts';
import type { Progress } from './load.ts';
import { Waiting as Skeleton } from './waiting.view.tsx';
import type { Words } from './words.ts';

interface HowFar {
  readonly progress: Progress | null;
  readonly words: Words;
}

/** How much has come so far. */
export function Coming({ progress, words: { say } }: HowFar): JSX.Element {
  return (
    <p role="status" class="mute">
      {progress === null
        ? say('part.loading')
        : say('part.loading.count', {
            parts: progress.nodes,
            hops: progress.hops + progress.ownHops,
            records: progress.steps,
          })}
    </p>
  );
}

/** The shape of the page at once, with how much has come so far. */
export function Waiting({ number, ...howFar }: HowFar & { readonly number: string }): JSX.Element {
  return (
    <>
      <Skeleton number={number} />
      <Coming {...howFar} />
    </>
  );
}

/** Not there, or not shared: the same words. With a field to try another number. */
export function Nothing({
  number,
  words,
}: {
  readonly number: string;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  return (
    <div class="stack" data-nothing>
      <h1>{number === '' ? say('part.ask') : say('part.notFound', { number })}</h1>
      {number !== '' && <p>{say('part.notFound.why')}</p>}
      <form method="get" class="narrow stack">
        <label for="number">{say('part.number')}</label>
        <div class="beside">
          <input id="number" name="number" required value={number} dir="auto" />
          <button class="btn go">{say('part.number.go')}</button>
        </div>
      </form>
    </div>
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly words: Words;
  readonly onAgain: () => void;
}

/** What failed and what to do: where trying again cannot help, what can. */
export function Failed({ error, words, onAgain }: FailedProps): JSX.Element {
  const { say, problem } = words;
  const code = error instanceof AskFailure ? error.code : null;
  return (
    <div class="note bad" role="alert" data-failed={code ?? ''}>
      <div class="stack">
        <h1>{say('part.failed')}</h1>
        {error instanceof AskFailure && <p>{problem(error.code, error.message)}</p>}
        <p>{say('part.failed.safe')}</p>
        <p>
          <WayOn code={code} words={words} onAgain={onAgain} />
        </p>
        {code !== null && (
          <p class="mute">
            {say('part.failed.code')} <code>{code}</code>
          </p>
        )}
      </div>
    </div>
  );
}

function WayOn({
  code,
  words: { say },
  onAgain,
}: Pick<FailedProps, 'words' | 'onAgain'> & { readonly code: string | null }): JSX.Element {
  if (code === 'AMBIGUOUS_NUMBER') {
    const q = new URLSearchParams(location.search).get('number') ?? '';
    return (
      <a class="btn" href={`/console/search?${new URLSearchParams({ q }).toString()}`}>
        {say('search.go')}
      </a>
    );
  }
  if (code === 'UNAUTHENTICATED') {
    const next = `${location.pathname}${location.search}`;
    return (
      <a class="btn" href={`/session?${new URLSearchParams({ next }).toString()}`}>
        {say('session.title')}
      </a>
    );
  }
  return (
    <button type="button" class="btn" onClick={onAgain}>
      {say('part.failed.again')}
    </button>
  );
}
