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
import { type ChangeAddress, useAddress } from '../part/use-address.ts';
import { dayText, timeText, type Words } from '../part/words.ts';
import { Waiting } from '../part/waiting.view.tsx';
import {
  knownOf,
  type RecallAddress,
  recallAddress,
  recallHref,
  type RecallOf,
  recallOf,
} from './address.ts';
import { Balance } from './balance.tsx';
import { recallFileDocument } from './document.ts';
import { loadRecall, type RecallList, type RecallQuestion, type RecallShown } from './load.ts';
import { Holders, Parts } from './tables.tsx';
import { Tree } from './tree.tsx';

interface RecallAppProps {
  readonly ask: Ask;
  readonly words: Words;
  /** From right to left. */
  readonly mirrored: boolean;
}

/** What was made from something, who has it, and what keeps the list from being whole. Asking tells nobody anything. */
export function RecallApp({ ask, words, mirrored }: RecallAppProps): JSX.Element {
  const { say } = words;
  const [address, change] = useAddress(recallAddress);
  const of = recallOf(address);
  const asked = address.number ?? address.product ?? address.site ?? '';
  // What is recalled and as known when stand in the address of the page that was opened; only the look of it changes on the page.
  const [shown, again] = useAnswer(
    (told: (parts: number) => void) =>
      of === null
        ? Promise.resolve(null)
        : loadRecall(ask, { of, asKnownAt: knownOf(address) }, told),
    [],
  );
  const moment = shown.kind === 'ANSWER' ? shown.value.asKnownAt : null;
  useEffect(() => {
    // From here on the address means what is on the page, also for whoever gets it tomorrow.
    if (moment !== null && address.known === null) change({ known: moment }, 'REPLACE');
  }, [moment]);
  if (shown.kind === 'NOTHING') return <Nothing number={asked} words={words} />;
  if (shown.kind === 'FAILED') return <Failed error={shown.error} words={words} onAgain={again} />;
  if (shown.kind === 'WAITING' || of === null)
    return (
      <>
        <Waiting number={asked} />
        <p role="status" class="mute">
          {shown.kind !== 'WAITING' || shown.progress === null
            ? say('part.loading')
            : say('recall.parts', { count: shown.progress })}
        </p>
      </>
    );
  return <Recall recall={shown.value} {...{ of, asked, ask, words, mirrored, address, change }} />;
}

interface RecallProps extends RecallAppProps {
  readonly recall: RecallShown;
  readonly of: RecallOf;
  /** What the address calls it. */
  readonly asked: string;
  readonly address: RecallAddress;
  readonly change: ChangeAddress<RecallAddress>;
}

function Recall({
  recall,
  of,
  asked,
  address,
  change,
  ask,
  words,
  mirrored,
}: RecallProps): JSX.Element {
  const { say } = words;
  const { item, asKnownAt, gaps } = recall;
  const name = recall.name ?? asked;
  useEffect(() => {
    document.title = `${say('part.recall')}: ${name} – Throughline`;
  }, [name]);
  return (
    <div class="stack" data-shown={asked}>
      <h1>
        {say('part.recall')}: <bdi>{name}</bdi>
      </h1>
      <p>{say('recall.lead')}</p>
      <p class="flow noprint">
        {item !== null && (
          <a class="btn" href={partHref(numberOf(item), asKnownAt)}>
            {say('recall.part')}
          </a>
        )}
        <button type="button" class="btn" onClick={() => print()}>
          {say('recall.print')}
        </button>
        <a class="btn" href={recallHref({ ...subjectOf(address) })}>
          {say('part.known.clear')}
        </a>
      </p>
      <Files link={() => fileLink(ask, { of, asKnownAt })} words={words} />
      <Facts {...{ recall, address, words }} />
      {gaps.nodes.length > 0 && <Gaps recall={recall} words={words} />}
      <Balance recall={recall} words={words} />
      <Holders recall={recall} words={words} />
      <Tree {...{ recall, words, mirrored, address }} onChange={change} />
      <Parts recall={recall} words={words} />
    </div>
  );
}

const subjectOf = ({ number, product, site, from, until }: RecallAddress) => ({
  number,
  product,
  site,
  from,
  until,
});

function Facts({
  recall: { parts, holders, completeness, asKnownAt },
  address: { site, from, until },
  words,
}: Pick<RecallProps, 'recall' | 'address' | 'words'>): JSX.Element {
  const { say, locale } = words;
  return (
    <dl class="facts">
      {site !== null && from !== null && until !== null && (
        <div>
          <dt>{say('recall.window')}</dt>
          <dd>
            <bdi>{momentText(locale, from)}</bdi> – <bdi>{momentText(locale, until)}</bdi>
          </dd>
        </div>
      )}
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
  );
}

/** A day as a day, an instant as an instant. */
const momentText = (locale: string, moment: string): string =>
  moment.length === 10 ? dayText(locale, moment) : timeText(locale, moment);

/** How many there are, or what is sure of that. */
const countOf = (
  { say }: Words,
  name: 'recall.parts' | 'recall.holders',
  { nodes, total }: RecallList<unknown>,
): string =>
  total === null
    ? say('recall.moreThan', { what: say(name, { count: nodes.length }) })
    : say(name, { count: total });

const fileLink = async (ask: Ask, question: RecallQuestion): Promise<string> => {
  const { recall } = (await ask(recallFileDocument, { ...question })) as {
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
  recall: { gaps, asKnownAt },
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
    href: item === null ? null : partHref(numberOf(item), asKnownAt),
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
