import type { FileAsked } from '../file.view.tsx';
import type { Picture } from './picture.ts';

/** What a file is asked with that has what a picture shows: of the same item, at the same moments. */
export const fileAskedOf = ({ number, item, trace }: Picture): FileAsked => ({
  number,
  at: trace.at ?? item.state.at,
  known: trace.asKnownAt,
  direction: trace.direction === 'FORWARD' ? 'forward' : null,
});
