import { Injectable } from '@nestjs/common';
import type { Choice } from '../../web/form.view.tsx';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { stepOf } from '../core/epcis/step.ts';
import { describeKey } from '../core/gs1/key.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { EventService } from '../query/event.service.ts';
import { ItemService } from '../query/item.service.ts';

/** Own records that are looked through for items to offer. */
const RECENT = 50;
/** Items offered. */
const ITEMS_MAX = 60;

/** Steps after which the items are gone. */
const leaving: ReadonlySet<string> = new Set(['SHIP', 'SELL', 'DESTROY']);

/** What people call an item: its lot, serial or last digits. */
export const numberOf = (key: string, classLevel: boolean): string => {
  const { lot, serial } = describeKey(key, classLevel);
  const last = /[^/:#]+$/.exec(key)?.[0] ?? key;
  return serial ?? lot ?? last;
};

/** Keys of items of events, the newest first, those that are still there before those that left. */
const recentKeys = (events: readonly EpcisEvent[]): ReadonlyMap<string, boolean> => {
  const seen = new Map<string, { readonly classLevel: boolean; readonly left: boolean }>();
  for (const event of events) {
    const left = leaving.has(stepOf(event));
    for (const { key, classLevel } of event.items)
      if (!seen.has(key)) seen.set(key, { classLevel, left });
  }
  const entries = [...seen].filter(
    ([key, { classLevel }]) => describeKey(key, classLevel).kind !== 'CLASS',
  );
  const here = entries.filter(([, { left }]) => !left);
  const gone = entries.filter(([, { left }]) => left);
  return new Map(
    [...here, ...gone].slice(0, ITEMS_MAX).map(([key, { classLevel }]) => [key, classLevel]),
  );
};

/** Items by what people call them. */
@Injectable()
export class RecordItems {
  constructor(
    private readonly products: ProductService,
    private readonly events: EventService,
    private readonly items: ItemService,
  ) {}

  /** Of one's own newest records, what is still there first. */
  async recent(viewer: Viewer): Promise<readonly Choice[]> {
    if (viewer.organisation === null) return [];
    const recent = await this.events.list(viewer, { owners: [viewer.organisation] }, 'TIME_DESC', {
      first: RECENT,
      after: null,
    });
    const keys = recentKeys(recent.edges.map(({ node }) => node.event));
    return this.named(viewer, keys);
  }

  /** By internal id: canonical keys, and how to call them; hidden ones are left out. */
  async ofIds(
    viewer: Viewer,
    ids: readonly number[],
  ): Promise<{ readonly keys: readonly string[]; readonly named: readonly Choice[] }> {
    const items = await this.items.byIds(viewer, ids);
    const keys = new Map(
      ids.flatMap((id) => {
        const item = items.get(id);
        return item === undefined ? [] : [[item.key, item.kind === 'LOT'] as const];
      }),
    );
    return { keys: [...keys.keys()], named: await this.named(viewer, keys) };
  }

  /** Numbers to type, each with its product; the whole key where two items have one number. */
  private async named(
    viewer: Viewer,
    keys: ReadonlyMap<string, boolean>,
  ): Promise<readonly Choice[]> {
    const products = await this.products.byKeys(viewer, [...keys.keys()]);
    const numbers = [...keys].map(([key, classLevel]) => numberOf(key, classLevel));
    return [...keys.keys()].map((key, index) => {
      const number = numbers[index] ?? key;
      const isAlone = numbers.indexOf(number) === numbers.lastIndexOf(number);
      return { value: isAlone ? number : key, label: products.get(key)?.name ?? '' };
    });
  }
}
