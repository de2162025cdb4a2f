import { type Problem, type Result, accept, refuse } from '../result.ts';

/** WGS 84 degrees: longitude, latitude, and metres above the ellipsoid where given (RFC 7946, section 3.1.1). */
export type GeoPosition = readonly [number, number] | readonly [number, number, number];

/** Where a site is: a point, or the outline of its plots (RFC 7946, section 3.1). */
export type SiteGeometry =
  | { readonly type: 'Point'; readonly coordinates: GeoPosition }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly GeoPosition[])[] }
  | {
      readonly type: 'MultiPolygon';
      readonly coordinates: readonly (readonly (readonly GeoPosition[])[])[];
    };

/** A plot outline with more points than this was not drawn by anybody; it would cost every reader. */
export const geometryPositionsMax = 10_000;

/** Reading stops at the first reason: a wrong shape makes all that follows meaningless. */
class Wrong extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

const wrong = (at: string, message: string, expected: string): never => {
  throw new Wrong({ code: 'INVALID_VALUE', message, at, expected });
};

/**
 * Reads a GeoJSON geometry (RFC 7946): Point, Polygon or MultiPolygon, closed rings of at least four positions, coordinates in range.
 * Foreign members are left out. Refuses with INVALID_VALUE; pointers begin with `at`.
 */
export const readGeometry = (value: unknown, at: string): Result<SiteGeometry> => {
  try {
    return accept(geometry(value, at));
  } catch (error) {
    if (error instanceof Wrong) return refuse(error.problem);
    throw error;
  }
};

const geometry = (value: unknown, at: string): SiteGeometry => {
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    return wrong(at, 'This is no GeoJSON geometry.', 'an object with type and coordinates');
  }
  const coordinates = 'coordinates' in value ? value.coordinates : undefined;
  const inside = `${at}/coordinates`;
  const count = { positions: 0 };
  switch (value.type) {
    case 'Point':
      return { type: 'Point', coordinates: position(coordinates, inside) };
    case 'Polygon':
      return { type: 'Polygon', coordinates: polygon(coordinates, inside, count) };
    case 'MultiPolygon': {
      const read = (part: unknown, index: number) => polygon(part, `${inside}/${index}`, count);
      return { type: 'MultiPolygon', coordinates: list(coordinates, inside).map(read) };
    }
    default:
      return wrong(`${at}/type`, 'A place is a point or a plot.', 'Point, Polygon or MultiPolygon');
  }
};

const list = (value: unknown, at: string): readonly unknown[] => {
  if (!Array.isArray(value) || value.length === 0) {
    return wrong(at, 'Coordinates are missing here.', 'a list that is not empty');
  }
  return value;
};

interface Count {
  positions: number;
}

const polygon = (value: unknown, at: string, count: Count): readonly (readonly GeoPosition[])[] =>
  list(value, at).map((part, index) => ring(part, `${at}/${index}`, count));

const ring = (value: unknown, at: string, count: Count): readonly GeoPosition[] => {
  const positions = list(value, at);
  count.positions += positions.length;
  if (count.positions > geometryPositionsMax) {
    return wrong(
      at,
      'This outline has too many points.',
      `at most ${geometryPositionsMax} positions`,
    );
  }
  const points = positions.map((part, index) => position(part, `${at}/${index}`));
  if (points.length < 4) {
    return wrong(at, 'A ring needs at least three corners.', 'four positions or more');
  }
  const [first, last] = [points[0], points.at(-1)];
  if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1] || first?.[2] !== last?.[2]) {
    return wrong(at, 'A ring must be closed.', 'the last position equal to the first');
  }
  return points;
};

const expectedPosition =
  '[longitude, latitude] in degrees, -180 to 180 and -90 to 90; metres above may follow';

const position = (value: unknown, at: string): GeoPosition => {
  const numbers = list(value, at);
  const [longitude, latitude, height] = numbers.map((part) =>
    typeof part === 'number' && Number.isFinite(part) ? part : Number.NaN,
  );
  if (longitude === undefined || latitude === undefined || numbers.length > 3) {
    return wrong(at, 'This is no position.', expectedPosition);
  }
  if (!(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) {
    return wrong(at, 'This position is not on the earth.', expectedPosition);
  }
  if (height === undefined) return [longitude, latitude];
  if (Number.isNaN(height)) return wrong(`${at}/2`, 'This is no height.', expectedPosition);
  return [longitude, latitude, height];
};
