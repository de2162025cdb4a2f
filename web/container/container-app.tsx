import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useAnswer } from '../answered.ts';
import { type FileAsked, ListFile } from '../file.view.tsx';
import {
  type Address,
  addressOf,
  momentOf,
  partAddress,
  partHref,
  questionOf,
} from '../part/address.ts';
import type { Amount, EventAnswer, HopAnswer, ItemAnswer, Page } from '../part/answer.ts';
import { containerDocument } from '../part/documents.ts';
import { Hops } from '../part/hops.tsx';
import type { Ask } from '../part/load.ts';
import { hopRow, numberOf, recordsOf } from '../part/picture.ts';
import { Failed, Nothing, Waiting } from '../part/states.tsx';
import { Rows } from '../part/table.tsx';
import { recordsTable } from '../part/tables.ts';
import { Timeline } from '../part/timeline.tsx';
import { type ChangeAddress, useAddress } from '../part/use-address.ts';
import { amountText, timeText, type Words } from '../part/words.ts';

interface ContentAnswer {
  readonly item: ItemAnswer;
  readonly inside: ItemAnswer;
  readonly level: number;
  readonly quantity: Amount | null;
  readonly since: string;
}

interface ContainerAnswer extends ItemAnswer {
  readonly hops: Page<HopAnswer>;
  readonly journey: Page<EventAnswer>;
  /** Left out of a part. */
  readonly then?: Page<ContentAnswer>;
  readonly now?: Page<ContentAnswer>;
}

interface ContainerAppProps {
  readonly ask: Ask;
  readonly words: Words;
}

/** What was inside a container at a time and is now, with its loads and hand-overs. */
export function ContainerApp({ ask, words }: ContainerAppProps): JSX.Element {
  const [address, change] = useAddress(partAddress);
  const { number, at, known } = address;
  const [shown, again] = useAnswer<ContainerAnswer, never>(async () => {
    if (number === '') return null;
    const answer = (await ask(containerDocument, { ...questionOf(address) })) as {
      readonly item: ContainerAnswer | null;
    };
    return answer.item;
  }, [number, at, known]);
  if (shown.kind === 'WAITING') return <Waiting number={number} progress={null} words={words} />;
  if (shown.kind === 'NOTHING') return <Nothing number={number} words={words} />;
  if (shown.kind === 'FAILED') return <Failed error={shown.error} words={words} onAgain={again} />;
  const onAt = (day: string): void => change({ at: momentOf(day) });
  return <Container item={shown.value} {...{ address, change, words, onAt }} />;
}

interface ContainerProps {
  readonly item: ContainerAnswer;
  readonly address: Address;
  readonly change: ChangeAddress<Address>;
  readonly words: Words;
  readonly onAt: (day: string) => void;
}

function Container({ item, address, change, words, onAt }: ContainerProps): JSX.Element {
  const { say, locale } = words;
  const { at, known } = address;
  const number = numberOf(item);
  useEffect(() => {
    document.title = `${item.name} – Throughline`;
  }, [item.name]);
  const asked = questionOf({ ...addressOf(''), number, at }).at;
  const name = (
    <h1>
      <bdi>{item.name}</bdi>
    </h1>
  );
  if (item.now === undefined || item.then === undefined)
    return (
      <div class="stack">
        {name}
        <p>
          {say('container.notContainer')}{' '}
          <a href={partHref(number, known)}>{say('container.part')}</a>
        </p>
      </div>
    );
  return (
    <div class="stack" data-shown={number}>
      {name}
      <p class="flow">
        <label class="flow">
          {say('container.at')}
          <input
            class="in"
            type="date"
            value={at?.slice(0, 10) ?? ''}
            onChange={({ currentTarget }) => onAt(currentTarget.value)}
          />
        </label>
        <a class="btn" href={partHref(number, known)}>
          {say('container.trace')}
        </a>
      </p>
      <div class="grid">
        {asked !== null && (
          <Contents
            name="then"
            title={say('container.then', { time: timeText(locale, asked) })}
            {...{ of: item.then, asked: { number, at, known }, words }}
          />
        )}
        <Contents
          name="now"
          title={say('container.now')}
          {...{ of: item.now, asked: { number }, words }}
        />
      </div>
      <Loads journey={item.journey} {...{ number, words, address, change }} />
      <HandOvers of={item.hops} {...{ number, known, words }} />
    </div>
  );
}

