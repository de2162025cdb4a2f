import { Global, Module } from '@nestjs/common';
import { PROJECTORS } from '../log/projector.ts';
import { ItemProjection } from './item.projection.ts';
import { LineageProjection } from './lineage.projection.ts';

/** The read models that the log keeps current, in the order in which they take in a batch; global, since the log may not know them. */
@Global()
@Module({
  providers: [
    ItemProjection,
    LineageProjection,
    {
      provide: PROJECTORS,
      useFactory: (items: ItemProjection, lineage: LineageProjection) => [items, lineage],
      inject: [ItemProjection, LineageProjection],
    },
  ],
  exports: [PROJECTORS],
})
export class ProjectionsModule {}
