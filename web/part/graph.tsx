import type { JSX, RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { BOXES_MAX, type Box, boxesOf, type Grouping, groupingOf, groupings } from './boxes.ts';
import { BoxButton } from './box-button.tsx';
import { BoxDetails, type PartLink } from './box-details.tsx';
import { type Arrow, type Drawing, drawingOf, neighbourOf } from './graph-places.ts';
import type { Chain } from './picture.ts';
import type { Words } from './words.ts';

interface GraphProps {
  readonly picture: Chain;
  readonly words: Words;
  /** From right to left. */
  readonly mirrored: boolean;
  /** Null: the finest that people can read. */
  readonly group: Grouping | null;
  /** Number of a part or name of a box. */
  readonly chosen: string | null;
  readonly href: PartLink;
  readonly onGroup: (group: Grouping) => void;
  readonly onChoose: (chosen: string | null) => void;
}

/**
 * The chain as boxes over drawn links. Boxes are buttons, not shapes: words wrap and are cut off as the language wants, keys and
 * readers aloud know them. Sixty or fewer are shown unasked; up to two thousand move without a jerk, so no canvas is needed.
 */
export function Graph(props: GraphProps): JSX.Element {
  const { picture, words, mirrored } = props;
  // Records come later and change nothing here: whoever looks already must not be moved.
  const { parts, links, gaps } = picture;
  const usual = useMemo(() => groupingOf(picture), [parts, links, gaps]);
  const grouping = props.group ?? usual;
  const boxes = useMemo(() => boxesOf(picture, grouping), [parts, links, gaps, grouping]);
  const tooMany = boxes.boxes.length > BOXES_MAX;
  const drawing = useMemo(
    () => (tooMany ? null : drawingOf(boxes, mirrored)),
    [boxes, mirrored, tooMany],
  );
  const chosen = boxes.boxes.find(({ name }) => name === props.chosen) ?? null;
  const [zoom, setZoom] = useState(1);
  return (
    <section class="graph" aria-label={words.say('part.view.graph')}>
      <div class="between">
        <p class="flow" role="group" aria-label={words.say('part.group.label')}>
          {picture.parts.length > 1 &&
            groupings.map((one) => (
              <button
                key={one}
                type="button"
                class="btn sm"
                data-group={one}
                aria-pressed={one === grouping}
                onClick={() => props.onGroup(one)}
              >
                {words.say(`part.group.${one}`)}
              </button>
            ))}
        </p>
        <Zoom words={words} zoom={zoom} onZoom={setZoom} />
      </div>
      {drawing === null ? (
        <p class="note warn">
          <span>{words.say('part.graph.tooMany', { count: boxes.boxes.length })}</span>
        </p>
      ) : (
        <Boxed
          {...{ words, drawing, zoom, chosen, boxes: boxes.boxes, focus: boxes.focus }}
          onZoom={setZoom}
          onChoose={props.onChoose}
        />
      )}
      <Key words={words} back={picture.trace.direction === 'BACK'} />
      {chosen !== null && <BoxDetails box={chosen} href={props.href} {...{ picture, words }} />}
    </section>
  );
}

interface ZoomProps {
  readonly words: Words;
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
}

const ZOOM = { least: 0.25, most: 2, step: 1.25 } as const;

function Zoom({ words, zoom, onZoom }: ZoomProps): JSX.Element {
  const set = (next: number): void => onZoom(Math.min(ZOOM.most, Math.max(ZOOM.least, next)));
  return (
    <p class="flow" role="group" aria-label={words.say('part.zoom.label')}>
      <button
        type="button"
        class="btn sm"
        aria-label={words.say('part.zoom.out')}
        onClick={() => set(zoom / ZOOM.step)}
      >
        −
      </button>
      <button
        type="button"
        class="btn sm"
        aria-label={words.say('part.zoom.in')}
        onClick={() => set(zoom * ZOOM.step)}
      >
        +
      </button>
      <button type="button" class="btn sm" onClick={() => onZoom(0)}>
        {words.say('part.zoom.fit')}
      </button>
    </p>
  );
}

interface BoxedProps extends ZoomProps {
  readonly drawing: Drawing;
  readonly boxes: readonly Box[];
  readonly focus: string | null;
  readonly chosen: Box | null;
  readonly onChoose: (chosen: string | null) => void;
}

const arrows: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

function Boxed({
  words,
  drawing,
  boxes,
  focus,
  chosen,
  zoom,
  onZoom,
  onChoose,
}: BoxedProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  // Where several are asked for none is the one: then it begins with the first, on whichever side that is.
  const first = chosen?.key ?? focus ?? boxes[0]?.key ?? '';
  const [at, setAt] = useState(first);
  useFitting({ frame, drawing, zoom, onZoom, shown: first });
  const walk = (event: KeyboardEvent): void => {
    if (!arrows.includes(event.key)) return;
    event.preventDefault();
    const next = neighbourOf(drawing, at, event.key as Arrow);
    setAt(next);
    for (const box of frame.current?.querySelectorAll<HTMLElement>('[data-box]') ?? []) {
      if (box.dataset['box'] === next) box.focus();
    }
  };
  const scale = zoom === 0 ? 1 : zoom;
  const [width, height] = [drawing.width * scale, drawing.height * scale];
  return (
    <div
      class="scroll graph-frame"
      dir="ltr"
      ref={frame}
      role="group"
      aria-label={words.say('part.graph.label', { count: boxes.length })}
      onKeyDown={walk}
    >
      <div class="graph-paper" style={{ width: `${width}px`, height: `${height}px` }}>
        <div
          class="graph-sheet"
          style={{
            transform: `scale(${scale})`,
            width: `${drawing.width}px`,
            height: `${drawing.height}px`,
          }}
        >
          <Links drawing={drawing} chosen={chosen?.key ?? null} />
          {boxes.map((box) => (
            <BoxButton
              key={box.key}
              {...{ box, words, drawing }}
              chosen={box.key === chosen?.key}
              reached={box.key === at}
              onFocus={() => setAt(box.key)}
              onChoose={() => onChoose(box.key === chosen?.key ? null : box.name)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface Fitting {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly drawing: Drawing;
  /** 0: as large as the frame allows. */
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  /** Key of the box that is brought into sight. */
  readonly shown: string;
}

function useFitting({ frame, drawing, zoom, onZoom, shown }: Fitting): void {
  useEffect(() => {
    if (zoom !== 0 || frame.current === null) return;
    onZoom(Math.max(ZOOM.least, Math.min(1, frame.current.clientWidth / (drawing.width + 24))));
  }, [zoom]);
  useEffect(() => {
    const here = [...(frame.current?.querySelectorAll<HTMLElement>('[data-box]') ?? [])].find(
      ({ dataset }) => dataset['box'] === shown,
    );
    if (here !== undefined && frame.current !== null) showIn(frame.current, here);
  }, [drawing]);
}

/** Brings a box into sight within its frame; the page itself stays where it is. */
function showIn(frame: HTMLElement, box: HTMLElement): void {
  const [around, own] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
  frame.scrollLeft += own.left + own.width / 2 - around.left - around.width / 2;
  if (own.top < around.top || own.bottom > around.bottom)
    frame.scrollTop += own.top + own.height / 2 - around.top - around.height / 2;
}

function Links({
  drawing,
  chosen,
}: {
  readonly drawing: Drawing;
  readonly chosen: string | null;
}): JSX.Element {
  return (
    <svg class="g" width={drawing.width} height={drawing.height} aria-hidden="true">
      {drawing.links.map(({ key, from, to, path, width, dashed }) => (
        <path
          key={key}
          data-link={key}
          d={path}
          stroke-width={width}
          class={['e', from === chosen || to === chosen ? 'on' : '', dashed ? 'gap' : ''].join(' ')}
        />
      ))}
      {drawing.links.map(({ key, border }) =>
        border === null ? null : (
          <path key={key} class="dia" d={`M${border[0]} ${border[1] - 8}l8 8-8 8-8-8z`} />
        ),
      )}
    </svg>
  );
}

function Key({ words, back }: { readonly words: Words; readonly back: boolean }): JSX.Element {
  const line = (name: string): JSX.Element => (
    <svg class="g" width="34" height="12" aria-hidden="true">
      <path class={`e ${name}`} stroke-width={name === '' ? 6 : 2.5} d="M0 6H34" />
    </svg>
  );
  return (
    <p class="key">
      {back && (
        <span>
          {line('')} {words.say('part.key.share')}
        </span>
      )}
      <span>
        {line('gap')} {words.say('part.key.gap')}
      </span>
      <span>
        <svg class="g" width="18" height="18" aria-hidden="true">
          <path class="dia" d="M9 1l8 8-8 8-8-8z" />
        </svg>{' '}
        {words.say('part.key.border')}
      </span>
      <span>{words.say('part.key.arrows')}</span>
    </p>
  );
}
