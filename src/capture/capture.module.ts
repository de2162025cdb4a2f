import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { CaptureRunnerJob } from './capture-runner.job.ts';
import { CaptureService } from './capture.service.ts';
import { JobService } from './job.service.ts';
import { StepForesightService } from './step-foresight.service.ts';
import { StepCorrectionService } from './step-correction.service.ts';
import { StepHoldService } from './step-hold.service.ts';
import { StepLookupService } from './step-lookup.service.ts';
import { StepOnHoldService } from './step-on-hold.service.ts';
import { StepTwinService } from './step-twin.service.ts';
import { StepService } from './step.service.ts';

/** The one way in. */
@Module({
  imports: [AccessModule, MasterdataModule, LogModule],
  providers: [
    CaptureRunnerJob,
    CaptureService,
    JobService,
    StepForesightService,
    StepCorrectionService,
    StepHoldService,
    StepLookupService,
    StepOnHoldService,
    StepService,
    StepTwinService,
  ],
  exports: [
    CaptureService,
    JobService,
    StepCorrectionService,
    StepHoldService,
    StepLookupService,
    StepService,
  ],
})
export class CaptureModule {}
