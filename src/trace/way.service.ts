import { Injectable } from '@nestjs/common';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { readTime } from '../core/epcis/time.ts';
import { isAwaited } from '../core/lineage/books.ts';
import type { Hop } from '../core/lineage/hops.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { type Dossiers, partyOfOrganisation } from '../query/custody.ts';
import { CustodyService } from '../query/custody.service.ts';
import { readRecords } from '../query/record.store.ts';
import type { WalkLink } from './assemble.ts';
import type { TracedGraph } from './graph.store.ts';
import type { GapView, ProvenanceView } from './provenance.ts';
import {
  carriagesOf,
  gapsOfWays,
  hopsOfWays,
  positionsOfStretch,
  type Stretch,
  travelledOf,
} from './way.ts';
import { WayCache } from './way-cache.ts';
import { readCarried } from './way.store.ts';

/** Items of a trace whose hand-overs are looked at for gaps alone; who asks for hand-overs has them all. */
export const ITEMS_MAX = 20_000;

/** What is said of a trace of more. */
export const notLookedAt: GapView = {
  reason: 'TOO_LARGE',
  item: null,
  text: 'The answer is too large for its hand-overs to be looked at for gaps: ask for `hops`, or about one of its parts.',
  ask: null,
};

/** As much of an answer as its ways are found from. */
export type WayQuestion = Pick<ProvenanceView, 'whole' | 'at' | 'direction'> & {
  /** Nobody will ask about it again, other than by the same object. */
  readonly once?: true;
};

/** The ways of a trace: from the making of what went in to its use. */
export interface Ways {
  /** Hops on the way with their lines on the way, by time of shipping. */
  readonly hops: readonly Hop[];
  /** What lines of hops name, and master data. */
  readonly dossiers: Dossiers;
  /** Log positions of every event of the thread. */
  readonly steps: readonly number[];
  /** Log position that all of it is known at. */
  readonly known: number;
  /** Internal ids of items of which something was shipped and is awaited, with who sent it. */
  readonly awaited: ReadonlyMap<number, string | null>;
}

/** Which hand-overs and steps belong to a trace (domain rule 37). */
@Injectable()
export class WayService {
  private readonly derived = new WeakMap<WayQuestion, Promise<Ways>>();
  private readonly recent = new WayCache<Ways>(weightOf);
  private readonly walks = new WeakMap<TracedGraph, number>();
  private lastWalk = 0;

  constructor(
    private readonly database: Database,
    private readonly custody: CustodyService,
    private readonly redaction: RedactionService,
    private readonly clock: Clock,
  ) {}

  /** The ways of a trace; derived once for an answer, when somebody asks for them. */
  ways(viewer: Viewer, view: WayQuestion): Promise<Ways> {
    const found = this.derived.get(view);
    if (found !== undefined) return found;
    const ways = this.isSettled(view)
      ? this.recent.get(this.nameOf(viewer, view), () => this.derive(viewer, view))
      : this.derive(viewer, view);
    this.derived.set(view, ways);
    return ways;
  }

  /** What the hand-overs of a trace leave open. */
  async gaps(viewer: Viewer, view: WayQuestion): Promise<readonly GapView[]> {
    if (view.whole.traced.items.size > ITEMS_MAX) return [notLookedAt];
    return gapsOfWays(await this.ways(viewer, view), view.direction);
  }

  /** Of a moment that is over nothing changes: what is asked of now may be told otherwise by the next description of a place. */
  private isSettled({ whole: { namesAt }, once }: WayQuestion): boolean {
    return namesAt !== null && once !== true && Date.parse(namesAt) < this.clock.now().getTime();
  }

  /** All that ways depend on; of whom may see what, who asks. One walk is one object while `GraphCache` keeps it. */
  private nameOf({ organisation }: Viewer, { whole, at, direction }: WayQuestion): string {
    const { traced, known, namesAt } = whole;
    const walk = this.walks.get(traced) ?? (this.lastWalk += 1);
    this.walks.set(traced, walk);
    return JSON.stringify([organisation, walk, direction, at, known, namesAt]);
  }

