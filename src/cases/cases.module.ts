import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { TraceModule } from '../trace/trace.module.ts';
import { RecallCaseService } from './recall-case.service.ts';
import { RecallStartService } from './recall-start.service.ts';

/** Recalls between companies. */
@Module({
  imports: [AccessModule, CaptureModule, QueryModule, TraceModule],
  providers: [RecallCaseService, RecallStartService],
  exports: [RecallCaseService, RecallStartService],
})
export class CasesModule {}
