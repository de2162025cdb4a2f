import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { LogModule } from '../log/log.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { ChangeFeedService } from './change-feed.service.ts';
import { LogHeadJob } from './log-head.job.ts';
import { OpenStreams } from './open-streams.ts';

/** Live updates. */
@Module({
  imports: [AccessModule, LogModule, QueryModule],
  providers: [ChangeFeedService, LogHeadJob, OpenStreams],
  exports: [ChangeFeedService, OpenStreams],
})
export class SubscriptionsModule {}
