import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { ProvenanceService } from './provenance.service.ts';
import { StreamLinkService } from './stream-link.service.ts';
import { ProvenanceStreamService } from './stream.service.ts';
import { TraceLimits } from './trace-limits.ts';
import { WayService } from './way.service.ts';

/** Provenance back and forward. */
@Module({
  imports: [AccessModule, MasterdataModule, LogModule, QueryModule],
  providers: [
    ProvenanceService,
    ProvenanceStreamService,
    StreamLinkService,
    TraceLimits,
    WayService,
  ],
  exports: [ProvenanceService, ProvenanceStreamService, StreamLinkService],
})
export class TraceModule {}
