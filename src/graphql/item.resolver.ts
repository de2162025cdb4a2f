import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { describeKey } from '../core/gs1/key.ts';
import { Settings } from '../platform/settings.ts';
import { ItemService } from '../query/item.service.ts';
import { UseArguments, checkTime, pageOf } from './arguments.ts';
import { birthFields } from './birth-fields.ts';
import type { ConnectionOf } from './connection.ts';
import { connect } from './connections.ts';
import type { RequestContext } from './context.ts';
import { Event } from './event.types.ts';
import { Birth, Item, ItemConnection, Part } from './item.types.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { itemName, productOf } from './naming.ts';
import { Parties } from './parties.ts';
import { Identifier } from './party.types.ts';
import { Presenter } from './present.ts';
import { Product } from './product.types.ts';
import { Site } from './site.types.ts';
import type { IdentifierScheme } from './values.types.ts';

/** Canonical keys of GS1 are Digital Links of this domain. */
const GS1_DOMAIN = 'https://id.gs1.org/';

const gs1Schemes: Readonly<Record<string, IdentifierScheme>> = {
  SERIAL: 'GTIN_SERIAL',
  LOT: 'GTIN_LOT',
  CLASS: 'GTIN',
  LOGISTIC_UNIT: 'SSCC',
  RETURNABLE_ASSET: 'GRAI',
  INDIVIDUAL_ASSET: 'GIAI',
};

/** What parts and containers share. */
@Resolver(() => Item)
export class ItemResolver {
  constructor(private readonly settings: Settings) {}

  @ResolveField(() => String, {
    description: 'Name for people: product and number (`Green coffee KM-0312`), never a bare code.',
  })
  async name(@Parent() { view }: Item, @Context() { loaders }: RequestContext): Promise<string> {
    return itemName(view, await productOf(view, loaders));
  }

  @ResolveField(() => Boolean, {
    description:
      'True: its name is what somebody called its product. False: nobody did; its name is a word for its kind in the default language and its own number (`Lot KM-0312`).',
  })
  async isDescribed(
    @Parent() { view }: Item,
    @Context() { loaders }: RequestContext,
  ): Promise<boolean> {
    return (await productOf(view, loaders)) !== null;
  }

  @ResolveField(() => [Identifier], {
    description: 'All numbers by which you may know it, its own first; at most 200.',
  })
  async identifiers(
    @Parent() { view }: Item,
    @Context() { loaders }: RequestContext,
  ): Promise<readonly Identifier[]> {
    const own = make(Identifier, {
      ...this.described(view.key, view.kind === 'LOT'),
      uri: view.uri,
      organisationId: null,
    });
    const others = ((await loaders.numbers.load(view.id)) ?? []).slice(0, 199);
    return [
      own,
      ...others.map(({ scheme, value, organisation }) =>
        make(Identifier, {
          ...(scheme === 'LOCAL'
            ? { scheme: 'LOCAL' as const, value, uri: null }
            : { ...this.described(value, false), uri: value }),
          organisationId: organisation,
        }),
      ),
    ];
  }

  private described(key: string, isLot: boolean): Pick<Identifier, 'scheme' | 'value'> {
    const { kind, number } = describeKey(key, isLot);
    if (key.startsWith(GS1_DOMAIN)) return { scheme: gs1Schemes[kind] ?? 'OTHER', value: number };
    const ours = key.startsWith(`${this.settings.publicUrl}/`);
    return { scheme: ours ? 'OWN' : 'OTHER', value: number };
  }
}

/** What is known of a part. */
@Resolver(() => Part)
export class PartResolver {
  constructor(
    private readonly items: ItemService,
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => Product, {
    nullable: true,
    description: 'What it is; null when not recorded.',
  })
  async product(
    @Parent() { view }: Part,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Product | null> {
    const product = await productOf(view, loaders);
    return product === null ? null : this.presenter.product(viewer, product);
  }

  @ResolveField(() => Part, {
    nullable: true,
    description: 'For a piece: the lot it was born into (ilmd lotNumber), if recorded.',
  })
  async memberOf(
    @Parent() { view }: Part,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Item | null> {
    const lot = await loaders.lotOf.load(view.id);
    const item = lot === null ? null : await loaders.item.load(lot);
    return item === null ? null : this.presenter.item(viewer, item);
  }

  @ResolveField(() => Birth, {
    nullable: true,
    description:
      'Birth data, fixed by the event that made or first recorded it; later events do not change it. Null: no making, harvest or first record is known.',
  })
  async birth(@Parent() { view }: Part, @Context() context: RequestContext): Promise<Birth | null> {
    const { loaders } = context;
    const birth = await loaders.birth.load(view.id);
    const record = birth === null ? null : await loaders.event.load(birth.position);
    if (birth === null || record === null) return null;
    const place = await this.parties.place(birth.place, context);
    return make(Birth, {
      ...birthFields(birth, record.event),
      madeBy: await this.parties.ofOrganisation(birth.owner, context),
      country: place?.place.country ?? null,
    });
  }

  @ResolveField(() => ItemConnection, {
    description:
      'Parts made directly from it (where used), newest first; `asKnownAt` is record time, default as the answer around it. Errors: INVALID_VALUE, CURSOR_INVALID.',
  })
  async usedIn(
    @Parent() { view }: Part,
    @Args() given: UseArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Item>> {
    const { viewer, moment } = context;
    const when = { asKnownAt: checkTime('asKnownAt', given.asKnownAt), known: moment };
    const page = await this.items.usedIn(viewer, view.id, when, pageOf(given));
    const present = this.presenter.item.bind(this.presenter, viewer);
    const facts = { page, continued: given.after != null, present };
    return spokenAt(connect(facts, context, info), page.moment);
  }
}

/** Where a part began. */
@Resolver(() => Birth)
export class BirthResolver {
  constructor(
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => Event, { nullable: true, description: 'The event.' })
  async event(
    @Parent() { position }: Birth,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Event | null> {
    const record = await loaders.event.load(position);
    return record === null ? null : this.presenter.event(viewer, record);
  }

  @ResolveField(() => Site, { nullable: true, description: 'Where.' })
  site(@Parent() { siteKey }: Birth, @Context() context: RequestContext): Promise<Site | null> {
    return this.parties.place(siteKey, context);
  }
}
