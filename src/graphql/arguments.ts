import { ArgsType, Field, Int } from '@nestjs/graphql';
import { readTime } from '../core/epcis/time.ts';
import { failure } from './errors.ts';
import { EventFilter, EventOrder } from './filter.types.ts';
import { pageMax, provenanceDepthMax, provenancePageMax } from './limits.ts';
import { Direction } from './provenance.types.ts';
import { DateTime } from './scalars.ts';

/** `asKnownAt` wherever it is asked. */
export const asKnownAtField = {
  nullable: true,
  description: 'Record time: what was known then. Left out: now.',
} as const;

const afterDescription = '`endCursor` of the page before; left out: from the beginning.';

/** A page of a connection. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, { defaultValue: 50, description: 'How many at most: 1 to 200.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: afterDescription })
  readonly after?: string | null;
}

/** Arguments of `search`. */
@ArgsType()
export class SearchArguments {
  @Field(() => String, {
    description: 'What to look for; numbers must be whole, names may be part.',
  })
  readonly text!: string;

  @Field(() => Int, { defaultValue: 20, description: 'How many at most: 1 to 200.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: afterDescription })
  readonly after?: string | null;
}

/** Arguments of `events`. */
@ArgsType()
export class EventArguments extends PageArguments {
  @Field(() => EventFilter, { nullable: true, description: 'Left out: all.' })
  readonly filter?: EventFilter | null;

  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;

  @Field(() => EventOrder, { defaultValue: EventOrder.TIME_DESC, description: 'In which order.' })
  readonly order!: EventOrder;
}

/** Arguments of `journey`. */
@ArgsType()
export class JourneyArguments extends PageArguments {
  @Field(() => DateTime, { nullable: true, description: 'Event time: not before.' })
  readonly from?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Event time: before, not at.' })
  readonly until?: string | null;

  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;
}

/** Arguments of `usedIn`. */
@ArgsType()
export class UseArguments extends PageArguments {
  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;
}

/** Arguments of `provenance`, at the root and on an item. */
@ArgsType()
export class ProvenanceArguments {
  @Field(() => Direction, {
    defaultValue: Direction.BACK,
    description: 'Where from, or where to.',
  })
  readonly direction!: Direction;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time: later events are left out. Left out: no bound.',
  })
  readonly at?: string | null;

  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;

  @Field(() => Int, { defaultValue: 50, description: 'Links to follow: 1 to 200.' })
  readonly depth!: number;

  @Field(() => Int, { defaultValue: 200, description: 'Nodes of this page: 1 to 1,000.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: afterDescription })
  readonly after?: string | null;
}

/** Checks a number argument. @throws INVALID_VALUE with the argument's name. */
export function checkRange(at: string, value: number, max: number): number {
  if (value >= 1 && value <= max) return value;
  throw failure('INVALID_VALUE', `${at}: ${value} is not between 1 and ${max}.`, { at });
}

/** A page as the rooms take it. @throws INVALID_VALUE */
export const pageOf = ({ first, after }: PageArguments, max: number = pageMax) => ({
  first: checkRange('first', first, max),
  after: after ?? null,
});

/** Checks a time argument. @throws INVALID_VALUE */
export function checkTime(at: string, text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  if (readTime(text) !== null) return text;
  throw failure(
    'INVALID_VALUE',
    `${at} is no RFC 3339 time with an offset, such as 2026-03-02T08:00:00+03:00.`,
    { at },
  );
}

/** Checks a day argument. @throws INVALID_VALUE */
export function checkDay(at: string, text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  if (/^\d{4}-\d\d-\d\d$/.test(text) && readTime(`${text}T00:00:00Z`) !== null) return text;
  throw failure('INVALID_VALUE', `${at} is no day such as 2026-03-02.`, { at });
}

/** A trace question as the room takes it. @throws INVALID_VALUE */
export const provenanceQuestion = (given: ProvenanceArguments) => ({
  direction: given.direction,
  at: checkTime('at', given.at),
  asKnownAt: checkTime('asKnownAt', given.asKnownAt),
  depth: checkRange('depth', given.depth, provenanceDepthMax),
  first: checkRange('first', given.first, provenancePageMax),
  after: given.after ?? null,
});
