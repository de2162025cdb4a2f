import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DisagreementView, HopLineView, HopView } from '../query/hop.ts';
import { PageArguments, asKnownAtField } from './arguments.ts';
import { connectionOf, edgeOf } from './connection.ts';
import { Document } from './event.types.ts';
import { CountryCode, DateTime, Decimal } from './scalars.ts';
import { Quantity } from './values.types.ts';

/** Where a hand-over stands. */
export const HopStatus = {
  IN_TRANSIT: 'IN_TRANSIT',
  PARTLY_RECEIVED: 'PARTLY_RECEIVED',
  RECEIVED: 'RECEIVED',
  SHORT: 'SHORT',
  OVER: 'OVER',
  UNANNOUNCED: 'UNANNOUNCED',
} as const;
export type HopStatus = keyof typeof HopStatus;
registerEnumType(HopStatus, {
  name: 'HopStatus',
  description: 'Where a hand-over stands, over the events you may see.',
  valuesMap: {
    IN_TRANSIT: {
      description: 'Shipped, no receiving event by a receiver whose events you may see.',
    },
    PARTLY_RECEIVED: {
      description:
        'Something was received; some lines or quantities are outstanding (no receipt names them yet) and nothing says they will not come. Goes before SHORT and OVER, which the lines and `disagreements` show all the same.',
    },
    RECEIVED: { description: 'Received as shipped, or nothing recorded that differs.' },
    SHORT: {
      description:
        'The receipts say less for a line that they name, or the receiver closed the hand-over (`ReceiveInput.complete`) with something outstanding. A further receipt can make it RECEIVED.',
    },
    OVER: { description: 'More received than shipped, and nothing short or outstanding.' },
    UNANNOUNCED: {
      description: 'Received, but its sender, whose events you may see, recorded no shipping.',
    },
  },
});

/** What sender and receiver disagree about. */
export const DisagreementKind = {
  QUANTITY: 'QUANTITY',
  ITEM_MISSING: 'ITEM_MISSING',
  ITEM_UNEXPECTED: 'ITEM_UNEXPECTED',
  SITE: 'SITE',
  PARTY: 'PARTY',
  DOCUMENT: 'DOCUMENT',
  TIME: 'TIME',
} as const;
export type DisagreementKind = keyof typeof DisagreementKind;
registerEnumType(DisagreementKind, {
  name: 'DisagreementKind',
  description: 'What they disagree about.',
  valuesMap: {
    QUANTITY: { description: 'How much.' },
    ITEM_MISSING: {
      description:
        "Shipped, and by the receiver's word not received; not said of a line that is only outstanding.",
    },
    ITEM_UNEXPECTED: { description: 'Received, not shipped.' },
    SITE: { description: 'Where.' },
    PARTY: { description: 'Who.' },
    DOCUMENT: { description: 'Different document numbers of one type.' },
    TIME: { description: 'Received before it was shipped.' },
  },
});

@ObjectType({
  description: "One part in a hand-over, in the sender's and the receiver's words.",
})
export class HopLine {
  readonly view!: HopLineView;

  @Field(() => Quantity, { nullable: true, description: "In the sender's words." })
  readonly shipped!: Quantity | null;

  @Field(() => Quantity, {
    nullable: true,
    description:
      "In the receiver's words, all receipts together; null: no receipt names it yet, or not known to you.",
  })
  readonly received!: Quantity | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Received minus shipped, in the shipped unit; null unless both are known.',
  })
  readonly difference!: string | null;
}

@ObjectType({ description: 'A point on which sender and receiver say different things.' })
export class Disagreement {
  readonly view!: DisagreementView;
  /** The hand-over that they speak of. */
  readonly hop!: HopView;

  @Field(() => DisagreementKind, { description: 'What about.' })
  readonly kind!: DisagreementKind;
}

@ObjectType({
  description:
    'One hand-over: one shipping event towards one receiving party (what the sender said) and the receipts matched to it (what the receiver said), which may be many. The two may disagree or never meet. A value, not a node: it is derived, and a late event recomputes all hops of the same item, sender and receiver. Matched by a shared document, then by container, then oldest first, up to the shipped quantity (what is too much goes to the last hop matched); one receipt may answer several hops. A shipping towards two parties is two hops.',
})
export class Hop {
  readonly view!: HopView;

  @Field(() => HopStatus, { description: 'Where it stands.' })
  readonly status!: HopStatus;

  @Field(() => CountryCode, { nullable: true, description: 'Country of the place it left.' })
  readonly fromCountry!: string | null;

  @Field(() => CountryCode, { nullable: true, description: 'Country of the place it went to.' })
  readonly toCountry!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True when the countries differ; null when one of them is not known to you.',
  })
  readonly crossesBorder!: boolean | null;

  @Field(() => DateTime, { nullable: true, description: 'Null when not recorded.' })
  readonly shippedAt!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time of the last receipt so far. Null when not received or not recorded.',
  })
  readonly receivedAt!: string | null;

  @Field(() => Int, { description: 'How many lines you may see.' })
  readonly lineCount!: number;

  @Field(() => [Document], {
    description:
      'Business transactions of its events: orders, despatch advice, customs papers; at most 200.',
  })
  readonly documents!: readonly Document[];

  @Field(() => [Disagreement], { description: 'Empty: none known. At most 200.' })
  readonly disagreements!: readonly Disagreement[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Custody and ownership are two things; null: not recorded.',
  })
  readonly ownershipChanges!: boolean | null;
}

@ObjectType({ description: 'One entry of a page of hops.' })
export class HopEdge extends edgeOf(() => Hop) {}

@ObjectType({ description: 'A page of hops.' })
export class HopConnection extends connectionOf(
  () => Hop,
  () => HopEdge,
) {
  /** Counts the whole list; asked only when somebody wants to know. */
  readonly count!: () => Promise<number | null>;
}

@InputType({ description: 'Conditions on hops; all hold together.' })
export class HopFilter {
  @Field(() => [HopStatus], { nullable: true, description: 'Any of these.' })
  readonly statuses?: readonly HopStatus[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only hops that cross a border, or only those that do not.',
  })
  readonly crossesBorder?: boolean | null;

  @Field(() => [CountryCode], { nullable: true, description: 'Known country of departure.' })
  readonly fromCountries?: readonly string[] | null;

  @Field(() => [CountryCode], { nullable: true, description: 'Known country of arrival.' })
  readonly toCountries?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Sender, organisation ids.' })
  readonly fromParties?: readonly string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Receiver, organisation ids.' })
  readonly toParties?: readonly string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Sent to your organisation; false: only the others.',
  })
  readonly toMe?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Sent by your organisation; false: only the others.',
  })
  readonly fromMe?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Document numbers.' })
  readonly documents?: readonly string[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'By shipping time, or receiving time where that is all there is.',
  })
  readonly from?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  readonly until?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those with disagreements, or only those without.',
  })
  readonly disagreeing?: boolean | null;
}

/** Arguments of `hops` of a trace. */
@ArgsType()
export class HopArguments extends PageArguments {
  @Field(() => HopFilter, { nullable: true, description: 'Left out: all.' })
  readonly filter?: HopFilter | null;
}

/** Arguments of `hops` at the root. */
@ArgsType()
export class ListedHopArguments extends HopArguments {
  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;
}

/** Arguments of `hops` of an item. */
@ArgsType()
export class ItemHopArguments extends HopArguments {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time: how they stood then, later events left out. Left out: no bound.',
  })
  readonly at?: string | null;

  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;
}
