import { Module } from '@nestjs/common';
import { LogMetrics } from './log-metrics.ts';
import { MeasuredLogStore, MeasuredSequencerService } from './log-metrics-sequencer.ts';
import { LogReaderService } from './log-reader.service.ts';
import { LogStore } from './log.store.ts';
import { SequencerService } from './sequencer.service.ts';

/** The append-only log. Whoever assembles it gives the read models that follow it (`PROJECTORS`). */
@Module({
  providers: [
    LogMetrics,
    LogReaderService,
    { provide: LogStore, useClass: MeasuredLogStore },
    { provide: SequencerService, useClass: MeasuredSequencerService },
  ],
  exports: [LogReaderService, SequencerService],
})
export class LogModule {}
