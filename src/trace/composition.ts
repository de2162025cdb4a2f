import { groupedBy } from '../core/lineage/grouped-by.ts';
import { compareText } from '../core/lineage/order.ts';
import { unitsText, wholeInUnits } from '../core/lineage/shares-rounding.ts';
import type {
  CompositionKey,
  CompositionShareView,
  CompositionView,
  OriginsView,
  OriginView,
} from './provenance.ts';

/** Shares of one composition; the rest is told together. */
export const SHARES_MAX = 200;

/** What is grouped under one name, and what it is called. */
interface Group {
  readonly id: string;
  readonly name: string;
  readonly is: Omit<CompositionShareView, 'share'>;
}

const no = { country: null, supplier: null, site: null };

/** Null: where it was born is known, but not this of it. */
const groupOf = ({ country, supplier, site }: OriginView, by: CompositionKey): Group | null => {
  if (by === 'COUNTRY') {
    return country === null ? null : { id: country, name: country, is: { ...no, country } };
  }
  if (by === 'SITE') {
    return site && { id: `${site.id}`, name: site.name, is: { ...no, site: site.key } };
  }
  const { organisation, name } = supplier;
  return { id: `${organisation}`, name, is: { ...no, supplier: organisation } };
};

const total = (shares: readonly bigint[]): bigint => shares.reduce((sum, one) => sum + one, 0n);

const compareShares = (a: bigint, b: bigint): number => (a > b ? -1 : a < b ? 1 : 0);

/** What a trace FORWARD has. */
export const nothingComposed: CompositionView = { shares: [], others: '0.0000', unknown: '0.0000' };

/** Origins by what they are grouped by, rounded so that all of it adds up to exactly 1.0000 (largest remainder). */
export const compositionOf = (
  { born, unknown }: OriginsView,
  by: CompositionKey,
): CompositionView => {
  const named = born.map((origin) => ({ share: origin.share, group: groupOf(origin, by) }));
  const groups = [...groupedBy(named, ({ group }) => group?.id ?? null).values()]
    .flatMap((list) => {
      const group = list[0]?.group ?? null;
      return group === null ? [] : [{ group, share: total(list.map(({ share }) => share)) }];
    })
    .toSorted((a, b) => compareShares(a.share, b.share) || compareText(a.group.name, b.group.name));
  const nameless = named.flatMap(({ share, group }) => (group === null ? [share] : []));
  const units = wholeInUnits([...groups.map(({ share }) => share), unknown + total(nameless)]);
  const rest = units.slice(SHARES_MAX, groups.length);
  return {
    shares: groups
      .slice(0, SHARES_MAX)
      .map(({ group }, place) => ({ ...group.is, share: unitsText(units[place] ?? 0n) })),
    others: unitsText(total(rest)),
    unknown: unitsText(units[groups.length] ?? 0n),
  };
};
