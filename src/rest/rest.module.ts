import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { LogModule } from '../log/log.module.ts';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.ts';
import { TraceModule } from '../trace/trace.module.ts';
import { ChangesController } from './changes.controller.ts';
import { ContractsController } from './contracts.controller.ts';
import { EpcisController } from './epcis.controller.ts';
import { HealthController } from './health.controller.ts';
import { RestFilter } from './problem-filter.ts';
import { StreamsController } from './streams.controller.ts';
import { RestViewers } from './viewers.ts';

/** Door for ERP systems, and for whoever watches the service. */
@Module({
  imports: [AccessModule, CaptureModule, LogModule, SubscriptionsModule, TraceModule],
  controllers: [
    ChangesController,
    ContractsController,
    EpcisController,
    HealthController,
    StreamsController,
  ],
  // For the whole application: the HTTP server's own errors come before any controller.
  providers: [RestViewers, { provide: APP_FILTER, useClass: RestFilter }],
})
export class RestModule {}
