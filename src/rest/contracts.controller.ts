import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { readFileSync } from 'node:fs';
import { packageFile } from '../platform/package-root.ts';
import { doorAdvice } from './door-problems.ts';
import { openApi } from './openapi.ts';
import { problemAdvice } from './problem-advice.ts';

const schema = readFileSync(packageFile('schema.graphql'), 'utf8');

/** By code; where two doors share one, what is said of records holds for both. */
const advices: ReadonlyMap<string, string> = new Map([
  ...Object.entries(doorAdvice),
  ...Object.entries(problemAdvice),
]);

/** The published contracts: public, since nothing secret is in them. */
@Controller()
export class ContractsController {
  /** The GraphQL contract. */
  @Get('schema.graphql')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  schema(): string {
    return schema;
  }

  /** What of the EPCIS 2.0 REST binding is built, as OpenAPI 3.0. */
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  openapi(): string {
    return JSON.stringify(openApi);
  }

  /** One page for each problem code. */
  @Get('problems/:code')
  problem(@Param('code') code: string, @Res() reply: FastifyReply): void {
    const advice = advices.get(code);
    if (advice === undefined) {
      void reply.status(404).type('text/plain; charset=utf-8').send('No such problem code.\n');
      return;
    }
    void reply.type('text/plain; charset=utf-8').send(`${code}\n\n${advice}\n`);
  }
}
