import { Args, Context, Info, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { checkRange } from './arguments.ts';
import { cutError } from './connections.ts';
import type { RequestContext } from './context.ts';
import { handOverEnd } from './event-fields.ts';
import { Correction, Event, EventItem, EventStatus, HandOverEnd, ItemRole } from './event.types.ts';
import { ItemFields } from './item-fields.ts';
import { Item } from './item.types.ts';
import { eventItemsMax } from './limits.ts';
import { make } from './make.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { plainJson } from './plain-json.ts';
import { Presenter } from './present.ts';
import { quantityOf } from './quantity.ts';
import { Json } from './scalars.ts';
import { Site } from './site.types.ts';
import { Titles } from './titles.ts';

/** What an event leads to. */
@Resolver(() => Event)
export class EventResolver {
  constructor(
    private readonly presenter: Presenter,
    private readonly parties: Parties,
    private readonly titles: Titles,
  ) {}

  @ResolveField(() => String, {
    description: 'One sentence for people: `Kilele Mill made 800 kg Green coffee from 3 lots.`',
  })
  title(@Parent() { record }: Event, @Context() context: RequestContext): Promise<string> {
    return this.titles.of(record.event, record.owner, context);
  }

  @ResolveField(() => Party, { description: 'Who recorded it.' })
  by(@Parent() { record }: Event, @Context() context: RequestContext): Promise<Party> {
    return this.parties.ofOrganisation(record.owner, context);
  }

  @ResolveField(() => Site, { nullable: true, description: 'Where it happened (readPoint).' })
  at(@Parent() { record }: Event, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(record.event.readPoint, context);
  }

  @ResolveField(() => Site, {
    nullable: true,
    description: 'Where the items are afterwards (bizLocation). Null is unknown, not unchanged.',
  })
  location(@Parent() { record }: Event, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(record.event.bizLocation, context);
  }

  @ResolveField(() => HandOverEnd, {
    nullable: true,
    description: 'Who and where from (sourceList).',
  })
  from(@Parent() { record }: Event): HandOverEnd | null {
    return handOverEnd(record.event.sources);
  }

  @ResolveField(() => HandOverEnd, {
    nullable: true,
    description: 'Who and where to (destinationList).',
  })
  to(@Parent() { record }: Event): HandOverEnd | null {
    return handOverEnd(record.event.destinations);
  }

  @ResolveField(() => [EventItem], {
    description: 'What it is about, in recorded order; the whole is in `epcis`.',
  })
  items(
    @Parent() { record }: Event,
    @Args('role', { type: () => ItemRole, nullable: true, description: 'Only these.' })
    role: ItemRole | null,
    @Args('first', {
      type: () => Int,
      defaultValue: 10,
      description: 'How many at most: 1 to 1,000.',
    })
    first: number,
    @Context() { budget, partial }: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): readonly EventItem[] {
    checkRange('first', first, eventItemsMax);
    const lines = record.event.items
      .map((line, index) => ({ ...line, index }))
      .filter((line) => role == null || line.role === role)
      .slice(0, first);
    const granted = budget.take(lines.length);
    if (granted < lines.length) partial.push(cutError(info));
    return lines.slice(0, granted).map((line) =>
      make(EventItem, {
        role: line.role,
        quantity: quantityOf(line.quantity, line.unit),
        itemKey: line.key,
        line: { position: record.position, index: line.index },
      }),
    );
  }

  @ResolveField(() => EventStatus, { description: 'Whether it counts.' })
  async status(
    @Parent() { record }: Event,
    @Context() { loaders }: RequestContext,
  ): Promise<EventStatus> {
    const standing = (await loaders.standing.load(record.position))?.standing ?? 'CURRENT';
    if (standing !== 'CURRENT') return standing;
    return (await loaders.claims.load(record.position))?.whole === true ? 'CLAIM' : 'CURRENT';
  }

  @ResolveField(() => Correction, {
    nullable: true,
    description: 'Present when it was declared wrong.',
  })
  async correction(
    @Parent() { record }: Event,
    @Context() { loaders }: RequestContext,
  ): Promise<Correction | null> {
    const correction = (await loaders.standing.load(record.position))?.correction ?? null;
    if (correction === null) return null;
    const declaration = await loaders.event.load(correction.declaration);
    return make(Correction, {
      declaredAt: declaration?.event.errorDeclaration?.declaredAt ?? correction.declaredAt,
      reason: correction.reason,
      correctives: correction.correctedBy,
    });
  }

  @ResolveField(() => [Event], { description: 'Events that this one corrects; at most 200.' })
  async corrects(
    @Parent() { record }: Event,
    @Context() context: RequestContext,
  ): Promise<readonly Event[]> {
    const positions = (await context.loaders.corrects.load(record.position)) ?? [];
    return eventsAt(positions, this.presenter, context);
  }

  @ResolveField(() => Json, {
    nullable: true,
    description:
      'The EPCIS 2.0 event as JSON-LD, value for value as captured. The exact bytes: GET /epcis/events/{id}.',
  })
  epcis(@Parent() { record }: Event): unknown {
    return plainJson(record.event.body);
  }
}

/** What puts an event right. */
@Resolver(() => Correction)
export class CorrectionResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => [Event], {
    description: 'The events that say what is right; may arrive later; at most 200.',
  })
  correctedBy(
    @Parent() { correctives }: Correction,
    @Context() context: RequestContext,
  ): Promise<readonly Event[]> {
    return eventsAt(correctives, this.presenter, context);
  }
}

/** Which item it is. */
@Resolver(() => EventItem)
export class EventItemResolver {
  constructor(private readonly items: ItemFields) {}

  @ResolveField(() => Item, { description: 'The item.' })
  item(@Parent() { itemKey }: EventItem, @Context() context: RequestContext): Promise<Item> {
    return this.items.required(itemKey, context);
  }

  @ResolveField(() => Boolean, {
    description:
      'True: what the event says of this item is a claim, shown and not counted (EventStatus CLAIM).',
  })
  async claim(
    @Parent() { line }: EventItem,
    @Context() { loaders }: RequestContext,
  ): Promise<boolean> {
    return (await loaders.claims.load(line.position))?.lines.has(line.index) ?? false;
  }
}

/** Who and where. */
@Resolver(() => HandOverEnd)
export class HandOverEndResolver {
  constructor(private readonly parties: Parties) {}

  @ResolveField(() => Party, { nullable: true, description: 'Has it in hand (possessing_party).' })
  holder(@Parent() end: HandOverEnd, @Context() context: RequestContext): Promise<Party | null> {
    return this.parties.ofKey(end.holderKey, context);
  }

  @ResolveField(() => Party, { nullable: true, description: 'Owns it (owning_party).' })
  owner(@Parent() end: HandOverEnd, @Context() context: RequestContext): Promise<Party | null> {
    return this.parties.ofKey(end.ownerKey, context);
  }

  @ResolveField(() => Site, { nullable: true, description: 'Place (location).' })
  site(@Parent() end: HandOverEnd, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(end.siteKey, context);
  }
}

/** Corrections name few events; more than this is no correction. */
const correctionsMax = 200;

async function eventsAt(
  positions: readonly number[],
  presenter: Presenter,
  { loaders, viewer }: RequestContext,
): Promise<readonly Event[]> {
  const records = await Promise.all(
    positions.slice(0, correctionsMax).map((position) => loaders.event.load(position)),
  );
  return records.flatMap((record) => (record === null ? [] : [presenter.event(viewer, record)]));
}
