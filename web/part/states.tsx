import type { JSX } from 'preact';
import type { Progress } from './load.ts';
import { Waiting as Skeleton } from './waiting.view.tsx';
import type { Words } from './words.ts';

/** The shape of the page at once, with how much has come so far. */
export function Waiting({
  number,
  progress,
  words,
}: {
  readonly number: string;
  readonly progress: Progress | null;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  return (
    <>
      <Skeleton number={number} />
      <p role="status" class="mute">
        {progress === null
          ? say('part.loading')
          : say('part.loading.count', {
              parts: progress.nodes,
              hops: progress.hops,
              records: progress.steps,
            })}
      </p>
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
      <form method="get" class="flow">
        <label class="flow">
          {say('part.number')}
          <input class="in" name="number" required value={number} dir="auto" />
        </label>
        <button class="btn go">{say('part.number.go')}</button>
      </form>
    </div>
  );
}

/** What failed, what is safe, what to do. */
export function Failed({
  error,
  words,
  onAgain,
}: {
  readonly error: unknown;
  readonly words: Words;
  readonly onAgain: () => void;
}): JSX.Element {
  const { say } = words;
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return (
    <div class="note bad" role="alert">
      <div class="stack">
        <h1>{say('part.failed')}</h1>
        <p>{say('part.failed.safe')}</p>
        <p>
          <button type="button" class="btn" onClick={onAgain}>
            {say('part.failed.again')}
          </button>
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
