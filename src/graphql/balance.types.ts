import { Field, ObjectType } from '@nestjs/graphql';
import { Decimal, UnitCode } from './scalars.ts';

@ObjectType({
  description:
    'Books of one part in its own unit: made + adjusted = used + sold + destroyed + onHand + inTransit + unaccounted. Null where a needed quantity was not recorded or is not visible to you. `unaccounted` below zero means more went out than came in.',
})
export class Balance {
  @Field(() => UnitCode, { nullable: true, description: 'Unit of all lines; null: pieces.' })
  readonly unit!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Made or first recorded.' })
  readonly made!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      'By stock counts: counted minus what the books said, added up; below zero when less was found. `0` without counts.',
  })
  readonly adjusted!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Went into other parts.' })
  readonly used!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Sold to end users.' })
  readonly sold!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Destroyed.' })
  readonly destroyed!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Shipped, not yet received.' })
  readonly inTransit!: string | null;

  @Field(() => Decimal, { nullable: true, description: 'With holders.' })
  readonly onHand!: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What is missing or too much, for example received short.',
  })
  readonly unaccounted!: string | null;

  @Field(() => [String], { description: 'Why a line is null or does not balance; at most 200.' })
  readonly notes!: readonly string[];
}
