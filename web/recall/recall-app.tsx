import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { partHref } from '../part/address.ts';
import type { Ask } from '../part/load.ts';
import { numberOf } from '../part/picture.ts';
import { Failed, Nothing } from '../part/states.tsx';
import { timeText, type Words } from '../part/words.ts';
import { Waiting } from '../part/waiting.view.tsx';
import { Files } from './files.tsx';
import { loadRecall, type RecallShown } from './load.ts';
import { Holders, Parts } from './tables.tsx';

type Shown =
  | { readonly kind: 'WAITING'; readonly parts: number | null }
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'FAILED'; readonly error: unknown }
  | { readonly kind: 'RECALL'; readonly recall: RecallShown };

interface RecallAppProps {
  readonly number: string;
  readonly ask: Ask;
  readonly words: Words;
}

/** What was made from an item, who has it, and what keeps the list from being whole. Asking tells nobody anything. */
export function RecallApp({ number, ask, words }: RecallAppProps): JSX.Element {
  const { say } = words;
  const [shown, setShown] = useState<Shown>({ kind: 'WAITING', parts: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const run = async (): Promise<void> => {
      if (number === '') return setShown({ kind: 'NOTHING' });
      try {
        const recall = await loadRecall(ask, number, (parts) =>
          setShown({ kind: 'WAITING', parts }),
        );
        setShown(recall === null ? { kind: 'NOTHING' } : { kind: 'RECALL', recall });
      } catch (error) {
        setShown({ kind: 'FAILED', error });
      }
    };
    void run();
  }, [number, round]);
  if (shown.kind === 'NOTHING') return <Nothing number={number} words={words} />;
  if (shown.kind === 'FAILED')
    return (
      <Failed error={shown.error} words={words} onAgain={() => setRound((last) => last + 1)} />
    );
  if (shown.kind === 'WAITING')
    return (
      <>
        <Waiting number={number} />
        <p role="status" class="mute">
          {shown.parts === null ? say('part.loading') : say('recall.parts', { count: shown.parts })}
        </p>
      </>
    );
  return <Recall recall={shown.recall} {...{ number, ask, words }} />;
}

function Recall({
  recall,
  number,
  ask,
  words,
}: RecallAppProps & { readonly recall: RecallShown }): JSX.Element {
  const { say, locale } = words;
  const { item, asKnownAt, completeness, partCount, holderCount, gaps } = recall;
  useEffect(() => {
    document.title = `${say('part.recall')}: ${item.name} – Throughline`;
  }, [item.name]);
  return (
    <div class="stack" data-shown={number}>
      <h1>
        {say('part.recall')}: <bdi>{item.name}</bdi>
      </h1>
      <p>{say('recall.lead')}</p>
      <p class="flow noprint">
        <a class="btn" href={partHref(numberOf(item))}>
          {say('recall.part')}
        </a>
        <button type="button" class="btn" onClick={() => print()}>
          {say('recall.print')}
        </button>
      </p>
      <Files {...{ ask, number, asKnownAt, words }} />
      <dl class="facts">
        <div>
          <dt>{say('recall.reached')}</dt>
          <dd>{say('recall.parts', { count: partCount })}</dd>
        </div>
        <div>
          <dt>{say('recall.held')}</dt>
          <dd>{say('recall.holders', { count: holderCount })}</dd>
        </div>
        <div>
          <dt>{say('recall.known')}</dt>
          <dd>
            {say('recall.complete', { known: completeness.known, total: completeness.total })}
          </dd>
        </div>
        <div>
          <dt>{say('recall.asOf')}</dt>
          <dd>
            <bdi>{timeText(locale, asKnownAt)}</bdi>
          </dd>
        </div>
      </dl>
      {gaps.length > 0 && <Gaps recall={recall} words={words} />}
      <Holders recall={recall} words={words} />
      <Parts recall={recall} words={words} />
    </div>
  );
}

function Gaps({
  recall: { gaps },
  words: { say },
}: {
  readonly recall: RecallShown;
  readonly words: Words;
}): JSX.Element {
  return (
    <section class="stack">
      <h2>{say('recall.gaps')}</h2>
      <ul class="stack">
        {gaps.map(({ reason, item, ask }, index) => (
          <li key={`${index} ${reason}`} class="note warn">
            <span aria-hidden="true">△</span>
            <div>
              <b>{say(`part.gap.${reason}`)}</b>{' '}
              {item !== null && (
                <a href={partHref(numberOf(item))}>
                  <bdi>{item.name}</bdi>
                </a>
              )}
              <p>
                {say(`part.gap.${reason}.do`)}{' '}
                {ask?.name != null && say('part.gap.ask', { party: ask.name })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
