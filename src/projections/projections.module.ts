import { Global, Module } from '@nestjs/common';
import { PROJECTORS, type Projector } from '../log/projector.ts';
import { CatchUpService } from './catch-up.service.ts';
import { ContainmentProjection } from './containment.projection.ts';
import { HandOverProjection } from './hand-over.projection.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';

/** The read models that the log keeps current, in the order in which they take in a batch; global, since the log may not know them. */
@Global()
@Module({
  providers: [
    ItemProjection,
    ContainmentProjection,
    LineageProjection,
    HandOverProjection,
    CatchUpService,
    {
      provide: PROJECTORS,
      useFactory: (...projectors: readonly Projector[]) => projectors,
      inject: [ItemProjection, ContainmentProjection, LineageProjection, HandOverProjection],
    },
  ],
  exports: [PROJECTORS],
})
export class ProjectionsModule {}
