import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fileDocument } from './documents.ts';
import type { Ask, PartQuestion } from './load.ts';
import type { Words } from './words.ts';

const formats = ['csv', 'xlsx', 'ndjson'] as const;

/** The whole answer as a file, without a cap. Each link is asked for when it is wanted: it is good for a quarter of an hour. */
export function Files({
  ask,
  question,
  words,
}: {
  readonly ask: Ask;
  readonly question: PartQuestion;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const [failed, setFailed] = useState(false);
  const open = async (format: (typeof formats)[number]): Promise<void> => {
    try {
      const answer = (await ask(fileDocument, { ...question })) as {
        readonly provenance: { readonly streamUrl: string };
      };
      const url = new URL(answer.provenance.streamUrl);
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
