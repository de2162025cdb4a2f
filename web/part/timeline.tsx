import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { apart, commaOf } from '../messages/words.ts';
import { partHref } from './address.ts';
import { Names, Papers } from './hops.tsx';
import { type Lane, lanesOf } from './lanes.ts';
import type { Picture, RecordLine, RecordRow } from './picture.ts';
import { amountText, countryText, dayText, timeText, type Words } from './words.ts';

/** Lanes and records that are written at once. */
const LANES_FIRST = 40;
const RECORDS_FIRST = 100;

/** One lane for each company, and every record in words below; what was put right stays, struck through. */
export function Timeline({
  picture,
  known,
  words,
  all,
  onAll,
}: {
  readonly picture: Pick<Picture, 'records'>;
  /** Day or instant as known at; null: now. */
  readonly known: string | null;
  readonly words: Words;
  /** Every record, however many there are. */
  readonly all: boolean;
  readonly onAll: () => void;
}): JSX.Element {
  const { say, locale } = words;
  const { records } = picture;
  const { lanes, from, until } = useMemo(() => lanesOf(records), [records]);
  if (records.length === 0) return <p class="mute">{say('part.table.records.none')}</p>;
  const shown = all ? records : records.slice(0, RECORDS_FIRST);
  return (
    <section aria-label={say('part.view.timeline')}>
      <p class="mute">
        {say('part.timeline.span', {
          from: dayText(locale, new Date(from).toISOString()),
          until: dayText(locale, new Date(until).toISOString()),
          count: lanes.length,
        })}
      </p>
      <div class="lanes" aria-hidden="true">
        {(all ? lanes : lanes.slice(0, LANES_FIRST)).map((lane) => (
          <LaneRow key={lane.who ?? ''} lane={lane} words={words} />
        ))}
      </div>
      {!all && lanes.length > LANES_FIRST && (
        <p class="mute">{say('part.andMore', { count: lanes.length - LANES_FIRST })}</p>
      )}
      <ol class="records">
        {shown.map((record) => (
          <li key={record.key} data-record={record.key} data-struck={record.correctedBy !== null}>
            <RecordText {...{ record, records, known, words }} />
          </li>
        ))}
      </ol>
      {shown.length < records.length && (
        <button type="button" class="btn" onClick={() => onAll()}>
          {say('part.timeline.all', { count: records.length })}
        </button>
      )}
    </section>
  );
}

function LaneRow({ lane, words }: { readonly lane: Lane; readonly words: Words }): JSX.Element {
  return (
    <div class="lane">
      <b>{lane.who === null ? words.say('part.partyUnknown') : <bdi>{lane.who}</bdi>}</b>
      <span class="line">
        {lane.marks.map(({ key, at, records, struck }) => (
          <span
            key={key}
            class={['told', struck ? 'struck' : '', records.length > 1 ? 'many' : ''].join(' ')}
            style={{ insetInlineStart: `${(at * 100).toFixed(2)}%` }}
            title={records
              .slice(0, 8)
              .map((one) =>
                [words.say(`part.step.${one.step}`), apart(whenOf(one, words))].join(
                  commaOf(words.locale),
                ),
              )
              .join('\n')}
          >
            {records.length > 1 ? records.length : ''}
          </span>
        ))}
      </span>
    </div>
  );
}

/** Reasons that CBV names; any other is a URI of somebody's own. */
const reasons = ['did_not_occur', 'incorrect_data'] as const;

const reasonText = ({ say }: Words, reason: string): string => {
  const known = reasons.find((one) => one === reason);
  return known === undefined ? reason : say(`part.reason.${known}`);
};

const whenOf = ({ time, day }: RecordRow, { locale }: Words): string =>
  time === null ? dayText(locale, day) : timeText(locale, time);

function RecordText({
  record,
  records,
  known,
  words,
}: {
  readonly record: RecordRow;
  readonly records: readonly RecordRow[];
  readonly known: string | null;
  readonly words: Words;
}): JSX.Element {
  const { say, locale } = words;
  const country = record.country === null ? null : countryText(locale, record.country);
  const places = [record.where, country].filter((one) => one !== null);
  const head = (
    <>
      <b>{say(`part.step.${record.step}`)}</b>
      {commaOf(locale)}
      <bdi>{record.who ?? say('part.partyUnknown')}</bdi>
      {places.length > 0 && (
        <>
          {' '}
          (<Names names={places} locale={locale} />)
        </>
      )}
    </>
  );
  const by = records.find(({ key }) => key === record.correctedBy);
  return (
    <>
      <p>
        <bdi class="mute">{whenOf(record, words)}</bdi> {by === undefined ? head : <s>{head}</s>}
      </p>
      {record.status === 'CLAIM' && <p class="t-warn">{say('part.status.CLAIM')}</p>}
      <Lines {...{ record, known, words }} />
      {by !== undefined && (
        <p class="t-bad">
          {say('part.correctedBy', { step: say(`part.step.${by.step}`), time: whenOf(by, words) })}
          {record.reason === null
            ? ''
            : ` ${say('part.correctedWhy', { reason: reasonText(words, record.reason) })}`}
        </p>
      )}
      <Papers documents={record.documents} words={words} />
    </>
  );
}

/** What went in and what came out, or what it was about. */
function Lines({
  record,
  known,
  words,
}: {
  readonly record: RecordRow;
  readonly known: string | null;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  const line = ({ name, number, quantity }: RecordLine, index: number): JSX.Element => {
    const text = (
      <bdi>{`${name}${quantity === null ? '' : ` (${amountText(words, quantity)})`}`}</bdi>
    );
    return (
      <span key={index}>
        {index === 0 ? ' ' : commaOf(words.locale)}
        {record.correctedBy === null ? <a href={partHref(number, known)}>{text}</a> : <s>{text}</s>}
      </span>
    );
  };
  const roles = ['OUTPUT', 'INPUT', 'PARENT', 'CHILD', 'ITEM'] as const;
  const more = record.lineCount - record.lines.length;
  return (
    <p>
      {roles.map((role) => {
        const of = record.lines.filter((one) => one.role === role);
        if (of.length === 0) return null;
        return (
          <span key={role} class="role">
            {role !== 'ITEM' && <span class="mute">{say(`part.role.${role}`)}:</span>}
            {of.map(line)}{' '}
          </span>
        );
      })}
      {more > 0 && <span class="mute">{say('part.andMore', { count: more })}</span>}
    </p>
  );
}
