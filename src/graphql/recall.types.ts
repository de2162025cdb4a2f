import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type {
  RecallHolderView,
  RecallLinkView,
  RecallPartView,
  RecallView,
} from '../trace/recall.ts';
import { connectionOf, edgeOf } from './connection.ts';
import { PageArguments } from './arguments.ts';
import { Completeness, LinkKind } from './provenance.types.ts';
import { ItemRef } from './reference.types.ts';
import { DateTime, Decimal, UnitCode } from './scalars.ts';
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

@ObjectType({ description: 'Material flowed from one affected part to another.' })
export class RecallLink {
  @Field(() => ID, { description: 'Part id.' })
  readonly from!: string;

  @Field(() => ID, { description: 'Part id.' })
  readonly to!: string;

  @Field(() => LinkKind, { description: 'How they are joined.' })
  readonly kind!: LinkKind;
}

@ObjectType({ description: 'A page of affected parts.' })
export class RecallPartConnection extends connectionOf(
  () => RecallPart,
  () => RecallPartEdge,
) {
  /** Of the page; null: too many in all to be told. */
  readonly linked!: () => readonly RecallLinkView[] | null;

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
    'Books of parts of one unit, added up: made + adjusted = used + sold + destroyed + onHand + inTransit + unaccounted, exactly. What was used to make another part of the recall is in `used` of the one and in `made` of the other.',
})
export class BalanceTotal {
  @Field(() => UnitCode, { nullable: true, description: 'Unit of all lines; null: pieces.' })
  readonly unit!: string | null;

  @Field(() => Int, { description: 'Parts that are in it.' })
  readonly parts!: number;

  @Field(() => Decimal, { description: 'Made or first recorded.' })
  readonly made!: string;

  @Field(() => Decimal, { description: 'By stock counts; below zero when less was found.' })
  readonly adjusted!: string;

  @Field(() => Decimal, { description: 'Went into other parts.' })
  readonly used!: string;

  @Field(() => Decimal, { description: 'Sold to end users.' })
  readonly sold!: string;

  @Field(() => Decimal, { description: 'Destroyed.' })
  readonly destroyed!: string;

  @Field(() => Decimal, { description: 'Shipped, not yet received.' })
  readonly inTransit!: string;

  @Field(() => Decimal, { description: 'With holders.' })
  readonly onHand!: string;

  @Field(() => Decimal, { description: '`missing` less `surplus`.' })
  readonly unaccounted!: string;

  @Field(() => Decimal, { description: 'Missing, of the parts of which something is.' })
  readonly missing!: string;

  @Field(() => Decimal, {
    description: 'Too much, of the parts of which more went out than came in; not below zero.',
  })
  readonly surplus!: string;
}

@ObjectType({ description: 'The books of all parts of a recall, added up, each unit apart.' })
export class RecallBalance {
  @Field(() => [BalanceTotal], {
    description: 'By unit, pieces last: at most one of each unit, units are never mixed.',
  })
  readonly totals!: readonly BalanceTotal[];

  @Field(() => Int, { description: 'Parts in the totals.' })
  readonly parts!: number;

  @Field(() => Int, {
    description:
      'Parts of which a line of the books is not known: none of their lines is in the totals.',
  })
  readonly unknown!: number;
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
