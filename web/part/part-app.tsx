import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from '../answered.ts';
import {
  type Address,
  partAddress,
  partHref,
  questionOf,
  type ViewName,
  viewNames,
} from './address.ts';
import { Books } from './books.tsx';
import { Controls } from './controls.tsx';
import { fileDocument } from './documents.ts';
import { Files } from './files.tsx';
import { Gaps } from './gaps.tsx';
import { Graph } from './graph.tsx';
import { Header } from './header.tsx';
import { Hops } from './hops.tsx';
import { type Ask, loadPart, type PartQuestion, type Progress } from './load.ts';
import { Origin } from './origin.tsx';
import { type Picture, pictureOf, withRecords } from './picture.ts';
import { Coming, Failed, Nothing, Waiting } from './states.tsx';
import { TableTwin } from './table.tsx';
import { Timeline } from './timeline.tsx';
import { useAddress } from './use-address.ts';
import type { Words } from './words.ts';

/** What the page stands on. */
export interface PartAppProps {
  readonly ask: Ask;
  readonly words: Words;
  /** From right to left. */
  readonly mirrored: boolean;
}

/** The page of a part: everything it shows is in its address, so whoever gets the address sees the same. */
export function PartApp({ ask, words, mirrored }: PartAppProps): JSX.Element {
  const [address, change] = useAddress(partAddress);
  const { number, direction, at, known } = address;
  const [shown, again] = useAnswer(
    (told: (progress: Progress, early?: Picture | null) => void) => loadPicture(ask, address, told),
    [number, direction, at, known],
  );
  const name = shown.kind === 'ANSWER' ? shown.value.item.name : number;
  useEffect(() => {
    if (name !== '') document.title = `${name} – Throughline`;
  }, [name]);
  const view = (next: ViewName): void => change({ view: next, all: false });
  if (shown.kind === 'WAITING')
    return <Waiting number={number} progress={shown.progress} words={words} />;
  if (shown.kind === 'NOTHING') return <Nothing number={number} words={words} />;
  if (shown.kind === 'FAILED') return <Failed error={shown.error} words={words} onAgain={again} />;
  const { value: picture, progress } = shown;
  return (
    <div
      class="part"
      data-drawn={picture.number}
      data-shown={progress === null ? picture.number : undefined}
    >
      <Header isThen={at !== null || known !== null} {...{ picture, known, words }} onView={view} />
      <Controls address={address} words={words} onChange={change} />
      <Tabs view={address.view} words={words} onView={view} />
      <div role="tabpanel" id="view" aria-labelledby={`tab-${address.view}`} tabIndex={0}>
        <h2 class="sr">{words.say(`part.view.${address.view}`)}</h2>
        {address.view === 'graph' && (
          <Graph
            {...{ picture, words, mirrored, group: address.group, chosen: address.chosen }}
            href={({ asked, number: other }) => (asked ? null : partHref(other, known))}
            onGroup={(group) => change({ group, chosen: null })}
            onChoose={(chosen) => change({ chosen })}
          />
        )}
        {address.view === 'hops' && <Hops {...{ picture, known, words }} />}
        {address.view === 'timeline' && progress === null && (
          <Timeline
            {...{ picture, known, words, all: address.all }}
            onAll={() => change({ all: true })}
          />
        )}
        {address.view === 'table' && progress === null && (
          <TableTwin {...{ picture, words, address }} onChange={change} />
        )}
        {progress !== null && <Coming progress={progress} words={words} />}
        {address.view === 'origin' && <Origin picture={picture} words={words} />}
        {address.view === 'books' && <Books picture={picture} words={words} />}
        {address.view === 'gaps' && <Gaps {...{ picture, known, words }} />}
      </div>
      <Files link={() => fileLink(ask, questionOf(address))} words={words} />
    </div>
  );
}

const loadPicture = async (
  ask: Ask,
  address: Address,
  told: (progress: Progress, early: Picture | null) => void,
): Promise<Picture | null> => {
  if (address.number === '') return null;
  let drawn: Picture | null = null;
  const answer = await loadPart(ask, questionOf(address), (progress, early) => {
    if (early !== null) drawn ??= pictureOf(early);
    told(progress, drawn);
  });
  return answer === null ? null : withRecords(drawn ?? pictureOf(answer), answer);
};

const fileLink = async (ask: Ask, question: PartQuestion): Promise<string> => {
  const answer = (await ask(fileDocument, { ...question })) as {
    readonly provenance: { readonly streamUrl: string };
  };
  return answer.provenance.streamUrl;
};

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

function Tabs({
  view,
  words,
  onView,
}: {
  readonly view: ViewName;
  readonly words: Words;
  readonly onView: (view: ViewName) => void;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the tabs are wider than the page: the chosen one is brought to their middle, and the page stays where it is.
    const tabs = list.current;
    const tab = tabs?.querySelector(`#tab-${view}`);
    if (tabs == null || tab == null) return;
    const [outer, inner] = [tabs, tab].map((one) => one.getBoundingClientRect());
    if (outer === undefined || inner === undefined) return;
    tabs.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  }, [view]);
  const walk = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step === undefined) return;
    const forward =
      getComputedStyle(event.currentTarget as Element).direction === 'rtl' ? -step : step;
    const at = (viewNames.indexOf(view) + forward + viewNames.length) % viewNames.length;
    const next = viewNames[at] ?? view;
    onView(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={words.say('part.views')}
      ref={list}
      onKeyDown={walk}
    >
      {viewNames.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`tab-${one}`}
          aria-selected={one === view}
          aria-controls="view"
          tabIndex={one === view ? 0 : -1}
          onClick={() => onView(one)}
        >
          {words.say(`part.view.${one}`)}
        </button>
      ))}
    </div>
  );
}
