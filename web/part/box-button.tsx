import { Fragment, type JSX } from 'preact';
import type { Box } from './boxes.ts';
import { BOX, type Drawing } from './graph-places.ts';
import { amountText, countryText, dayText, type Words } from './words.ts';

/** Keeps a text of another direction in one piece (Unicode isolates). */
const apart = (text: string): string => `\u2068${text}\u2069`;

interface BoxButtonProps {
  readonly box: Box;
  readonly words: Words;
  readonly drawing: Drawing;
  readonly chosen: boolean;
  /** The one that the tab key comes to. */
  readonly reached: boolean;
  readonly onFocus: () => void;
  readonly onChoose: () => void;
}

/** A box as a button: what it says is cut off where the language wants, and read aloud whole. */
export function BoxButton({
  box,
  words,
  drawing,
  chosen,
  reached,
  onFocus,
  onChoose,
}: BoxButtonProps): JSX.Element {
  const place = drawing.places.get(box.key);
  const [title, ...lines] = linesOf(box, words);
  // Names and figures stand apart; what a hole says is in the reader's language.
  const Said = box.hole === null ? 'bdi' : Fragment;
  const marks = [
    box.asked ? 'me' : '',
    box.hole === null ? '' : 'hole',
    box.gap === null ? '' : 'lacks',
    box.corrected ? 'corrected' : '',
    box.members.length > 1 ? 'many' : '',
  ].filter((mark) => mark !== '');
  return (
    <button
      type="button"
      class={['box', ...marks].join(' ')}
      dir="auto"
      data-box={box.key}
      data-parts={box.members.length}
      aria-pressed={chosen}
      tabIndex={reached ? 0 : -1}
      style={{
        left: `${place?.x ?? 0}px`,
        top: `${place?.y ?? 0}px`,
        width: `${BOX.width}px`,
        height: `${place?.height ?? BOX.height}px`,
      }}
      onFocus={onFocus}
      onClick={onChoose}
    >
      <b>
        <Said>{title}</Said>
      </b>
      {lines.map((line) => (
        <span key={line}>
          <Said>{line}</Said>
        </span>
      ))}
      {box.gap !== null && (
        // Nobody sees it, so it must not turn the box round.
        <bdi class="sr">{words.say(`part.gap.${box.gap}`)}</bdi>
      )}
    </button>
  );
}

/** What a box says: a part its name, its maker, how much and when; several who they are of. */
function linesOf(box: Box, words: Words): readonly string[] {
  const { locale, say } = words;
  if (box.hole !== null) {
    const ask = box.maker === null ? [] : [say('part.hole.ask', { party: box.maker })];
    return [say(`part.hole.${box.hole}`), ...(box.hole === 'NOT_RECORDED' ? ask : [])];
  }
  const country = box.country === null ? null : countryText(locale, box.country);
  const [only] = box.members;
  if (only === undefined) return [];
  if (box.members.length > 1) {
    const count = say('part.parts', { count: box.members.length });
    const who = box.maker ?? country ?? say('part.makerUnknown');
    return [who, ...(country === null || country === who ? [] : [country]), count];
  }
  const maker = only.maker ?? say('part.makerUnknown');
  const much = amountText(words, only.quantity);
  const mark = only.corrected ? `${say('part.corrected')}: ` : '';
  return [
    only.name,
    [maker, only.country].filter((one) => one !== null).join(', '),
    `${mark}${apart(much)}${only.day === null ? '' : ` · ${apart(dayText(locale, only.day))}`}`,
  ];
}
