import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { linesByItem } from '../core/lineage/books.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { anchorOf, type Hop, hopsBetween } from '../core/lineage/hops.ts';
import type { HandOver } from '../core/lineage/handover.ts';
import { dossierAt } from '../core/lineage/holdings.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { PartyService } from '../masterdata/party.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Database } from '../platform/database.ts';
import { CustodyReader } from './custody-reader.ts';
import type { Dossiers, Hops, ItemDossier } from './custody.ts';
import { type LifeRecord, readFollowed, readLives } from './life.store.ts';
import { MasterFacts } from './master-facts.ts';
import type { Asked, Moment } from './moment.ts';

/** A question of what had happened by an instant. */
export interface AskedInstant {
  readonly asked: Asked;
  /** UTC with microseconds; null: whenever it happened. */
  readonly instant: string | null;
}

const sidesBy = (sides: readonly HandOver[], instant: string | null): readonly HandOver[] =>
  instant === null ? sides : sides.filter(({ record }) => record.event.time.instant <= instant);

/** Custody as it is derived: hops, and what holdings and books are kept from (domain rules 19, 35, 36). */
@Injectable()
export class CustodyService {
  constructor(
    private readonly database: Database,
    private readonly log: LogReaderService,
    private readonly parties: PartyService,
    private readonly sites: SiteService,
  ) {}

  /** As known at a record time; null: now. */
  async asked(asKnownAt: string | null): Promise<Asked> {
    const { position } = await this.log.watermark();
    if (asKnownAt === null) return { known: position, namesAt: null };
    const known = Math.min(position, await this.log.positionAt(asKnownAt));
    return { known, namesAt: new Date(asKnownAt).toISOString() };
  }

  /** As known at a moment; null: now. */
  async askedAt(moment: Moment | null): Promise<Asked> {
    return moment ?? this.asked(null);
  }

  /** Every hop that one of some events belongs to. */
  async hopsAround(viewer: Viewer, positions: readonly number[], asked: Asked): Promise<Hops> {
    const { reader, facts } = this.reader(viewer, asked);
    const hops = hopsBetween(await reader.sidesAround(positions), facts.facts);
    const wanted = new Set(positions);
    return {
      hops: hops.filter((hop) =>
        [hop.shipping, ...hop.receivings].some((one) => one && wanted.has(one.position)),
      ),
      items: reader.itemsByKey(),
      facts: facts.facts,
    };
  }

  /** Every hop that some items were part of, directly or inside containers; of what happened by an instant. */
  async hopsOf(
    viewer: Viewer,
    items: readonly number[],
    { asked, instant }: AskedInstant,
  ): Promise<Hops> {
    const { reader, facts } = this.reader(viewer, asked);
    const positions = await reader.handOversOf(items);
    const sides = sidesBy(await reader.sidesAround(positions), instant);
    const hops = hopsBetween(sides, facts.facts);
    const byKey = reader.itemsByKey();
    const ids = new Set(items);
    const wanted = [...byKey.values()].filter(({ id }) => ids.has(id)).map(({ key }) => key);
    const isAbout = (hop: Hop): boolean =>
      wanted.some(
        (key) =>
          hop.lines.some(({ item, container }) => item === key || container === key) ||
          reader.carries(anchorOf(hop)?.position ?? -1, key),
      );
    return { hops: hops.filter(isAbout), items: byKey, facts: facts.facts };
  }

  /** What the custody of some items is derived from, at an instant. */
  async dossiers(
    viewer: Viewer,
    items: readonly number[],
    { asked, instant }: AskedInstant,
  ): Promise<Dossiers> {
    const { reader, facts } = this.reader(viewer, asked);
    const all = await reader.sidesAround(await reader.handOversOf(items));
    const sides = sidesBy(all, instant);
    const books = await reader.booksOf(items);
    const lines = linesByItem(hopsBetween(sides, facts.facts));
    const byKey = reader.itemsByKey();
    const byId = groupedBy(byKey.values(), ({ id }) => id);
    const dossiers = items.flatMap((id): readonly (readonly [number, ItemDossier])[] => {
      const item = byId.get(id)?.[0];
      if (item === undefined) return [];
      const whole = {
        records: books.records.get(id) ?? [],
        sides,
        loads: books.loads.get(id) ?? [],
      };
      const dossier = instant === null ? whole : dossierAt(whole, instant);
      return [[id, { item, dossier, hops: lines.get(item.key) ?? [] }]];
    });
    return { byItem: new Map(dossiers), items: byKey, facts: facts.facts };
  }

  /** The lives of those items that go by them (core/lineage/carried.ts), in the documented order; by internal id. */
  async livesOfFollowed(
    viewer: Viewer,
    items: readonly number[],
    { asked: { known }, instant }: { readonly asked: Asked; readonly instant: string },
  ): Promise<ReadonlyMap<number, readonly LifeRecord[]>> {
    return this.database.read(viewer, async (tx) => {
      const followed = await readFollowed(tx, items, { known, instant });
      return readLives(tx, followed, { known, instant });
    });
  }

  private reader(viewer: Viewer, { known, namesAt }: Asked) {
    const facts = new MasterFacts({ parties: this.parties, sites: this.sites }, viewer, namesAt);
    const reader = new CustodyReader((work) => this.database.read(viewer, work), known, facts);
    return { reader, facts };
  }
}
