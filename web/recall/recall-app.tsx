import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../answered.ts';
import { partHref } from '../part/address.ts';
import type { GapReason } from '../part/answer.ts';
import { Files } from '../part/files.tsx';
import { GapNotes } from '../part/gaps.tsx';
import type { Ask } from '../part/load.ts';
import { numberOf } from '../part/picture.ts';
import { Failed, Nothing } from '../part/states.tsx';
import { timeText, type Words } from '../part/words.ts';
import { Waiting } from '../part/waiting.view.tsx';
import { recallFileDocument } from './document.ts';
import { loadRecall, type RecallList, type RecallShown } from './load.ts';
import { Holders, Parts } from './tables.tsx';

interface RecallAppProps {
  readonly number: string;
  readonly ask: Ask;
  readonly words: Words;
}

/** What was made from an item, who has it, and what keeps the list from being whole. Asking tells nobody anything. */
export function RecallApp({ number, ask, words }: RecallAppProps): JSX.Element {
  const { say } = words;
  const [shown, again] = useAnswer(
    (told: (parts: number) => void) =>
      number === '' ? Promise.resolve(null) : loadRecall(ask, number, told),
    [number],
  );
  if (shown.kind === 'NOTHING') return <Nothing number={number} words={words} />;
  if (shown.kind === 'FAILED') return <Failed error={shown.error} words={words} onAgain={again} />;
  if (shown.kind === 'WAITING')
    return (
      <>
        <Waiting number={number} />
        <p role="status" class="mute">
          {shown.progress === null
            ? say('part.loading')
            : say('recall.parts', { count: shown.progress })}
        </p>
      </>
    );
  return <Recall recall={shown.value} {...{ number, ask, words }} />;
}

function Recall({
  recall,
  number,
  ask,
  words,
}: RecallAppProps & { readonly recall: RecallShown }): JSX.Element {
  const { say, locale } = words;
  const { item, asKnownAt, completeness, parts, holders, gaps } = recall;
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
      <Files link={() => fileLink(ask, { number, asKnownAt })} words={words} />
      <dl class="facts">
        <div>
          <dt>{say('recall.reached')}</dt>
          <dd>{countOf(words, 'recall.parts', parts)}</dd>
        </div>
        <div>
          <dt>{say('recall.held')}</dt>
          <dd>{countOf(words, 'recall.holders', holders)}</dd>
        </div>
        <div>
          <dt>{say('recall.known')}</dt>
          <dd data-state={completeness.state}>
            {say('part.known', { known: completeness.known, total: completeness.total })}
          </dd>
        </div>
        <div>
          <dt>{say('recall.asOf')}</dt>
          <dd>
            <bdi>{timeText(locale, asKnownAt)}</bdi>
          </dd>
        </div>
      </dl>
      {gaps.nodes.length > 0 && <Gaps recall={recall} words={words} />}
      <Holders recall={recall} words={words} />
      <Parts recall={recall} words={words} />
    </div>
  );
}

/** How many there are, or what is sure of that. */
const countOf = (
  { say }: Words,
  name: 'recall.parts' | 'recall.holders',
  { nodes, total }: RecallList<unknown>,
): string =>
  total === null
    ? say('recall.moreThan', { what: say(name, { count: nodes.length }) })
    : say(name, { count: total });

const fileLink = async (
  ask: Ask,
  question: { readonly number: string; readonly asKnownAt: string },
): Promise<string> => {
  const { recall } = (await ask(recallFileDocument, question)) as {
    readonly recall: { readonly streamUrl: string };
  };
  return recall.streamUrl;
};

/** What a gap means for a recall, where that is something else than for a part. */
const meant = {
  TOO_LARGE: 'recall.gap.TOO_LARGE',
  ORIGIN_NOT_RECORDED: 'recall.gap.ORIGIN_NOT_RECORDED',
} as const;

function Gaps({
  recall: { gaps },
  words,
}: {
  readonly recall: RecallShown;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const notes = gaps.nodes.map(({ reason, item, ask }, index) => ({
    key: `gap-${index + 1}`,
    reason,
    name: item?.name ?? null,
    href: item === null ? null : partHref(numberOf(item)),
    ask: ask?.name ?? null,
  }));
  const todo = (reason: GapReason): string =>
    say(reason in meant ? meant[reason as keyof typeof meant] : `part.gap.${reason}.do`);
  return (
    <section class="stack">
      <h2>{say('recall.gaps')}</h2>
      <p>{say('recall.short')}</p>
      <GapNotes gaps={notes} words={words} todo={todo} />
      {gaps.hasMore && <p class="note warn">{say('recall.cut', { shown: gaps.nodes.length })}</p>}
    </section>
  );
}
