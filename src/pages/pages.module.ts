import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { LogModule } from '../log/log.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { TraceModule } from '../trace/trace.module.ts';
import { AssetsController } from './assets.controller.ts';
import { ConsolePage } from './console.page.tsx';
import { DescribedFiles } from './described-files.ts';
import { Described } from './described.ts';
import { EditForms } from './edit-forms.tsx';
import {
  EXPLORER_QUESTIONS,
  ExplorerController,
  type ExplorerQuestion,
} from './explorer.controller.ts';
import { FilePage } from './file.page.tsx';
import { ItemFiles } from './item-files.ts';
import { RecallFiles } from './recall-files.ts';
import { RecordArriving } from './record-arriving.ts';
import { RecordChoicesReader } from './record-choices.ts';
import { RecordRows } from './record-rows.ts';
import { RowNames } from './row-names.ts';
import { RecordItems } from './record-items.ts';
import { RecordPage } from './record.page.tsx';
import { RecordSteps } from './record-steps.ts';
import { Newest } from './newest.ts';
import { OrganisationPage } from './organisation.page.tsx';
import { ProductPage } from './product.page.tsx';
import { DEMO_KEYS, type DemoKey, Screens } from './screens.tsx';
import { SessionPage } from './session.page.tsx';
import { SitePage } from './site.page.tsx';
import { StartPage } from './start.page.tsx';
import { TraceFiles } from './trace-files.ts';
import { WrongPage } from './wrong.page.tsx';

/** What the pages offer over the sample world; nothing in a production start. */
export interface Demo {
  readonly questions: readonly ExplorerQuestion[];
  /** Companies that anybody may look as: only where nobody else reaches the service. */
  readonly keys: readonly DemoKey[];
}

/** Door for people. */
@Module({})
export class PagesModule {
  /** With what is offered over the sample world. */
  static with({ questions, keys }: Demo): DynamicModule {
    return {
      module: PagesModule,
      imports: [AccessModule, MasterdataModule, LogModule, CaptureModule, QueryModule, TraceModule],
      controllers: [
        AssetsController,
        ConsolePage,
        ExplorerController,
        FilePage,
        RecordPage,
        StartPage,
        SessionPage,
        OrganisationPage,
        ProductPage,
        SitePage,
        WrongPage,
      ],
      providers: [
        RecallFiles,
        RecordArriving,
        RecordChoicesReader,
        RecordItems,
        RecordRows,
        RowNames,
        RecordSteps,
        Screens,
        Described,
        DescribedFiles,
        EditForms,
        ItemFiles,
        Newest,
        TraceFiles,
        { provide: EXPLORER_QUESTIONS, useValue: questions },
        { provide: DEMO_KEYS, useValue: keys },
      ],
    };
  }
}
