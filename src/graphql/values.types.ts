import { Field, Float, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Decimal, CountryCode, UnitCode } from './scalars.ts';

@ObjectType({
  description:
    'A quantity as recorded. Units convert only within one dimension. A quantity that was not recorded is a null `Quantity`, not zero.',
})
export class Quantity {
  @Field(() => Decimal, { description: 'Number of units.' })
  readonly value!: string;

  @Field(() => UnitCode, { nullable: true, description: 'Null: a count of pieces.' })
  readonly unit!: string | null;

  @Field(() => String, { description: 'For people: `800 kg`.' })
  readonly text!: string;
}

/** Kinds of numbers; the first eight are GS1 keys (GS1 General Specifications). */
export const IdentifierScheme = {
  GTIN: 'GTIN',
  GTIN_LOT: 'GTIN_LOT',
  GTIN_SERIAL: 'GTIN_SERIAL',
  SSCC: 'SSCC',
  GRAI: 'GRAI',
  GIAI: 'GIAI',
  GLN: 'GLN',
  PGLN: 'PGLN',
  OWN: 'OWN',
  LOCAL: 'LOCAL',
  OTHER: 'OTHER',
} as const;
export type IdentifierScheme = keyof typeof IdentifierScheme;
registerEnumType(IdentifierScheme, {
  name: 'IdentifierScheme',
  description: 'Kinds of numbers; the first eight are GS1 keys (GS1 General Specifications).',
  valuesMap: {
    GTIN: { description: 'GTIN of a product, 14 digits.' },
    GTIN_LOT: {
      description: 'GTIN + lot: EPCIS class-level id (LGTIN; Digital Link /01/../10/..).',
    },
    GTIN_SERIAL: { description: 'GTIN + serial: one piece (SGTIN; /01/../21/..).' },
    SSCC: { description: 'Serial shipping container code: one logistic unit.' },
    GRAI: { description: 'Returnable asset.' },
    GIAI: { description: 'Individual asset.' },
    GLN: { description: 'Place.' },
    PGLN: { description: 'Party GLN.' },
    OWN: {
      description: `An id on this deployment's own domain, for organisations without GS1 keys; can be linked to a GS1 key later.`,
    },
    LOCAL: { description: `Somebody's own lot, article or serial number.` },
    OTHER: { description: 'Any other URI.' },
  },
});

@ObjectType({
  description: 'A country and, when known, the place within it. Coordinates are WGS 84 degrees.',
})
export class Place {
  @Field(() => CountryCode, { nullable: true, description: 'ISO 3166-1.' })
  readonly country!: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-2, for example `KE-30`.' })
  readonly subdivision!: string | null;

  @Field(() => Float, { nullable: true, description: 'WGS 84 degrees.' })
  readonly latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'WGS 84 degrees.' })
  readonly longitude!: number | null;
}
