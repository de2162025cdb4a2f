import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { CountryCode, DateTime } from './scalars.ts';
import { EventStatus, EventType, StepKind } from './event.types.ts';
import { ItemRef } from './reference.types.ts';

/** Order of events; ties by log position. */
export const EventOrder = {
  TIME_ASC: 'TIME_ASC',
  TIME_DESC: 'TIME_DESC',
  RECORDED_ASC: 'RECORDED_ASC',
  RECORDED_DESC: 'RECORDED_DESC',
} as const;
export type EventOrder = keyof typeof EventOrder;
registerEnumType(EventOrder, {
  name: 'EventOrder',
  description: 'Order of events; ties by log position.',
  valuesMap: {
    TIME_ASC: { description: 'Event time, oldest first.' },
    TIME_DESC: { description: 'Event time, newest first.' },
    RECORDED_ASC: { description: 'Log order, oldest first.' },
    RECORDED_DESC: { description: 'Log order, newest first.' },
  },
});

@InputType({
  description:
    'All conditions hold together; within one list any may match (as EPCIS 2.0 SimpleEventQuery: AND between, OR within). Times are half-open: `from` <= t < `until`. A filter never lets hidden fields show: it only looks at what you may see.',
})
export class EventFilter {
  @Field(() => [ItemRef], {
    nullable: true,
    description:
      'Any role: item, container, content, input, output (MATCH_anyEPC, MATCH_anyEPCClass).',
  })
  readonly items?: readonly ItemRef[] | null;

  @Field(() => [StepKind], { nullable: true, description: 'Plain words.' })
  readonly steps?: readonly StepKind[] | null;

  @Field(() => [EventType], { nullable: true, description: 'EPCIS types.' })
  readonly types?: readonly EventType[] | null;

  @Field(() => [String], { nullable: true, description: 'CBV 2.0 words (EQ_bizStep).' })
  readonly bizSteps?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'CBV 2.0 words.' })
  readonly dispositions?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'CBV 2.0 words, set by the event.' })
  readonly persistentDispositions?: readonly string[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time (GE_eventTime, LT_eventTime).',
  })
  readonly from?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly until?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Record time (GE_recordTime, LT_recordTime).',
  })
  readonly recordedFrom?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly recordedUntil?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Any of these places or a place below it, as readPoint or bizLocation (WD_readPoint, WD_bizLocation).',
  })
  readonly atSites?: readonly string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Any of these places or a place below it, as bizLocation (WD_bizLocation).',
  })
  readonly locations?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Organisation ids.' })
  readonly recordedBy?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Source party, organisation ids.' })
  readonly fromParties?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Destination party, organisation ids.' })
  readonly toParties?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'Document numbers (EQ_bizTransaction_*).' })
  readonly documents?: readonly string[] | null;

  @Field(() => [EventStatus], {
    nullable: true,
    description: 'Default CURRENT and CLAIM; read `status`, a claim is not counted.',
  })
  readonly statuses?: readonly EventStatus[] | null;
}

@InputType({ description: 'Conditions on items; all hold together.' })
export class ItemFilter {
  @Field(() => [ID], { nullable: true, description: 'Product ids.' })
  readonly products?: readonly string[] | null;
}

@InputType({ description: 'Conditions on organisations, sites and products; all hold together.' })
export class DirectoryFilter {
  @Field(() => String, { nullable: true, description: 'Part of a name or a number.' })
  readonly text?: string | null;

  @Field(() => [CountryCode], { nullable: true, description: 'Any of these.' })
  readonly countries?: readonly string[] | null;
}
