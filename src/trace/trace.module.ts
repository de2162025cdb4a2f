import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { OpenAnswers } from './open-answers.ts';
import { ProvenanceService } from './provenance.service.ts';
import { RecallBalanceService } from './recall-balance.service.ts';
import { RecallStreamService } from './recall-stream.service.ts';
import { RecallService } from './recall.service.ts';
import { RecallSubjectService } from './recall-subject.service.ts';
import { StreamLinkService } from './stream-link.service.ts';
import { StreamWholeService } from './stream-whole.service.ts';
import { ProvenanceStreamService } from './stream.service.ts';
import { TraceLimits } from './trace-limits.ts';
import { WayService } from './way.service.ts';

/** Provenance back and forward. */
@Module({
  imports: [AccessModule, CaptureModule, MasterdataModule, LogModule, QueryModule],
  providers: [
    OpenAnswers,
    ProvenanceService,
    ProvenanceStreamService,
    RecallBalanceService,
    RecallService,
    RecallStreamService,
    RecallSubjectService,
    StreamLinkService,
    StreamWholeService,
    TraceLimits,
    WayService,
  ],
  exports: [
    OpenAnswers,
    ProvenanceService,
    ProvenanceStreamService,
    RecallBalanceService,
    RecallService,
    RecallStreamService,
    RecallSubjectService,
    StreamLinkService,
    WayService,
  ],
})
export class TraceModule {}
