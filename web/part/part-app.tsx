import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Address,
  addressOf,
  questionOf,
  searchOf,
  type ViewName,
  viewNames,
} from './address.ts';
import { Books } from './books.tsx';
import { Controls } from './controls.tsx';
import { Files } from './files.tsx';
import { Gaps } from './gaps.tsx';
import { Graph } from './graph.tsx';
import { Header } from './header.tsx';
import { Hops } from './hops.tsx';
import { type Ask, loadPart, type Progress } from './load.ts';
import { Origin } from './origin.tsx';
import { type Picture, pictureOf } from './picture.ts';
import { Failed, Nothing, Waiting } from './states.tsx';
import { TableTwin } from './table.tsx';
import { Timeline } from './timeline.tsx';
import type { Words } from './words.ts';

/** What the page stands on. */
export interface PartAppProps {
  readonly ask: Ask;
  readonly words: Words;
  /** From right to left. */
  readonly mirrored: boolean;
}

type Shown =
  | { readonly kind: 'WAITING'; readonly progress: Progress | null }
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'FAILED'; readonly error: unknown }
  | { readonly kind: 'PICTURE'; readonly picture: Picture };

/** The page of a part: everything it shows is in its address, so whoever gets the address sees the same. */
export function PartApp({ ask, words, mirrored }: PartAppProps): JSX.Element {
  const [address, setAddress] = useState(() => addressOf(location.search));
  const [shown, again] = useAnswer(ask, address);
  useEffect(() => {
    const read = (): void => setAddress(addressOf(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const change = (changed: Partial<Address>): void => {
    const next = { ...address, ...changed };
    history.pushState(null, '', searchOf(next));
    setAddress(next);
  };
  const name = shown.kind === 'PICTURE' ? shown.picture.item.name : address.number;
  useEffect(() => {
    if (name !== '') document.title = `${name} – Throughline`;
  }, [name]);
  const view = (next: ViewName): void => change({ view: next });
  if (shown.kind === 'WAITING')
    return <Waiting number={address.number} progress={shown.progress} words={words} />;
  if (shown.kind === 'NOTHING') return <Nothing number={address.number} words={words} />;
  if (shown.kind === 'FAILED') return <Failed error={shown.error} words={words} onAgain={again} />;
  const { picture } = shown;
  return (
    <div class="part" data-shown={picture.number}>
      <Header picture={picture} words={words} onView={view} />
      <Controls address={address} words={words} onChange={change} />
      <Tabs view={address.view} words={words} onView={view} />
      <div role="tabpanel" id="view" aria-labelledby={`tab-${address.view}`} tabIndex={0}>
        <h2 class="sr">{words.say(`part.view.${address.view}`)}</h2>
        {address.view === 'graph' && (
          <Graph
            {...{ picture, words, mirrored, group: address.group, chosen: address.chosen }}
            onGroup={(group) => change({ group, chosen: null })}
            onChoose={(chosen) => change({ chosen })}
          />
        )}
        {address.view === 'hops' && <Hops picture={picture} words={words} />}
        {address.view === 'timeline' && <Timeline picture={picture} words={words} />}
        {address.view === 'table' && <TableTwin picture={picture} words={words} />}
        {address.view === 'origin' && <Origin picture={picture} words={words} />}
        {address.view === 'books' && <Books picture={picture} words={words} />}
        {address.view === 'gaps' && <Gaps picture={picture} words={words} />}
      </div>
      <Files ask={ask} question={questionOf(address)} words={words} />
    </div>
  );
}

/** Asks anew when the question changes; an answer that comes too late is not shown. */
function useAnswer(ask: Ask, address: Address): readonly [Shown, () => void] {
  const [shown, setShown] = useState<Shown>({ kind: 'WAITING', progress: null });
  const [round, setRound] = useState(0);
  const { number, direction, at, known } = address;
  useEffect(() => {
    let wanted = true;
    const show = (next: Shown): void => {
      if (wanted) setShown(next);
    };
    const run = async (): Promise<void> => {
      if (number === '') return show({ kind: 'NOTHING' });
      show({ kind: 'WAITING', progress: null });
      try {
        const answer = await loadPart(ask, questionOf(address), (progress) =>
          show({ kind: 'WAITING', progress }),
        );
        show(
          answer === null ? { kind: 'NOTHING' } : { kind: 'PICTURE', picture: pictureOf(answer) },
        );
      } catch (error) {
        show({ kind: 'FAILED', error });
      }
    };
    void run();
    return () => {
      wanted = false;
    };
  }, [number, direction, at, known, round]);
  return [shown, () => setRound((last) => last + 1)];
}

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
