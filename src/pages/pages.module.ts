import { type DynamicModule, Module } from '@nestjs/common';
import {
  EXPLORER_QUESTIONS,
  ExplorerController,
  type ExplorerQuestion,
} from './explorer.controller.ts';

/** Door for people. */
@Module({})
export class PagesModule {
  /** With the questions that the explorer lists. */
  static with(questions: readonly ExplorerQuestion[]): DynamicModule {
    return {
      module: PagesModule,
      controllers: [ExplorerController],
      providers: [{ provide: EXPLORER_QUESTIONS, useValue: questions }],
    };
  }
}
