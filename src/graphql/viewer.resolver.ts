import { Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DOCUMENT_BYTES_MAX, DOCUMENT_EVENTS_MAX } from '../capture/limits.ts';
import type { RequestContext } from './context.ts';
import { costMaxOf } from './request-plugin.ts';
import { depthMax, objectsMax, requestSecondsMax } from './limits.ts';
import { make } from './make.ts';
import { Organisation } from './organisation.types.ts';
import { Presenter } from './present.ts';
import { Limits, Viewer } from './viewer.types.ts';

/** Who asks. */
@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(private readonly presenter: Presenter) {}

  @Query(() => Viewer, { description: 'Who am I, what may I do, how much may I ask.' })
  viewer(@Context() context: RequestContext): Viewer {
    const { scopes, test } = context.viewer;
    const limits = make(Limits, {
      costMax: costMaxOf(context),
      objectsMax,
      depthMax,
      requestSecondsMax,
      captureEventsMax: DOCUMENT_EVENTS_MAX,
      captureBytesMax: DOCUMENT_BYTES_MAX,
    });
    return make(Viewer, { scopes, test, limits });
  }

  @ResolveField(() => Organisation, { nullable: true, description: 'Null: anonymous.' })
  async organisation(
    @Parent() _viewer: Viewer,
    @Context() { loaders, viewer }: RequestContext,
  ): Promise<Organisation | null> {
    const view =
      viewer.organisation === null ? null : await loaders.organisation(viewer.organisation);
    return view === null ? null : this.presenter.organisation(viewer, view);
  }
}
