import { Field, ObjectType, createUnionType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { Event } from './event.types.ts';
import { Container, Part } from './item.types.ts';
import { Organisation } from './organisation.types.ts';
import { Product } from './product.types.ts';
import { Site } from './site.types.ts';

/** What a search can find. */
export const SearchResult = createUnionType({
  name: 'SearchResult',
  description: 'What a search can find.',
  types: () => [Part, Container, Product, Organisation, Site, Event] as const,
});
export type SearchResult = Part | Container | Product | Organisation | Site | Event;

@ObjectType({ description: 'What a search found, and by which number.' })
export class SearchHit {
  @Field(() => String, { description: 'The number or name that matched.' })
  readonly matched!: string;

  @Field(() => SearchResult, { description: 'What was found.' })
  readonly result!: SearchResult;
}

@ObjectType({ description: 'One entry of a page of hits.' })
export class SearchEdge extends edgeOf(() => SearchHit) {}

@ObjectType({ description: 'A page of hits.' })
export class SearchConnection extends connectionOf(
  () => SearchHit,
  () => SearchEdge,
) {}
