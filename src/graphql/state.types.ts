import { ArgsType, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { HoldingView, ItemStateView } from '../query/state.ts';
import { asKnownAtField } from './arguments.ts';
import { connectionOf, edgeOf } from './connection.ts';
import { DateTime } from './scalars.ts';
import { Quantity } from './values.types.ts';

/** Where a holding stands. */
export const HoldingStatus = {
  ON_HAND: 'ON_HAND',
  IN_TRANSIT: 'IN_TRANSIT',
  SOLD: 'SOLD',
} as const;
export type HoldingStatus = keyof typeof HoldingStatus;
registerEnumType(HoldingStatus, {
  name: 'HoldingStatus',
  description: 'Where a holding stands.',
  valuesMap: {
    ON_HAND: { description: 'Has it.' },
    IN_TRANSIT: { description: 'On its way to the party named.' },
    SOLD: { description: 'Sold to end users by the party named.' },
  },
});

@ObjectType({
  description:
    'Part of a lot in one hand, at one place, in one container: shipping moves quantity from one holding to another.',
})
export class Holding {
  readonly view!: HoldingView;

  @Field(() => Quantity, {
    nullable: true,
    description: 'How much; null: not recorded, or not visible to you.',
  })
  readonly quantity!: Quantity | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time from which it was so; null: not known to you.',
  })
  readonly since!: string | null;

  @Field(() => HoldingStatus, { description: 'Has it, is about to, or has sold it.' })
  readonly status!: HoldingStatus;
}

@ObjectType({ description: 'One entry of a page of holdings.' })
export class HoldingEdge extends edgeOf(() => Holding) {}

@ObjectType({ description: 'A page of holdings.' })
export class HoldingConnection extends connectionOf(
  () => Holding,
  () => HoldingEdge,
) {
  @Field(() => Int, {
    nullable: true,
    description: 'Counted over your view; null above 10,000.',
  })
  readonly totalCount!: number | null;
}

@ObjectType({
  description:
    'State derived from dated events (EPCIS readPoint, bizLocation, disposition); null is unknown, not unchanged. One lot may lie in several hands: then `holder`, `site` and `container` are null and `holdings` is the answer.',
})
export class ItemState {
  readonly view!: ItemStateView;

  @Field(() => DateTime, { description: 'Event time asked about.' })
  readonly at!: string;

  @Field(() => String, {
    nullable: true,
    description: 'CBV 2.0 word, for example `in_transit`.',
  })
  readonly disposition!: string | null;

  @Field(() => [String], {
    description:
      'CBV 2.0 persistent dispositions in force, for example `unavailable` while on hold; at most 200.',
  })
  readonly persistentDispositions!: readonly string[];

  @Field(() => Boolean, { description: 'True while a hold or a recall is in force.' })
  readonly onHold!: boolean;
}

/** Arguments of `state`. */
@ArgsType()
export class StateArguments {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time: how it was then. Left out: now.',
  })
  readonly at?: string | null;

  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;
}
