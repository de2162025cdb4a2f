import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { BalanceResolver } from './balance.resolver.ts';
import { CaptureResolver } from './capture.resolver.ts';
import { ContainerResolver, ContentResolver } from './content.resolver.ts';
import { DirectoryResolver } from './directory.resolver.ts';
import {
  CorrectionResolver,
  EventItemResolver,
  EventResolver,
  HandOverEndResolver,
} from './event.resolver.ts';
import { HoldResolver } from './hold.resolver.ts';
import { DisagreementResolver, HopLineResolver } from './hop-line.resolver.ts';
import {
  HopConnectionResolver,
  HopResolver,
  HopsResolver,
  ItemHopsResolver,
} from './hop.resolver.ts';
import { Container, Part } from './item.types.ts';
import {
  CertificateResolver,
  OrganisationResolver,
  ProductResolver,
  SiteResolver,
} from './masterdata.resolver.ts';
import { BirthResolver, ItemResolver, PartResolver } from './item.resolver.ts';
import { JourneyResolver } from './journey.resolver.ts';
import { IdentifierResolver, PartyResolver } from './party.resolver.ts';
import { IdConflictResolver, OverConsumptionResolver } from './problem.resolver.ts';
import { InvalidValue, OverConsumption, PlainProblem, UnknownItem } from './problem.types.ts';
import {
  GapResolver,
  ItemProvenanceResolver,
  ProvenanceLinkResolver,
  ProvenanceNodeResolver,
  ProvenanceResolver,
  SupplierResolver,
} from './provenance.resolver.ts';
import {
  RecallAnswerResolver,
  RecallCaseFieldsResolver,
  RecallCaseResolver,
} from './recall-case.resolver.ts';
import {
  RecallCaseListResolver,
  RecallHolderResolver,
  RecallPartResolver,
  RecallResolver,
  RecallSubjectResolver,
} from './recall.resolver.ts';
import { RegisterPartyResolver, RegisterResolver } from './register.resolver.ts';
import { WayResolver, WaySummaryResolver } from './way.resolver.ts';
import { describeSchema } from './schema-guards.ts';
import { NodeResolver } from './node.resolver.ts';
import { NumberResolver } from './number.resolver.ts';
import { EventsResolver, ItemsResolver, SearchResolver } from './root.resolver.ts';
import { HoldingResolver, ItemStateResolver, ItemWhereResolver } from './state.resolver.ts';
import { StepResolver } from './step.resolver.ts';
import { RecallBalanceResolver, RecallLinkResolver } from './recall-figures.resolver.ts';
import { RecallStreamResolver, StreamResolver } from './stream.resolver.ts';
import { ViewerResolver } from './viewer.resolver.ts';

/** Every resolver of the door. */
export const resolvers = [
  GapResolver,
  ItemProvenanceResolver,
  ProvenanceLinkResolver,
  ProvenanceNodeResolver,
  ProvenanceResolver,
  SupplierResolver,
  BirthResolver,
  ItemResolver,
  NodeResolver,
  NumberResolver,
  PartResolver,
  JourneyResolver,
  ContainerResolver,
  ContentResolver,
  BalanceResolver,
  DisagreementResolver,
  HoldingResolver,
  HopConnectionResolver,
  HopLineResolver,
  HopResolver,
  HopsResolver,
  ItemHopsResolver,
  ItemStateResolver,
  ItemWhereResolver,
  EventsResolver,
  ItemsResolver,
  SearchResolver,
  CaptureResolver,
  CertificateResolver,
  CorrectionResolver,
  DirectoryResolver,
  EventItemResolver,
  EventResolver,
  HandOverEndResolver,
  HoldResolver,
  IdConflictResolver,
  IdentifierResolver,
  OrganisationResolver,
  OverConsumptionResolver,
  PartyResolver,
  ProductResolver,
  RecallAnswerResolver,
  RecallBalanceResolver,
  RecallCaseFieldsResolver,
  RecallCaseListResolver,
  RecallCaseResolver,
  RecallHolderResolver,
  RecallLinkResolver,
  RecallPartResolver,
  RecallResolver,
  RecallStreamResolver,
  RecallSubjectResolver,
  RegisterPartyResolver,
  RegisterResolver,
  SiteResolver,
  WayResolver,
  WaySummaryResolver,
  StepResolver,
  StreamResolver,
  ViewerResolver,
];

/** How the schema is made of the classes, the same for the server and for `schema.graphql`. */
export const buildOptions = {
  autoSchemaFile: true,
  inheritResolversFromInterfaces: true,
  buildSchemaOptions: {
    orphanedTypes: [Part, Container, InvalidValue, OverConsumption, UnknownItem, PlainProblem],
  },
};

/** The contract, without database or server. */
export async function buildSchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: false,
  });
  try {
    const factory = app.get(GraphQLSchemaFactory);
    const { orphanedTypes } = buildOptions.buildSchemaOptions;
    return describeSchema(await factory.create(resolvers, [], { orphanedTypes }));
  } finally {
    await app.close();
  }
}

/** `schema.graphql`: sorted, so that a change of order is no change. */
export const schemaText = async (): Promise<string> =>
  `${printSchema(lexicographicSortSchema(await buildSchema()))}\n`;
