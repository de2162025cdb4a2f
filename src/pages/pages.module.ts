import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { AssetsController } from './assets.controller.ts';
import { ConsolePage } from './console.page.tsx';
import {
  EXPLORER_QUESTIONS,
  ExplorerController,
  type ExplorerQuestion,
} from './explorer.controller.ts';
import { DEMO_KEYS, type DemoKey, Screens } from './screens.tsx';
import { SessionPage } from './session.page.tsx';
import { StartPage } from './start.page.tsx';

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
      imports: [AccessModule],
      controllers: [AssetsController, ConsolePage, ExplorerController, StartPage, SessionPage],
      providers: [
        Screens,
        { provide: EXPLORER_QUESTIONS, useValue: questions },
        { provide: DEMO_KEYS, useValue: keys },
      ],
    };
  }
}
