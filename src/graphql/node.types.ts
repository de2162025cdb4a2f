import { Field, ID, InterfaceType } from '@nestjs/graphql';

@InterfaceType({
  description:
    'Anything with a global id. Ids are opaque, stable for one organisation, and different for every organisation: do not compare them across accounts; share a Digital Link instead.',
})
export abstract class Node {
  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;
}
