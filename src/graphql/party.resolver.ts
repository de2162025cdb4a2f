import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from './context.ts';
import { Organisation } from './organisation.types.ts';
import { Identifier, Party } from './party.types.ts';
import { Presenter } from './present.ts';

/** Who a party is. */
@Resolver(() => Party)
export class PartyResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => Organisation, {
    nullable: true,
    description: 'The organisation, if it has a record here and you may see it.',
  })
  async organisation(
    @Parent() { organisationId }: Party,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Organisation | null> {
    const view = organisationId === null ? null : await loaders.organisation(organisationId);
    return view === null ? null : this.presenter.organisation(viewer, view);
  }
}

/** Whose number it is. */
@Resolver(() => Identifier)
export class IdentifierResolver {
  constructor(private readonly presenter: Presenter) {}

  @ResolveField(() => Party, {
    nullable: true,
    description: 'Whose number it is; null when not recorded.',
  })
  async assignedBy(
    @Parent() { organisationId }: Identifier,
    @Context() { loaders }: RequestContext,
  ): Promise<Party | null> {
    const view = organisationId === null ? null : await loaders.organisation(organisationId);
    return view === null ? null : this.presenter.party(view);
  }
}
