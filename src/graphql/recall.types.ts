import { ArgsType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { RecallHolderView, RecallPartView, RecallView } from '../trace/recall.ts';
import { connectionOf, edgeOf } from './connection.ts';
import { PageArguments } from './arguments.ts';
import { Completeness } from './provenance.types.ts';
import { ItemRef } from './reference.types.ts';
import { DateTime } from './scalars.ts';
import { HoldingStatus } from './state.types.ts';
import { Quantity } from './values.types.ts';

@InputType({ description: 'A place and a time, half-open: `from` <= t < `until`.' })
export class SiteWindowInput {
  @Field(() => String, { description: 'Site id, GLN or Digital Link.' })
  readonly site!: string;

  @Field(() => DateTime, { description: 'Event time.' })
  readonly from!: string;

  @Field(() => DateTime, { description: 'Event time, before.' })
  readonly until!: string;
}

@InputType({ isOneOf: true, description: 'Names what is recalled: exactly one.' })
export class RecallInput {
  @Field(() => ItemRef, { nullable: true, description: 'An item: lot, piece or container.' })
  readonly item?: ItemRef | null;

  @Field(() => String, {
    nullable: true,
    description: 'Product id or GTIN: every lot and piece of it.',
  })
  readonly product?: string | null;

  @Field(() => SiteWindowInput, {
    nullable: true,
    description:
      'Everything made, packed or held at a place in a time; what is part of the place counts too.',
  })
  readonly site?: SiteWindowInput | null;
}

@ObjectType({ description: 'One affected part and its books.' })
export class RecallPart {
  readonly view!: RecallPartView;

  @Field(() => Int, { description: 'Links from what was asked.' })
  readonly distance!: number;
}

@ObjectType({ description: 'One entry of a page of affected parts.' })
export class RecallPartEdge extends edgeOf(() => RecallPart) {}

@ObjectType({ description: 'A page of affected parts.' })
export class RecallPartConnection extends connectionOf(
  () => RecallPart,
  () => RecallPartEdge,
) {
  @Field(() => Int, { nullable: true, description: 'Counted over your view; null above 10,000.' })
  readonly totalCount!: number | null;
}

@ObjectType({ description: 'One holding: who has, or is about to have, how much of what.' })
export class RecallHolder {
  readonly view!: RecallHolderView;

  @Field(() => Quantity, { nullable: true, description: 'How much.' })
  readonly quantity!: Quantity | null;

  @Field(() => HoldingStatus, { description: 'Has it, or is about to.' })
  readonly status!: HoldingStatus;
}

@ObjectType({ description: 'One entry of a page of holders.' })
export class RecallHolderEdge extends edgeOf(() => RecallHolder) {}

@ObjectType({ description: 'A page of holders.' })
export class RecallHolderConnection extends connectionOf(
  () => RecallHolder,
  () => RecallHolderEdge,
) {
  @Field(() => Int, { nullable: true, description: 'Counted over your view; null above 10,000.' })
  readonly totalCount!: number | null;
}

@ObjectType({
  description:
    'Everything made from what was asked and where it is now: the recall list. Never silently short; see `completeness`.',
})
export class Recall {
  readonly view!: RecallView;

  @Field(() => DateTime, { nullable: true, description: 'Of the asked time at the place.' })
  readonly from!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly until!: string | null;

  @Field(() => DateTime, {
    description:
      'Record time that all of it is said as of, names and holders too: ask again with it and the answer is the same.',
  })
  readonly asKnownAt!: string;

  @Field(() => Completeness, { description: 'Read this first.' })
  readonly completeness!: Completeness;
}

/** Arguments of the long lists of a recall. */
@ArgsType()
export class RecallPageArguments extends PageArguments {
  @Field(() => Int, { defaultValue: 200, description: 'Entries at most: 1 to 200.' })
  override readonly first: number = 200;
}
