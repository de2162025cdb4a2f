import { Module } from '@nestjs/common';
import { LogReaderService } from './log-reader.service.ts';
import { LogStore } from './log.store.ts';
import { SequencerService } from './sequencer.service.ts';

/** The append-only log. Whoever assembles it gives the read models that follow it (`PROJECTORS`). */
@Module({
  providers: [LogStore, LogReaderService, SequencerService],
  exports: [LogReaderService, SequencerService],
})
export class LogModule {}
