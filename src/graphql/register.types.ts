import { Field, ID, Float, InputType } from '@nestjs/graphql';
import { CalendarDay, CountryCode, UnitCode } from './scalars.ts';
import { ItemRef } from './reference.types.ts';

@InputType({ description: 'A product to add or change.' })
export class RegisterProductInput {
  @Field(() => ID, { nullable: true, description: 'Present: change; absent: new.' })
  readonly id?: string | null;

  @Field(() => String, { description: 'In your language.' })
  readonly name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'With a right check digit. Once given it stays: leave it out, null is refused (INVALID_VALUE).',
  })
  readonly gtin?: string | null;

  @Field(() => UnitCode, { nullable: true, description: 'Left out: pieces.' })
  readonly unit?: string | null;

  @Field(() => String, { nullable: true, description: '6 digits.' })
  readonly hsCode?: string | null;
}

@InputType({ description: 'A site to add or change. Coordinates are WGS 84 degrees.' })
export class RegisterSiteInput {
  @Field(() => ID, { nullable: true, description: 'Present: change; absent: new.' })
  readonly id?: string | null;

  @Field(() => String, { description: 'In your language.' })
  readonly name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      '13 digits with a right check digit. Once given it stays: leave it out, null is refused (INVALID_VALUE).',
  })
  readonly gln?: string | null;

  @Field(() => CountryCode, { description: 'Where it is.' })
  readonly country!: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-2.' })
  readonly subdivision?: string | null;

  @Field(() => Float, { nullable: true, description: '-90 to 90.' })
  readonly latitude?: number | null;

  @Field(() => Float, { nullable: true, description: '-180 to 180.' })
  readonly longitude?: number | null;

  @Field(() => ID, { nullable: true, description: 'Site it is part of.' })
  readonly within?: string | null;
}

@InputType({
  description: 'An organisation to add or change: your own, or a supplier without account.',
})
export class RegisterOrganisationInput {
  @Field(() => ID, { nullable: true, description: 'Present: change; absent: new.' })
  readonly id?: string | null;

  @Field(() => String, { description: 'Legal or trading name.' })
  readonly name!: string;

  @Field(() => CountryCode, { description: 'Where it is registered.' })
  readonly country!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Party GLN. Once given it stays: leave it out, null is refused (INVALID_VALUE).',
  })
  readonly gln?: string | null;
}

@InputType({ description: 'A certificate to add or change.' })
export class RegisterCertificateInput {
  @Field(() => ID, { nullable: true, description: 'Present: change; absent: new.' })
  readonly id?: string | null;

  @Field(() => String, { description: 'Programme.' })
  readonly scheme!: string;

  @Field(() => String, { description: 'As printed.' })
  readonly number!: string;

  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  readonly issuedBy?: string | null;

  @Field(() => CalendarDay, { nullable: true, description: 'First day.' })
  readonly validFrom?: string | null;

  @Field(() => CalendarDay, { nullable: true, description: 'Last day.' })
  readonly validUntil?: string | null;
}

@InputType({ description: 'A further number for an item.' })
export class AliasInput {
  @Field(() => ItemRef, { description: 'Which item.' })
  readonly item!: ItemRef;

  @Field(() => String, {
    description: `Another number for it: a supplier's lot, an order, a GS1 key got later.`,
  })
  readonly number!: string;
}
