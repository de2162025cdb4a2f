import { Field, ID, InputType } from '@nestjs/graphql';
import { Uri } from './scalars.ts';

@InputType({
  description:
    'GTIN with 8 to 14 digits; lot and serial are case-sensitive. Looking up accepts a wrong check digit, as in `ItemRef.number`: what was captured with one must be found. `recordStep` and `register*` refuse it (CHECK_DIGIT); name such an item by its id there.',
})
export class GtinRef {
  @Field(() => String, { description: '8, 12, 13 or 14 digits.' })
  readonly gtin!: string;

  @Field(() => String, { nullable: true, description: 'Without it: the product line.' })
  readonly lot?: string | null;

  @Field(() => String, { nullable: true, description: 'One piece.' })
  readonly serial?: string | null;
}

@InputType({
  isOneOf: true,
  description:
    'Names an item. `number` takes what people have at hand: a Digital Link, an EPC URN, `(01)..(10)..`, an SSCC, a lot, order or delivery-note number of any party. If several items match, the answer is the error AMBIGUOUS_NUMBER: use `search`. A wrong check digit is accepted when looking up (`item`, `provenance`, filters), refused when recording.',
})
export class ItemRef {
  @Field(() => ID, { nullable: true, description: 'Global id.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'Anything people have at hand.' })
  readonly number?: string | null;

  @Field(() => GtinRef, { nullable: true, description: 'GTIN with lot or serial, in parts.' })
  readonly gtin?: GtinRef | null;
}

@InputType({ isOneOf: true, description: 'Names an event.' })
export class EventRef {
  @Field(() => ID, { nullable: true, description: 'Global id.' })
  readonly id?: string | null;

  @Field(() => Uri, { nullable: true, description: 'The eventID.' })
  readonly eventId?: string | null;
}
