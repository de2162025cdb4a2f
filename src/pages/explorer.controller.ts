import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { existsSync, readFileSync } from 'node:fs';
import { builtFile } from './built.ts';

/** One question of the explorer's list, in plain words, with the key it is asked with. */
export interface ExplorerQuestion {
  readonly title: string;
  /** Name of the organisation that asks. */
  readonly viewer: string;
  readonly key: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Injection token of the list of questions: those of the sample world where it is loaded, else none. */
export const EXPLORER_QUESTIONS = Symbol('EXPLORER_QUESTIONS');

const START = `# Enter your key above. Ctrl+Space completes, every field has its meaning.
query WhereFrom($number: String!) {
  provenance(item: { number: $number }) {
    completeness { state text }
    nodes { item { name } tier madeBy { name } country quantity { text } }
    gaps { nodes { reason text } }
  }
}
`;

/** The explorer: a page, and the questions it opens with. */
@Controller()
export class ExplorerController {
  private readonly questions: readonly ExplorerQuestion[];

  constructor(@Inject(EXPLORER_QUESTIONS) questions: readonly ExplorerQuestion[]) {
    this.questions = questions;
  }

  @Get('developers/explorer')
  page(@Res() reply: FastifyReply): void {
    const file = builtFile('explorer', 'index.html');
    if (!existsSync(file)) {
      void reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('The pages are not built: run `npm run build`, then start again.\n');
      return;
    }
    void reply
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(readFileSync(file));
  }

  @Get('developers/explorer/questions')
  list(): { questions: readonly ExplorerQuestion[]; start: string } {
    return { questions: this.questions, start: START };
  }
}
