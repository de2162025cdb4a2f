import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { ContentService } from './content.service.ts';
import { EventService } from './event.service.ts';
import { ItemService } from './item.service.ts';
import { SearchService } from './search.service.ts';

/** Questions over what is known. */
@Module({
  imports: [AccessModule, MasterdataModule, LogModule],
  providers: [ContentService, EventService, ItemService, SearchService],
  exports: [ContentService, EventService, ItemService, SearchService],
})
export class QueryModule {}
