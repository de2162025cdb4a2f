import { anchorOf, type Hop } from '../core/lineage/hops.ts';
import { readTime } from '../core/epcis/time.ts';
import { type Hops, partyOfOrganisation } from './custody.ts';
import type { HopFilter } from './hop.ts';
import { positionsOf } from './hop-view.ts';

/** What a filter is read with. */
export interface FilterContext {
  readonly around: Pick<Hops, 'facts'>;
  /** Internal id of the viewer's organisation. */
  readonly me: number | null;
  /** Positions of the events with one of the documents asked for; null: none is asked for. */
  readonly withDocument: ReadonlySet<number> | null;
}

const isOneOf = (value: string | null, wanted: readonly string[] | undefined): boolean =>
  wanted === undefined || (value !== null && wanted.includes(value));

const isWithin = (hop: Hop, { from, until }: HopFilter): boolean => {
  const { instant } = anchorOf(hop)?.event.time ?? { instant: '' };
  const start = from === undefined ? null : (readTime(from)?.instant ?? null);
  const end = until === undefined ? null : (readTime(until)?.instant ?? null);
  return (start === null || start <= instant) && (end === null || instant < end);
};

const isBetween = (hop: Hop, filter: HopFilter, me: number | null): boolean => {
  const mine = me === null ? null : partyOfOrganisation(me);
  return (
    isOneOf(hop.from, filter.fromParties?.map(partyOfOrganisation)) &&
    isOneOf(hop.to, filter.toParties?.map(partyOfOrganisation)) &&
    (filter.fromMe === undefined || (hop.from === mine) === filter.fromMe) &&
    (filter.toMe === undefined || (hop.to === mine) === filter.toMe)
  );
};

/** True when a hop meets all conditions. */
export const matches = (hop: Hop, filter: HopFilter, context: FilterContext): boolean => {
  const { around, me, withDocument } = context;
  const countryOf = (site: string | null): string | null =>
    site === null ? null : around.facts.countryOf(site);
  return (
    isOneOf(hop.status, filter.statuses) &&
    (filter.crossesBorder === undefined || hop.crossesBorder === filter.crossesBorder) &&
    isOneOf(countryOf(hop.fromSite), filter.fromCountries) &&
    isOneOf(countryOf(hop.toSite), filter.toCountries) &&
    isBetween(hop, filter, me) &&
    isWithin(hop, filter) &&
    (filter.disagreeing === undefined || hop.disagreements.length > 0 === filter.disagreeing) &&
    (withDocument === null || positionsOf(hop).some((position) => withDocument.has(position)))
  );
};
