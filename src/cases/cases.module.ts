import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { HeldRecallReach } from './held-recall-reach.service.ts';
import { RecallCaseService } from './recall-case.service.ts';
import { RecallReach } from './recall-reach.ts';
import { RecallStartService } from './recall-start.service.ts';
import { RecallSubjectService } from './recall-subject.service.ts';

/** Recalls between companies. */
@Module({
  imports: [AccessModule, CaptureModule, QueryModule],
  providers: [
    { provide: RecallReach, useClass: HeldRecallReach },
    RecallCaseService,
    RecallStartService,
    RecallSubjectService,
  ],
  exports: [RecallCaseService, RecallStartService],
})
export class CasesModule {}
