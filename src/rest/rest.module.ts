import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { LogModule } from '../log/log.module.ts';
import { ContractsController } from './contracts.controller.ts';
import { EpcisController } from './epcis.controller.ts';
import { HealthController } from './health.controller.ts';
import { RestViewers } from './viewers.ts';

/** Door for ERP systems, and for whoever watches the service. */
@Module({
  imports: [AccessModule, CaptureModule, LogModule],
  controllers: [ContractsController, EpcisController, HealthController],
  providers: [RestViewers],
})
export class RestModule {}
