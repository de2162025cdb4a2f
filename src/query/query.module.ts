import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { BalanceService } from './balance.service.ts';
import { ContentService } from './content.service.ts';
import { CustodyService } from './custody.service.ts';
import { EventService } from './event.service.ts';
import { HopService } from './hop.service.ts';
import { ItemService } from './item.service.ts';
import { SearchService } from './search.service.ts';
import { StateService } from './state.service.ts';
import { StepBooksService } from './step-books.service.ts';

/** Questions over what is known. */
@Module({
  imports: [AccessModule, MasterdataModule, LogModule],
  providers: [
    BalanceService,
    ContentService,
    CustodyService,
    EventService,
    HopService,
    ItemService,
    SearchService,
    StateService,
    StepBooksService,
  ],
  exports: [
    BalanceService,
    ContentService,
    CustodyService,
    EventService,
    HopService,
    ItemService,
    SearchService,
    StateService,
    StepBooksService,
  ],
})
export class QueryModule {}
