import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { ContentView } from '../query/content.ts';
import { PageArguments, asKnownAtField } from './arguments.ts';
import { connectionOf, edgeOf } from './connection.ts';
import { DateTime } from './scalars.ts';
import { Quantity } from './values.types.ts';

@ObjectType({ description: 'One thing inside a container, however deep.' })
export class Content {
  readonly view!: ContentView;

  @Field(() => Quantity, {
    nullable: true,
    description: 'How much of it; null when not recorded. A piece or a container is one piece.',
  })
  readonly quantity!: Quantity | null;

  @Field(() => Int, { description: '1: directly in the container asked about.' })
  readonly level!: number;

  @Field(() => DateTime, { description: 'Event time of loading.' })
  readonly since!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time of unloading; null: still inside, as far as is known.',
  })
  readonly until!: string | null;
}

@ObjectType({ description: 'One entry of a page of contents.' })
export class ContentEdge extends edgeOf(() => Content) {}

@ObjectType({ description: 'A page of contents.' })
export class ContentConnection extends connectionOf(
  () => Content,
  () => ContentEdge,
) {}

/** Arguments of `contents`. */
@ArgsType()
export class ContentArguments extends PageArguments {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Event time: what was inside then. Left out: now.',
  })
  readonly at?: string | null;

  @Field(() => DateTime, asKnownAtField)
  readonly asKnownAt?: string | null;
}
