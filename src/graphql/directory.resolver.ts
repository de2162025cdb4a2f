import { Args, Context, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { OrganisationService } from '../access/organisation.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { PageArguments, pageOf } from './arguments.ts';
import type { ConnectionOf } from './connection.ts';
import { connect } from './connections.ts';
import type { RequestContext } from './context.ts';
import { DirectoryFilter } from './filter.types.ts';
import { type Organisation, OrganisationConnection } from './organisation.types.ts';
import { Presenter } from './present.ts';
import { type Product, ProductConnection } from './product.types.ts';
import { type Site, SiteConnection } from './site.types.ts';

const filterArgument = {
  type: () => DirectoryFilter,
  nullable: true,
  description: 'Left out: all.',
} as const;

/** Organisations, sites and products by name. */
@Resolver()
export class DirectoryResolver {
  constructor(
    private readonly organisationService: OrganisationService,
    private readonly siteService: SiteService,
    private readonly productService: ProductService,
    private readonly presenter: Presenter,
  ) {}

  @Query(() => OrganisationConnection, { description: 'Organisations you may see, by name.' })
  async organisations(
    @Args('filter', filterArgument) filter: DirectoryFilter | null,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Organisation>> {
    const { viewer } = context;
    const found = await this.organisationService.list(viewer, filter ?? {}, pageOf(page));
    const present = this.presenter.organisation.bind(this.presenter, viewer);
    return connect({ page: found, continued: page.after != null, present }, context, info);
  }

  @Query(() => SiteConnection, { description: 'Sites you may see, by name.' })
  async sites(
    @Args('filter', filterArgument) filter: DirectoryFilter | null,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Site>> {
    const { viewer } = context;
    const found = await this.siteService.list(viewer, filter ?? {}, pageOf(page));
    const present = this.presenter.site.bind(this.presenter, viewer);
    return connect({ page: found, continued: page.after != null, present }, context, info);
  }

  @Query(() => ProductConnection, { description: 'Products you may see, by name.' })
  async products(
    @Args('filter', filterArgument) filter: DirectoryFilter | null,
    @Args() page: PageArguments,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ConnectionOf<Product>> {
    const { viewer } = context;
    const found = await this.productService.list(viewer, filter ?? {}, pageOf(page));
    const present = this.presenter.product.bind(this.presenter, viewer);
    return connect({ page: found, continued: page.after != null, present }, context, info);
  }
}
