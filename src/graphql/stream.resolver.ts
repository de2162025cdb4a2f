import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Settings } from '../platform/settings.ts';
import { StreamLinkService } from '../trace/stream-link.service.ts';
import type { RequestContext } from './context.ts';
import { Provenance } from './provenance.types.ts';
import { Recall } from './recall.types.ts';
import { Uri } from './scalars.ts';

/** Where large answers are had whole. */
@Resolver(() => Provenance)
export class StreamResolver {
  constructor(
    private readonly links: StreamLinkService,
    private readonly settings: Settings,
  ) {}

  @ResolveField(() => Uri, {
    description:
      'The whole answer as a stream: NDJSON (`node`, `link`, `hop`, `gap` one a line; a hop once for each of its lines). It has no pages; what is too large to be walked ends with `complete: false`. Append `?format=csv` or `xlsx`, or `?after=` the number of lines you have. Good for 15 minutes, without a key.',
  })
  streamUrl(@Parent() { view }: Provenance, @Context() { viewer }: RequestContext): string {
    const { item, direction, at, asKnownAt, whole } = view;
    const token = this.links.seal(viewer, 'provenance', {
      item: item.id,
      direction,
      at,
      asKnownAt,
      known: whole.known,
    });
    return `${this.settings.publicUrl}/streams/provenance/${token}`;
  }
}

/** Where a recall list is had whole. */
@Resolver(() => Recall)
export class RecallStreamResolver {
  constructor(
    private readonly links: StreamLinkService,
    private readonly settings: Settings,
  ) {}

  @ResolveField(() => Uri, {
    description:
      'The whole list as a stream: NDJSON (`part` with its books, `link` from part to part unless the header says `linksTold: false`, `holder`, `gap` one a line). It has no pages; what is too large to be walked ends with `complete: false`. Append `?format=csv` or `xlsx`, or `?after=` the number of lines you have. Good for 15 minutes, without a key.',
  })
  streamUrl(@Parent() { view }: Recall, @Context() { viewer }: RequestContext): string {
    const { subject, moment } = view;
    const token = this.links.sealRecall(viewer, { subject, moment });
    return `${this.settings.publicUrl}/streams/recall/${token}`;
  }
}
