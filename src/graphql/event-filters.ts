import { Injectable } from '@nestjs/common';
import { NodeIdService, type NodeType } from '../access/node-id.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import type { EventConditions } from '../query/event.service.ts';
import type { ItemFilter as ItemConditions } from '../query/item.ts';
import type { Moment } from '../query/moment.ts';
import { checkTime } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { epcisTypeOf } from './event-fields.ts';
import { EventFilter, ItemFilter } from './filter.types.ts';
import { References } from './references.ts';

/** What a filter is read with. */
type Reading = Pick<RequestContext, 'viewer' | 'loaders'> & {
  /** Record time; null: now. */
  readonly knownAt: string | null;
};

/** Filters of the contract in the words of the rooms. What they name and nobody may see matches nothing. */
@Injectable()
export class EventFilters {
  constructor(
    private readonly ids: NodeIdService,
    private readonly references: References,
    private readonly sites: SiteService,
  ) {}

  /**
   * As known at a moment; null: now.
   * @throws INVALID_VALUE, AMBIGUOUS_NUMBER
   */
  async events(
    filter: EventFilter | null,
    { viewer, loaders }: RequestContext,
    moment: Moment | null,
  ): Promise<EventConditions> {
    if (filter === null || filter === undefined) return {};
    const reading = {
      viewer,
      loaders: moment === null ? loaders : loaders.at(moment),
      knownAt: moment?.namesAt ?? null,
    };
    return {
      ...(await this.named(filter, reading)),
      ...given('steps', filter.steps),
      ...given('types', filter.types?.map(epcisTypeOf)),
      ...given('bizSteps', filter.bizSteps),
      ...given('dispositions', filter.dispositions),
      ...given('persistentDispositions', filter.persistentDispositions),
      ...given('from', checkTime('filter.from', filter.from)),
      ...given('until', checkTime('filter.until', filter.until)),
      ...given('recordedFrom', checkTime('filter.recordedFrom', filter.recordedFrom)),
      ...given('recordedUntil', checkTime('filter.recordedUntil', filter.recordedUntil)),
      ...given('documents', filter.documents),
      ...given('statuses', filter.statuses),
    };
  }

  /** @throws INVALID_VALUE */
  async items(filter: ItemFilter | null, context: RequestContext): Promise<ItemConditions> {
    const { products } = filter ?? {};
    if (products === null || products === undefined) return {};
    const views = await Promise.all(
      this.internal(products, 'product', context).map((id) => context.loaders.product(id)),
    );
    return { gtins: views.flatMap((view) => view?.gtin ?? []) };
  }

  private async named(filter: EventFilter, reading: Reading): Promise<EventConditions> {
    const { viewer, knownAt } = reading;
    const items = filter.items
      ? await Promise.all(
          filter.items.map((one, index) =>
            this.references.item(viewer, one, `filter.items.${index}`, knownAt),
          ),
        )
      : undefined;
    const owners = filter.recordedBy && this.internal(filter.recordedBy, 'organisation', reading);
    return {
      ...given(
        'items',
        items?.flatMap((item) => item?.id ?? []),
      ),
      ...given('owners', owners),
      ...given('sites', await this.siteKeys(filter.atSites, reading)),
      ...given('locations', await this.siteKeys(filter.locations, reading)),
      ...given('sources', await this.partyKeys(filter.fromParties, reading)),
      ...given('destinations', await this.partyKeys(filter.toParties, reading)),
    };
  }

  private async siteKeys(
    ids: readonly string[] | null | undefined,
    reading: Reading,
  ): Promise<readonly string[] | null> {
    if (ids === null || ids === undefined) return null;
    const { viewer, knownAt } = reading;
    return this.sites.keysWithin(viewer, this.internal(ids, 'site', reading), knownAt);
  }

  private async partyKeys(
    ids: readonly string[] | null | undefined,
    reading: Reading,
  ): Promise<readonly string[] | null> {
    if (ids === null || ids === undefined) return null;
    const internal = this.internal(ids, 'organisation', reading);
    const views = await Promise.all(internal.map((id) => reading.loaders.organisation(id)));
    return views.flatMap((view) => view?.numbers.map(({ key }) => key) ?? []);
  }

  private internal(
    ids: readonly string[],
    type: NodeType,
    { viewer }: Pick<RequestContext, 'viewer'>,
  ): readonly number[] {
    return ids.flatMap((id) => this.ids.decodeAs(viewer, type, id) ?? []);
  }
}

/** A condition that was given; left out it stays out. */
export const given = <Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [K in Name]?: Value } =>
  value === null || value === undefined
    ? {}
    : ({ [name]: value } as { readonly [K in Name]: Value });
