import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { ProvenanceService } from './provenance.service.ts';
import { StreamLinkService } from './stream-link.service.ts';
import { ProvenanceStreamService } from './stream.service.ts';
import { TraceLimits } from './trace-limits.ts';

/** Provenance back and forward. */
@Module({
  imports: [AccessModule, MasterdataModule, LogModule],
  providers: [ProvenanceService, ProvenanceStreamService, StreamLinkService, TraceLimits],
  exports: [ProvenanceService, ProvenanceStreamService, StreamLinkService],
})
export class TraceModule {}
