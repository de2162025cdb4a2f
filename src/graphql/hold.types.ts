import { Field, InputType } from '@nestjs/graphql';
import { ItemRef } from './reference.types.ts';
import { Uri } from './scalars.ts';

@InputType({ description: 'Items that must not be used any more for now.' })
export class HoldItemsInput {
  @Field(() => Uri, {
    description:
      'Makes the call repeatable; becomes the eventID. The time of the event is when the first such call came, by the clock of the service.',
  })
  readonly id!: string;

  @Field(() => [ItemRef], { description: '1 to 1,000; each is held whole, whoever has it.' })
  readonly items!: readonly ItemRef[];

  @Field(() => String, {
    description: 'For people; travels with the event. At most 2,000 characters.',
  })
  readonly reason!: string;
}

@InputType({ description: 'Items that may be used again.' })
export class ReleaseItemsInput {
  @Field(() => Uri, {
    description:
      'Makes the call repeatable; becomes the eventID. The time of the event is when the first such call came, by the clock of the service.',
  })
  readonly id!: string;

  @Field(() => [ItemRef], { description: '1 to 1,000.' })
  readonly items!: readonly ItemRef[];

  @Field(() => String, {
    description: 'For people; travels with the event. At most 2,000 characters.',
  })
  readonly reason!: string;
}