  private async derive(viewer: Viewer, { whole, at, direction }: WayQuestion): Promise<Ways> {
    const { traced, ...asked } = whole;
    const seen = this.redaction.redactAll(viewer, [...traced.items.values()]);
    const ids = seen.map(({ id }) => id);
    const instant = at === null ? null : (readTime(at)?.instant ?? at);
    const dossiers = await this.custody.dossiers(viewer, ids, { asked, instant });
    const stretches = await this.stretches(viewer, traced, { dossiers, direction });
    const travelled = travelledOf(stretches);
    const carriers = carriagesOf(travelled).flatMap(({ container, since, until }) => {
      const item = dossiers.items.get(container)?.id;
      return item === undefined ? [] : [{ item, since, until }];
    });
    const carried = await this.database.read(viewer, (tx) =>
      readCarried(tx, carriers, asked.known),
    );
    const steps = new Set([
      ...stepsOf(traced),
      ...travelled.flatMap(positionsOfStretch),
      ...carried,
      ...ownOf(traced, dossiers),
    ]);
    return {
      hops: hopsOfWays(travelled),
      dossiers,
      steps: [...steps],
      known: asked.known,
      awaited: awaitedIn(dossiers),
    };
  }

  /** For each link, from the making of what went in to each of its uses; being packed into what was asked about is one, going back. */
  private async stretches(
    viewer: Viewer,
    traced: TracedGraph,
    { dossiers: { byItem }, direction }: { dossiers: Dossiers; direction: 'BACK' | 'FORWARD' },
  ): Promise<readonly Stretch[]> {
    const { graph, births } = traced;
    const made = [
      ...graph.links.filter(({ kind }) => kind === 'MADE_INTO'),
      ...(direction === 'BACK' ? loadingsOf(traced) : []),
    ];
    const begun = made.flatMap(({ from }) => births.births.get(from)?.position ?? []);
    const positions = [...new Set([...made.flatMap(({ sources }) => sources), ...begun])];
    const records = await this.database.read(viewer, (tx) => readRecords(tx, positions));
    const seen = new Set<string>();
    return made.flatMap(({ from, sources }) => {
      const item = byItem.get(from);
      const birth = records.get(births.births.get(from)?.position ?? -1);
      if (item === undefined) return [];
      return sources.flatMap((source): readonly Stretch[] => {
        const use = records.get(source);
        if (use === undefined || seen.has(`${from} ${source}`)) return [];
        seen.add(`${from} ${source}`);
        const way = {
          item: item.item.key,
          maker: birth === undefined ? null : partyOfOrganisation(birth.owner),
          madeAt: birth?.event.time.instant ?? null,
          user: partyOfOrganisation(use.owner),
          usedAt: use.event.time.instant,
        };
        return [{ item, way }];
      });
    });
  }
}

/** Lines, records and items of which ways are made: many traces share the sides of their hand-overs. */
const weightOf = ({ dossiers: { byItem, items }, steps }: Ways): number => {
  const all = [...byItem.values()].map(({ dossier }) => dossier);
  const sides = [...new Set([...new Set(all.map((one) => one.sides))].flat())];
  const lists = new Set(all.flatMap(({ records, loads }) => [records, loads]));
  return (
    items.size +
    steps.length +
    sides.reduce((sum, { lines }) => sum + lines.length, 0) +
    [...lists].reduce((sum, { length }) => sum + length, 0)
  );
};

/** What lay in the asked item, with the packings that put it there: of what lay deep, those of the outermost containers. */
const loadingsOf = ({ stowed }: TracedGraph): readonly Pick<WalkLink, 'from' | 'sources'>[] =>
  stowed.map(({ item, outermost }) => ({ from: item, sources: [...outermost] }));

/** Events by which the items of a trace were made and used. */
const stepsOf = ({ graph, births }: TracedGraph): readonly number[] => [
  ...graph.links.flatMap(({ steps, sources }) => [...steps, ...sources]),
  ...[...births.births.values()].map(({ position }) => position),
];

/** All that was recorded of the asked items by name: they are not on the way to anything. */
const ownOf = ({ graph }: TracedGraph, { byItem }: Dossiers): readonly number[] =>
  [...graph.distances]
    .filter(([, distance]) => distance === 0)
    .flatMap(([id]) => byItem.get(id)?.dossier.records ?? [])
    .map(({ position }) => position);

const awaitedIn = ({ byItem }: Dossiers): ReadonlyMap<number, string | null> =>
  new Map(
    [...byItem].flatMap(([id, { hops }]) => {
      const [first] = hops.filter(isAwaited);
      return first === undefined ? [] : [[id, first.hop.from] as const];
    }),
  );