/** What happened to it, as a picture and as a table with the same rows. */
function Loads({
  journey,
  number,
  words,
  address: { known, sort, all },
  change,
}: Pick<ContainerProps, 'address' | 'change' | 'words'> & {
  readonly journey: Page<EventAnswer>;
  readonly number: string;
}): JSX.Element {
  const { say } = words;
  const picture = useMemo(() => ({ records: recordsOf(journey.nodes) }), [journey]);
  const table = useMemo(() => recordsTable(picture), [picture]);
  return (
    <>
      <div class="between">
        <h2>{say('container.loads')}</h2>
        <ListFile list="records" asked={{ number, known }} isEmpty={picture.records.length === 0} />
      </div>
      <Timeline {...{ picture, known, words, all }} onAll={() => change({ all: true })} />
      <Cut of={journey} words={words} />
      {picture.records.length > 0 && (
        <details class="stack" open={sort !== null || all}>
          <summary>{say('container.table')}</summary>
          <Rows {...{ table, words, sort, all }} onChange={change} />
        </details>
      )}
    </>
  );
}

function HandOvers({
  of,
  number,
  known,
  words,
}: {
  readonly of: Page<HopAnswer>;
  readonly number: string;
  readonly known: string | null;
  readonly words: Words;
}): JSX.Element {
  return (
    <>
      <div class="between">
        <h2>{words.say('part.table.hops')}</h2>
        <ListFile list="hops" asked={{ number, known }} isEmpty={of.nodes.length === 0} />
      </div>
      <Hops picture={{ hops: of.nodes.map(hopRow) }} {...{ known, words }} />
      <Cut of={of} words={words} />
    </>
  );
}

/** Says so where a list goes on. */
function Cut({
  of: { nodes, pageInfo },
  words: { say },
}: {
  readonly of: Page<unknown>;
  readonly words: Words;
}): JSX.Element | null {
  if (!pageInfo.hasNextPage) return null;
  return <p class="note warn">{say('container.cut', { count: nodes.length })}</p>;
}

interface ContentsProps {
  readonly name: 'then' | 'now';
  readonly title: string;
  readonly of: Page<ContentAnswer>;
  /** What is asked: the container itself, in which what lies directly needs no word about that, and when. */
  readonly asked: FileAsked & { readonly number: string; readonly known?: string | null };
  readonly words: Words;
}

function Contents({ name, title, of, asked, words }: ContentsProps): JSX.Element {
  const { say, locale } = words;
  return (
    <section class="panel stack" data-contents={name}>
      <div class="between">
        <h2>{title}</h2>
        <ListFile list="contents" asked={asked} isEmpty={of.nodes.length === 0} />
      </div>
      {of.nodes.length === 0 && <p class="mute">{say('container.empty')}</p>}
      <ul class="stack">
        {of.nodes.map(({ item, inside, quantity, since }, index) => (
          <li key={index}>
            <a href={partHref(numberOf(item), asked.known)}>
              <bdi>{item.name}</bdi>
            </a>
            : {amountText(words, quantity)}
            {numberOf(inside) !== asked.number &&
              ` ${say('part.hop.inside', { container: inside.name })}`}
            <br />
            <span class="mute">{say('part.holding.since', { time: timeText(locale, since) })}</span>
          </li>
        ))}
      </ul>
      <Cut of={of} words={words} />
    </section>
  );
}
