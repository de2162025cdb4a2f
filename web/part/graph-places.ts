import { type Layout, layeredLayout, type PlacedNode } from '../graph/layout.ts';
import type { Box, Boxes } from './boxes.ts';

/** Of a box, in pixels: three short lines. */
export const BOX = { width: 208, height: 68, tierGap: 48, gap: 16 } as const;
/** Of a box that stands for what is not recorded. */
const HOLE_HEIGHT = 50;
/** Pixels of a link that carries nothing known, and of one that carries all. */
const LINK = { least: 2, most: 12 } as const;

/** A link as it is drawn. */
export interface DrawnLink {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** Of an SVG path. */
  readonly path: string;
  readonly width: number;
  readonly dashed: boolean;
  /** Where it crosses a border: the middle of the way between two countries; null: it crosses none. */
  readonly border: readonly [x: number, y: number] | null;
}

/** Where everything is drawn. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, PlacedNode>;
  readonly links: readonly DrawnLink[];
}

/** Places boxes and links; `mirrored`: from right to left, as the language is read. */
export function drawingOf({ boxes, links, focus }: Boxes, mirrored: boolean): Drawing {
  const layout = layeredLayout({
    nodes: boxes.map((box) => ({ key: box.key, order: orderOf(box), height: heightOf(box) })),
    links,
    focus,
    size: BOX,
  });
  const x = (value: number): number => (mirrored ? layout.width - value : value);
  const places = new Map(
    [...layout.nodes].map(([key, place]) => {
      const left = mirrored ? layout.width - place.x - place.width : place.x;
      return [key, { ...place, x: left }];
    }),
  );
  return { width: layout.width, height: layout.height, places, links: drawn(layout) };

  function drawn({ links: ways }: Layout): readonly DrawnLink[] {
    const known = new Map(links.map((link) => [JSON.stringify([link.from, link.to]), link]));
    const countryOf = new Map(
      boxes.map((box) => [box.key, box.hole === null ? box.country : null]),
    );
    return ways.map(({ from, to, points, loop }) => {
      const key = JSON.stringify([from, to]);
      const link = known.get(key);
      const [a, b] = [countryOf.get(from) ?? null, countryOf.get(to) ?? null];
      const placed = points.map(([left, top]) => [x(left), top] as const);
      const [start, end] = [placed[0], placed[1]];
      const crosses = a !== null && b !== null && a !== b;
      return {
        key,
        from,
        to,
        dashed: (link?.dashed ?? false) || loop,
        path: pathOf(placed),
        width: LINK.least + Math.min(1, link?.share ?? 0) * (LINK.most - LINK.least),
        border:
          crosses && start !== undefined && end !== undefined
            ? [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]
            : null,
      };
    });
  }
}

/** Same company, same height where nothing else decides; the language of the reader has no say. */
const orderOf = ({ maker, members, hole }: Box): string =>
  [hole === null ? '0' : '1', maker ?? '\uffff', members[0]?.name ?? ''].join('\u0000');

const heightOf = ({ hole }: Box): number => (hole === null ? BOX.height : HOLE_HEIGHT);

/** Level at both ends of every stretch. */
const pathOf = (points: readonly (readonly [number, number])[]): string =>
  points
    .map(([x, y], index) => {
      const last = points[index - 1];
      if (last === undefined) return `M${x} ${y}`;
      const middle = (last[0] + x) / 2;
      return last[1] === y ? `L${x} ${y}` : `C${middle} ${last[1]} ${middle} ${y} ${x} ${y}`;
    })
    .join('');

/** An arrow key, by where it points on the screen. */
export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Whom an arrow key leads to: along a link where there is one, else to the nearest that way; the same one at the edge. */
export function neighbourOf({ places, links }: Drawing, key: string, arrow: Arrow): string {
  const here = places.get(key);
  if (here === undefined) return key;
  const across = arrow === 'ArrowLeft' || arrow === 'ArrowRight';
  const sign = arrow === 'ArrowRight' || arrow === 'ArrowDown' ? 1 : -1;
  const linked = new Set(
    links.flatMap(({ from, to }) => (from === key ? [to] : to === key ? [from] : [])),
  );
  const others = [...places.values()].filter((place) =>
    across
      ? Math.sign(place.x - here.x) === sign
      : place.x === here.x && Math.sign(place.y - here.y) === sign,
  );
  const near = others.filter((place) => across && linked.has(place.key));
  const distance = ({ x, y }: PlacedNode): number =>
    across ? Math.abs(x - here.x) * 10 + Math.abs(y - here.y) : Math.abs(y - here.y);
  const nearest = (near.length > 0 ? near : others).reduce<PlacedNode | null>(
    (best, place) => (best === null || distance(place) < distance(best) ? place : best),
    null,
  );
  return nearest?.key ?? key;
}
