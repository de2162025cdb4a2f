import { Field, ObjectType } from '@nestjs/graphql';
import { CountryCode, Uri } from './scalars.ts';
import { IdentifierScheme } from './values.types.ts';

@ObjectType({
  description:
    'An organisation as it appears in one answer: with an account here, described by somebody, or only named by its number.',
})
export class Party {
  /** Internal id of its record here; null when it is only named. */
  readonly organisationId!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Display name, also for a party that has no account here: its GLN when nobody described it.',
  })
  readonly name!: string | null;

  @Field(() => CountryCode, { nullable: true, description: 'ISO 3166-1; null when unknown.' })
  readonly country!: string | null;
}

@ObjectType({
  description: `How a thing is named by somebody: GTIN + lot, SSCC, a supplier's own lot number, a delivery note.`,
})
export class Identifier {
  /** Internal id of whose number it is; null when not recorded. */
  readonly organisationId!: number | null;

  @Field(() => IdentifierScheme, { description: 'Kind of number.' })
  readonly scheme!: IdentifierScheme;

  @Field(() => String, { description: 'As people write it: `SHAMBA-12`.' })
  readonly value!: string;

  @Field(() => Uri, {
    nullable: true,
    description: 'As it stands in events; null for numbers that are not EPCIS ids.',
  })
  readonly uri!: string | null;
}
