import { Injectable } from '@nestjs/common';
import type { RequestContext } from './context.ts';
import type { Item } from './item.types.ts';
import { Presenter } from './present.ts';

/** Items as events and traces name them. */
@Injectable()
export class ItemFields {
  constructor(private readonly presenter: Presenter) {}

  /** The item of a key that an event names: it is there since the event is. */
  async required(key: string, { loaders, viewer }: RequestContext): Promise<Item> {
    const view = await loaders.itemByKey.load(key);
    if (view === null)
      throw new Error(`an event names ${key}, but the read model has no such item`);
    return this.presenter.item(viewer, view);
  }

  /** The item of a key that was recorded in this very request. */
  fresh(key: string, context: RequestContext): Promise<Item> {
    context.loaders.itemByKey.clear(key);
    return this.required(key, context);
  }

  /** The item of an internal id; null when unknown or hidden. */
  async byId(id: number, { loaders, viewer }: RequestContext): Promise<Item | null> {
    const view = await loaders.item.load(id);
    return view === null ? null : this.presenter.item(viewer, view);
  }
}
