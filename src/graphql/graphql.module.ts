import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { AccessModule } from '../access/access.module.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { CasesModule } from '../cases/cases.module.ts';
import { LogModule } from '../log/log.module.ts';
import { MasterdataModule } from '../masterdata/masterdata.module.ts';
import { QueryModule } from '../query/query.module.ts';
import { TraceModule } from '../trace/trace.module.ts';
import { GraphqlOptions } from './graphql-options.ts';
import { HopFilters } from './hop-filters.ts';
import { ItemFields } from './item-fields.ts';
import { LoaderRooms, MasterdataRooms, PartRooms, PartyRooms } from './loaders.ts';
import { Parties } from './parties.ts';
import { Presenter } from './present.ts';
import { resolvers } from './schema.ts';
import { EventFilters } from './event-filters.ts';
import { Provenances } from './provenances.ts';
import { References } from './references.ts';
import { StepPayloads } from './step-payloads.ts';
import { Titles } from './titles.ts';

const rooms = [
  AccessModule,
  MasterdataModule,
  LogModule,
  CaptureModule,
  QueryModule,
  TraceModule,
  CasesModule,
];

/** What the GraphQL server itself is made with. */
@Module({
  imports: rooms,
  providers: [LoaderRooms, MasterdataRooms, PartRooms, PartyRooms, GraphqlOptions],
  exports: [GraphqlOptions],
})
class GraphqlOptionsModule {}

/** Door for buyers and forms. */
@Module({
  imports: [
    ...rooms,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [GraphqlOptionsModule],
      useExisting: GraphqlOptions,
    }),
  ],
  providers: [
    EventFilters,
    HopFilters,
    ItemFields,
    Parties,
    Presenter,
    Provenances,
    References,
    StepPayloads,
    Titles,
    ...resolvers,
  ],
})
export class GraphqlDoorModule {}
