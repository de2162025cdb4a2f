import type { HopOfItem } from '../core/lineage/books.ts';
import type { BookRecord } from '../core/lineage/custody.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import type { Hop } from '../core/lineage/hops.ts';
import { holdsAt } from '../core/lineage/containment.ts';
import { stagesOf, type Way } from '../core/lineage/on-the-way.ts';
import { compareRecords, compareText } from '../core/lineage/order.ts';
import { anchorOf } from '../core/lineage/hops.ts';
import { type Dossiers, type ItemDossier, partyNameOf } from '../query/custody.ts';
import type { GapView } from './provenance.ts';

/** A stretch on which an item went from its making to a use. */
export interface Stretch {
  readonly item: ItemDossier;
  readonly way: Way;
}

/** The hop lines of a stretch. */
export interface Travelled {
  readonly stretch: Stretch;
  readonly stages: readonly HopOfItem[];
}

/** The lines of hops that belong to some stretches (domain rule 37). */
export const travelledOf = (stretches: readonly Stretch[]): readonly Travelled[] =>
  stretches.map((stretch) => {
    const { dossier, hops } = stretch.item;
    return { stretch, stages: stagesOf(stretch.way, hops, dossier.loads) };
  });

/**
 * Every hop of some stretches, with only those of its lines that belong to them, by time of shipping. What sender and receiver
 * disagree about is kept when it is about such a line, or about no line.
 */
export const hopsOfWays = (travelled: readonly Travelled[]): readonly Hop[] => {
  const stages = travelled.flatMap((one) => one.stages);
  const byHop = groupedBy(stages, ({ hop }) => hop);
  return [...byHop]
    .map(([hop, own]): Hop => {
      const wanted = new Set(own.map(({ line }) => line));
      const items = new Set(own.map(({ line }) => line.item));
      return {
        ...hop,
        lines: hop.lines.filter((line) => wanted.has(line)),
        disagreements: hop.disagreements.filter(({ item }) => item === null || items.has(item)),
      };
    })
    .toSorted((a, b) => {
      const [one, two] = [anchorOf(a), anchorOf(b)];
      if (one === undefined || two === undefined) return 0;
      return compareRecords(one, two) || compareText(a.to ?? '', b.to ?? '');
    });
};

/** A load that a line of a hop travelled in: internal words of the reader, events by position. */
export interface Carriage {
  /** Canonical key. */
  readonly container: string;
  readonly since: string;
  readonly until: string | null;
}

/** The loads that the lines of a stretch travelled in. */
const loadsOf = ({ stretch, stages }: Travelled) =>
  stretch.item.dossier.loads.filter(
    (load) =>
      load.kind === 'PACKED' &&
      stages.some(
        ({ hop, line }) =>
          line.container === load.parent && holdsAt(load, anchorOf(hop)?.event.time.instant ?? ''),
      ),
  );

/** The containers that the lines of some stretches travelled in, and how long. */
export const carriagesOf = (travelled: readonly Travelled[]): readonly Carriage[] =>
  travelled.flatMap((one) =>
    loadsOf(one).map(({ parent, since, until }) => ({
      container: parent,
      since: since.event.time.instant,
      until: until?.event.time.instant ?? null,
    })),
  );

const handedOver = new Set(['SHIP', 'RECEIVE', 'PACK', 'UNPACK']);

/** True for an event that tells of an item itself, hand-overs and packing aside: those belong to a stretch by its hops. */
export const isOwn = ({ step }: Pick<BookRecord, 'step'>): boolean => !handedOver.has(step);

/**
 * Log positions of the events of a stretch: its hand-overs, the packing and unpacking of what travelled, and what those who had the
 * item on the way recorded of it up to its use.
 */
export const positionsOfStretch = (travelled: Travelled): readonly number[] => {
  const { stretch, stages } = travelled;
  const { way, item } = stretch;
  const parties = new Set([
    way.maker,
    way.user,
    ...stages.flatMap(({ hop }) => [hop.from, hop.to]),
  ]);
  const own = item.dossier.records.filter(
    (record) =>
      isOwn(record) &&
      record.event.time.instant <= way.usedAt &&
      (way.maker === null || parties.has(`#${record.owner}`)),
  );
  const packing = loadsOf(travelled).flatMap(({ since, until }) =>
    until === null ? [since] : [since, until],
  );
  const handOvers = stages.flatMap(({ hop }) => [hop.shipping ?? [], ...hop.receivings].flat());
  return [...own, ...packing, ...handOvers].map(({ position }) => position);
};

/** What is asked of the gaps of some ways. */
interface OpenWays {
  readonly hops: readonly Hop[];
  readonly dossiers: Pick<Dossiers, 'items'>;
  readonly awaited: ReadonlyMap<number, string | null>;
}

/** Hand-overs of which one side only is recorded: going forward what is on its way, and receipts that nobody announced. */
export const gapsOfWays = (
  { hops, dossiers, awaited }: OpenWays,
  direction: 'BACK' | 'FORWARD',
): readonly GapView[] => {
  const sent = direction === 'BACK' ? [] : [...awaited];
  return [
    ...sent.map(([item, from]): GapView => ({
      reason: 'NOT_YET_RECEIVED',
      item,
      text: 'Some of it was shipped and no receipt is recorded yet: it may still be on its way.',
      ask: partyNameOf(from).organisation,
    })),
    ...hops
      .filter(({ status }) => status === 'UNANNOUNCED')
      .flatMap(({ from, lines }) =>
        lines.map(({ item }): GapView => ({
          reason: 'SHIPPING_NOT_RECORDED',
          item: dossiers.items.get(item)?.id ?? null,
          text: 'It was received, but whoever sent it recorded no shipping.',
          ask: partyNameOf(from).organisation,
        })),
      ),
  ];
};
