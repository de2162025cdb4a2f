import { Args, Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { SiteService } from '../masterdata/site.service.ts';
import { PageArguments, checkDay, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect } from './connections.ts';
import type { RequestContext } from './context.ts';
import { boundedListMax } from './limits.ts';
import { Certificate, Organisation } from './organisation.types.ts';
import { Parties } from './parties.ts';
import { Party } from './party.types.ts';
import { Presenter } from './present.ts';
import { Product } from './product.types.ts';
import { CalendarDay } from './scalars.ts';
import { Site, SiteConnection } from './site.types.ts';

const asOfArgument = {
  type: () => CalendarDay,
  nullable: true,
  description: 'As it was called on that day; left out: today.',
} as const;

/** What an organisation has. */
@Resolver(() => Organisation)
export class OrganisationResolver {
  constructor(
    private readonly siteService: SiteService,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => String, { description: 'Name for people.' })
  async name(
    @Parent() { view }: Organisation,
    @Args('asOf', asOfArgument) asOf: string | null,
    @Context() { loaders }: RequestContext,
  ): Promise<string> {
    const day = checkDay('asOf', asOf);
    return day === null ? view.name : ((await loaders.organisation(view.id, day)) ?? view).name;
  }

  @ResolveField(() => SiteConnection, { description: 'Its sites that you may see, by name.' })
  async sites(
    @Parent() { view }: Organisation,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Site>> {
    const { viewer } = context;
    const found = await this.siteService.list(viewer, { operator: view.id }, pageOf(page));
    const present = this.presenter.site.bind(this.presenter, viewer);
    return connect({ page: found, continued: page.after != null, present }, context, info);
  }

  @ResolveField(() => [Certificate], {
    description: 'Its certificates that you may see; at most 200.',
  })
  async certificates(
    @Parent() { view }: Organisation,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<readonly Certificate[]> {
    const found = (await loaders.certificates.load(view.id)) ?? [];
    return found.slice(0, boundedListMax).map((one) => this.presenter.certificate(viewer, one));
  }
}

/** Who holds a certificate. */
@Resolver(() => Certificate)
export class CertificateResolver {
  constructor(private readonly parties: Parties) {}

  @ResolveField(() => Party, { description: 'Who holds it.' })
  holder(@Parent() { view }: Certificate, @Context() context: RequestContext): Promise<Party> {
    return this.parties.ofOrganisation(view.owner, context);
  }
}

/** What a place belongs to. */
@Resolver(() => Site)
export class SiteResolver {
  constructor(
    private readonly parties: Parties,
    private readonly presenter: Presenter,
  ) {}

  @ResolveField(() => String, { description: 'Name for people.' })
  async name(
    @Parent() { view }: Site,
    @Args('asOf', asOfArgument) asOf: string | null,
    @Context() { loaders }: RequestContext,
  ): Promise<string> {
    const day = checkDay('asOf', asOf);
    return day === null ? view.name : ((await loaders.site(view.id, day)) ?? view).name;
  }

  @ResolveField(() => Party, { nullable: true, description: 'Who runs it.' })
  operator(@Parent() { view }: Site, @Context() context: RequestContext): Promise<Party> | null {
    return view.operator === null ? null : this.parties.ofOrganisation(view.operator, context);
  }

  @ResolveField(() => Site, { nullable: true, description: 'The site it is part of.' })
  async within(
    @Parent() { view }: Site,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Site | null> {
    const outer = view.within === null ? null : await loaders.site(view.within);
    return outer === null ? null : this.presenter.site(viewer, outer);
  }
}

/** What a product is called and whose it is. */
@Resolver(() => Product)
export class ProductResolver {
  constructor(private readonly parties: Parties) {}

  @ResolveField(() => String, { description: 'Name for people.' })
  async name(
    @Parent() { view }: Product,
    @Args('asOf', asOfArgument) asOf: string | null,
    @Context() { loaders }: RequestContext,
  ): Promise<string> {
    const day = checkDay('asOf', asOf);
    return day === null ? view.name : ((await loaders.product(view.id, day)) ?? view).name;
  }

  @ResolveField(() => Party, { nullable: true, description: 'Brand owner or maker.' })
  madeBy(@Parent() { view }: Product, @Context() context: RequestContext): Promise<Party> {
    return this.parties.ofOrganisation(view.owner, context);
  }
}
