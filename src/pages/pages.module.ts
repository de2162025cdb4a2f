import { type DynamicModule, Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.ts';
import {
  EXPLORER_QUESTIONS,
  ExplorerController,
  type ExplorerQuestion,
} from './explorer.controller.ts';
import { PartPage } from './part.page.tsx';
import { StartPage } from './start.page.tsx';

/** Door for people. */
@Module({})
export class PagesModule {
  /** With the questions that the explorer lists. */
  static with(questions: readonly ExplorerQuestion[]): DynamicModule {
    return {
      module: PagesModule,
      controllers: [AssetsController, ExplorerController, PartPage, StartPage],
      providers: [{ provide: EXPLORER_QUESTIONS, useValue: questions }],
    };
  }
}
