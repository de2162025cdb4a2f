import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { NodeIdService } from '../access/node-id.service.ts';
import { JobService } from '../capture/job.service.ts';
import { RecallCaseService } from '../cases/recall-case.service.ts';
import { CertificateService } from '../masterdata/certificate.service.ts';
import type { RequestContext } from './context.ts';
import { failure } from './errors.ts';
import { presentJob } from './job-fields.ts';
import { nodesMax } from './limits.ts';
import { Node } from './node.types.ts';
import { Presenter } from './present.ts';
import { presentRecallCase } from './recall-case-fields.ts';

/** Anything by its global id. */
@Resolver()
export class NodeResolver {
  constructor(
    private readonly ids: NodeIdService,
    private readonly jobs: JobService,
    private readonly certificates: CertificateService,
    private readonly recalls: RecallCaseService,
    private readonly presenter: Presenter,
  ) {}

  @Query(() => Node, {
    nullable: true,
    description: 'Any node by its id; null when unknown or hidden.',
  })
  node(
    @Args('id', { type: () => ID, description: 'Global id.' }) id: string,
    @Context() context: RequestContext,
  ): Promise<Node | null> {
    return this.find(id, context);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Same order as `ids` (at most 100); null for ids that are unknown or hidden: one answer for both.',
  })
  nodes(
    @Args('ids', { type: () => [ID], description: 'Global ids, at most 100.' })
    ids: readonly string[],
    @Context() context: RequestContext,
  ): Promise<readonly (Node | null)[]> {
    if (ids.length > nodesMax) {
      throw failure('INVALID_VALUE', `ids: ${ids.length} are more than ${nodesMax}.`, {
        at: 'ids',
      });
    }
    return Promise.all(ids.map((id) => this.find(id, context)));
  }

  private async find(id: string, { loaders, viewer }: RequestContext): Promise<Node | null> {
    const key = this.ids.decode(viewer, id);
    switch (key?.type) {
      case undefined:
        return null;
      case 'part':
      case 'container':
        return shown(await loaders.item.load(key.id), (view) => this.presenter.item(viewer, view));
      case 'product':
        return shown(await loaders.product(key.id), (view) => this.presenter.product(viewer, view));
      case 'organisation':
        return shown(await loaders.organisation(key.id), (view) =>
          this.presenter.organisation(viewer, view),
        );
      case 'site':
        return shown(await loaders.site(key.id), (view) => this.presenter.site(viewer, view));
      case 'event':
        return shown(await loaders.event.load(key.id), (record) =>
          record.event.errorDeclaration === null ? this.presenter.event(viewer, record) : null,
        );
      case 'certificate':
        return shown(await this.certificates.byId(viewer, key.id), (view) =>
          this.presenter.certificate(viewer, view),
        );
      case 'recall':
        return shown(await this.recalls.byId(viewer, key.id), (view) =>
          presentRecallCase(view, id),
        );
      case 'job':
        return shown(await this.jobs.byId(viewer, key.id), (job) => presentJob(job, id));
    }
  }
}

const shown = <View, Shown>(
  view: View | null,
  present: (view: View) => Shown | null,
): Shown | null => (view === null ? null : present(view));
