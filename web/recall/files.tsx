import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Ask } from '../part/load.ts';
import type { Words } from '../part/words.ts';
import { recallFileDocument } from './document.ts';

const formats = ['csv', 'xlsx', 'ndjson'] as const;

/** The whole list as a file, without a cap, as known when the page was asked. */
export function Files({
  ask,
  number,
  asKnownAt,
  words: { say },
}: {
  readonly ask: Ask;
  readonly number: string;
  readonly asKnownAt: string;
  readonly words: Words;
}): JSX.Element {
  const [failed, setFailed] = useState(false);
  const open = async (format: (typeof formats)[number]): Promise<void> => {
    try {
      const { recall } = (await ask(recallFileDocument, { number, asKnownAt })) as {
        readonly recall: { readonly streamUrl: string };
      };
      setFailed(false);
      // By path: the service may be known by another name here than the one it gives.
      location.assign(`${new URL(recall.streamUrl).pathname}?format=${format}`);
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
