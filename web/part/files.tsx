import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Words } from './words.ts';

const formats = ['csv', 'xlsx', 'ndjson'] as const;

/** The whole answer as a file, without pages. `link` asks for a fresh one when it is wanted: each is good for a quarter of an hour. */
export function Files({
  link,
  words,
}: {
  readonly link: () => Promise<string>;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const [failed, setFailed] = useState(false);
  const open = async (format: (typeof formats)[number]): Promise<void> => {
    try {
      const url = new URL(await link());
      setFailed(false);
      // By path: the service may be known by another name here than the one it gives.
      location.assign(`${url.pathname}?format=${format}`);
    } catch {
      setFailed(true);
    }
  };
  return (
    <p class="flow noprint" role="group" aria-label={say('part.file.label')}>
      <span class="mute">{say('part.file.label')}</span>
      {formats.map((format) => (
        <button key={format} type="button" class="btn sm" onClick={() => void open(format)}>
          {say(`part.file.${format}`)}
        </button>
      ))}
      {failed && <span class="t-bad">{say('part.file.failed')}</span>}
    </p>
  );
}
