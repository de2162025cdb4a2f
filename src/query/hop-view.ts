import { differenceOf, type Disagreement, type Hop } from '../core/lineage/hops.ts';
import { type Hops, partyNameOf } from './custody.ts';
import type { HopView } from './hop.ts';

/** Log positions of the events of a hop. */
export const positionsOf = ({ shipping, receivings }: Hop): readonly number[] =>
  [shipping, ...receivings].flatMap((record) => (record === null ? [] : [record.position]));

/** The same hop has the same name in one answer, and on all of its pages. */
const keyOf = (hop: Hop): string => `${positionsOf(hop)[0] ?? ''} ${hop.to ?? ''}`;

/** What both sides say of the time, as they told it; the read models keep instants only. */
const timesTold = (hop: Hop, told: ReadonlyMap<number, string>): Partial<Disagreement> => {
  const { shipping, receivings } = hop;
  const sent = shipping?.event.time.instant ?? '';
  const early = receivings.find(({ event }) => event.time.instant < sent);
  return {
    senderSays: told.get(shipping?.position ?? -1) ?? null,
    receiverSays: told.get(early?.position ?? -1) ?? null,
  };
};

/** A hop as answers have it: items by internal id, parties by name, times as told. */
export const hopView = (
  hop: Hop,
  { items, facts }: Pick<Hops, 'items' | 'facts'>,
  told: ReadonlyMap<number, string>,
): HopView => {
  const idOf = (key: string | null): number | null =>
    key === null ? null : (items.get(key)?.id ?? null);
  const countryOf = (site: string | null): string | null =>
    site === null ? null : facts.countryOf(site);
  return {
    key: keyOf(hop),
    status: hop.status,
    from: partyNameOf(hop.from),
    to: partyNameOf(hop.to),
    fromSite: hop.fromSite,
    toSite: hop.toSite,
    fromCountry: countryOf(hop.fromSite),
    toCountry: countryOf(hop.toSite),
    crossesBorder: hop.crossesBorder,
    shippedAt: told.get(hop.shipping?.position ?? -1) ?? null,
    receivedAt: told.get(hop.receivings.at(-1)?.position ?? -1) ?? null,
    lines: hop.lines.flatMap((line) => {
      const item = idOf(line.item);
      if (item === null) return [];
      const { shipped, received } = line;
      const container = idOf(line.container);
      return [{ item, container, shipped, received, difference: differenceOf(line) }];
    }),
    documents: hop.documents,
    disagreements: hop.disagreements.map((one) => ({
      ...one,
      ...(one.kind === 'TIME' ? timesTold(hop, told) : {}),
      item: idOf(one.item),
    })),
    ownershipChanges: hop.ownershipChanges,
    shipping: hop.shipping?.position ?? null,
    receivings: hop.receivings.map(({ position }) => position),
  };
};
