import { Injectable } from '@nestjs/common';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { readTime } from '../core/epcis/time.ts';
import type { ItemKind } from '../core/gs1/key.ts';
import { type Holding, holdingsIn } from '../core/lineage/holdings.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { partyNameOf } from '../query/custody.ts';
import { type Asked, CustodyService } from '../query/custody.service.ts';
import { type ReachedHolder, type ReachedList, RecallReach } from './recall-reach.ts';
import {
  readAffected,
  readPlace,
  readRecallStart,
  type RecallStart,
} from './recall-reach.store.ts';
import type { RecallSubject } from './recall-subject.ts';

/** Parts whose custody is looked up together. */
const PARTS_AT_ONCE = 200;

/** What carries parts is no part. */
const partKinds: ReadonlySet<ItemKind> = new Set(['SERIAL', 'LOT', 'CLASS', 'OTHER']);

/** When something is held, and as known when. */
interface Moment {
  readonly asked: Asked;
  /** Event time, UTC. */
  readonly instant: string;
}

/** What a recall reaches: everything made from what is recalled, and who has it now. */
@Injectable()
export class HeldRecallReach extends RecallReach {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
    private readonly custody: CustodyService,
  ) {
    super();
  }

  async reach(viewer: Viewer, subject: RecallSubject): Promise<ReachedList | null> {
    if (!this.redaction.seesAny(viewer)) return null;
    const asked = await this.custody.asked(null);
    const { known } = asked;
    const start = await this.database.read(viewer, (tx) => readRecallStart(tx, subject, known));
    const items = await this.certain(viewer, subject, { start, asked });
    const affected = await this.database.read(viewer, (tx) => readAffected(tx, items, known));
    const parts = this.redaction
      .redactAll(viewer, affected.items)
      .filter(({ kind }) => partKinds.has(kind))
      .map(({ id }) => id);
    const instant = instantOf(this.clock.now().toISOString());
    const holdings = await this.holdings(viewer, parts, { asked, instant });
    const holders = [...holdings].flatMap(([item, list]) =>
      list.map(({ holder, status }): ReachedHolder => ({
        party: partyNameOf(holder),
        item,
        status,
      })),
    );
    return { complete: affected.complete, holders };
  }

  /** Without the lots that had been at the place before its time, and of which nothing was left there. */
  private async certain(
    viewer: Viewer,
    subject: RecallSubject,
    { start, asked }: { readonly start: RecallStart; readonly asked: Asked },
  ): Promise<readonly number[]> {
    if (subject.kind !== 'SITE' || start.perhaps.length === 0) return start.items;
    const place = await this.database.read(viewer, (tx) => readPlace(tx, subject.site));
    const instant = instantOf(subject.from);
    const holdings = await this.holdings(viewer, start.perhaps, { asked, instant });
    // A place that nobody told may have been this one.
    const stayed = ({ site, status }: Holding): boolean =>
      status === 'ON_HAND' && (site === null || place.has(site));
    const gone = start.perhaps.filter((item) => !(holdings.get(item) ?? []).some(stayed));
    const left = new Set(gone);
    return start.items.filter((item) => !left.has(item));
  }

  private async holdings(
    viewer: Viewer,
    parts: readonly number[],
    moment: Moment,
  ): Promise<ReadonlyMap<number, readonly Holding[]>> {
    const { instant } = moment;
    const found = new Map<number, readonly Holding[]>();
    for (let start = 0; start < parts.length; start += PARTS_AT_ONCE) {
      const some = parts.slice(start, start + PARTS_AT_ONCE);
      const { byItem, facts } = await this.custody.dossiers(viewer, some, moment);
      for (const [id, { item, dossier, hops }] of byItem) {
        found.set(id, holdingsIn(item.key, dossier, { instant, hops, facts }));
      }
    }
    return found;
  }
}

const instantOf = (time: string): string => readTime(time)?.instant ?? time;
