import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { partKey } from '../core/gs1/key.ts';
import type { EventRecord } from '../query/event.service.ts';
import { EventService } from '../query/event.service.ts';
import { ItemService } from '../query/item.service.ts';
import type { Moment } from '../query/moment.ts';
import type { ItemView } from '../query/item.ts';
import { failure } from './errors.ts';
import { EventRef, GtinRef, ItemRef } from './reference.types.ts';

type Known = Awaited<ReturnType<ItemService['knownAt']>>;

/** GTIN-8, -12, -13, -14. */
const gtinPattern = /^(\d{8}|\d{12,14})$/;

/** Finds what an argument names; unknown and hidden are the same null. */
@Injectable()
export class References {
  constructor(
    private readonly ids: NodeIdService,
    private readonly items: ItemService,
    private readonly events: EventService,
  ) {}

  /**
   * What `asKnownAt` did not know yet is unknown.
   * @throws AMBIGUOUS_NUMBER, INVALID_VALUE
   */
  async item(
    viewer: Viewer,
    reference: ItemRef,
    at: string,
    asKnownAt: string | null = null,
  ): Promise<ItemView | null> {
    const known = asKnownAt === null ? null : await this.items.knownAt(asKnownAt);
    const found = await this.found(viewer, reference, at, known);
    const tooNew = known !== null && found !== null && (found.firstPosition ?? 0) > known.upto;
    return tooNew ? null : found;
  }

  private async found(
    viewer: Viewer,
    { id, number, gtin }: ItemRef,
    at: string,
    known: Known | null,
  ): Promise<ItemView | null> {
    if (id != null) return this.itemById(viewer, id);
    if (gtin != null) return this.itemByGtin(viewer, gtin, at);
    const found = await this.items.named(viewer, number ?? '', 2, known);
    if (found.length > 1) {
      throw failure(
        'AMBIGUOUS_NUMBER',
        `"${number ?? ''}" fits several items: use \`search\`, then the id.`,
        { at },
      );
    }
    return found[0] ?? null;
  }

  /** The event that an argument names; what was not known at a moment, now unless said, is unknown. */
  async event(
    viewer: Viewer,
    { id, eventId }: EventRef,
    moment: Moment | null = null,
  ): Promise<EventRecord | null> {
    if (eventId != null) return this.events.byEventId(viewer, eventId, moment?.known);
    const position = this.ids.decodeAs(viewer, 'event', id ?? '');
    const tooNew = position === null || position > (moment?.known ?? position);
    return tooNew ? null : this.events.byPosition(viewer, position);
  }

  /** What was known at a record time; null: what is known now. */
  async moment(asKnownAt: string | null): Promise<Moment | null> {
    if (asKnownAt === null) return null;
    const { upto } = await this.items.knownAt(asKnownAt);
    return { known: upto, namesAt: new Date(asKnownAt).toISOString() };
  }

  private async itemById(viewer: Viewer, id: string): Promise<ItemView | null> {
    const node = this.ids.decode(viewer, id);
    if (node === null || (node.type !== 'part' && node.type !== 'container')) return null;
    return (await this.items.byIds(viewer, [node.id])).get(node.id) ?? null;
  }

  private async itemByGtin(
    viewer: Viewer,
    { gtin, lot, serial }: GtinRef,
    at: string,
  ): Promise<ItemView | null> {
    if (!gtinPattern.test(gtin)) {
      throw failure('INVALID_VALUE', 'gtin has 8, 12, 13 or 14 digits.', { at: `${at}.gtin.gtin` });
    }
    const key = partKey(gtin, { lot: lot ?? null, serial: serial ?? null });
    return (await this.items.byKeys(viewer, [key])).get(key) ?? null;
  }
}
