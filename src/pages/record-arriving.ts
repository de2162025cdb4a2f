import { Injectable } from '@nestjs/common';
import type { Arriving } from '../../web/record/choices.view.tsx';
import { NodeIdService } from '../access/node-id.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { Clock } from '../platform/clock.ts';
import type { HopView } from '../query/hop.ts';
import { HopService, ScanTooLongError } from '../query/hop.service.ts';
import { numberOf, RecordItems } from './record-items.ts';

/** Shipments on the way that are offered. */
const ARRIVING_MAX = 20;
/** What was sent longer ago than sixty days is received by its numbers: else everything that ever came is looked through. */
const ARRIVING_MS = 60 * 24 * 3_600_000;
/** Things of one shipment that a link names: a longer one would be cut by browsers. */
const ARRIVING_LINES_MAX = 40;

/** What is on its way to who records. */
@Injectable()
export class RecordArriving {
  constructor(
    private readonly ids: NodeIdService,
    private readonly organisations: OrganisationService,
    private readonly hops: HopService,
    private readonly items: RecordItems,
    private readonly clock: Clock,
  ) {}

  /** Newest first; null where too much has come since to look it all through. */
  async of(viewer: Viewer): Promise<readonly Arriving[] | null> {
    try {
      const from = new Date(this.clock.now().getTime() - ARRIVING_MS).toISOString();
      const { edges } = await this.hops.list(
        viewer,
        { filter: { toMe: true, statuses: ['IN_TRANSIT'], from }, asKnownAt: null },
        { first: ARRIVING_MAX, after: null },
      );
      return await Promise.all(edges.map(({ node }) => this.arrivingOf(viewer, node)));
    } catch (error) {
      if (error instanceof ScanTooLongError) return null;
      throw error;
    }
  }

  /** What was sent, by the containers that it lay in: whoever receives those receives what is in them. */
  private async arrivingOf(viewer: Viewer, hop: HopView): Promise<Arriving> {
    const wanted = [...new Set(hop.lines.map(({ container, item }) => container ?? item))];
    const shown = wanted.slice(0, ARRIVING_LINES_MAX);
    const [{ keys, named }, from] = await Promise.all([
      this.items.ofIds(viewer, shown),
      hop.from.organisation === null
        ? null
        : this.organisations.byId(viewer, hop.from.organisation),
    ]);
    return {
      from: from?.name ?? null,
      shippedAt: hop.shippedAt,
      documents: hop.documents.map(({ id }) => numberOf(id, false)),
      items: named,
      more: wanted.length - shown.length,
      query: new URLSearchParams([
        ['step', 'receive'],
        ...(from === null ? [] : [['from', this.ids.encode(viewer, 'organisation', from.id)]]),
        ...keys.map((key) => ['item', key]),
      ]).toString(),
    };
  }
}
