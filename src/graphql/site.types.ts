import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { Json } from './scalars.ts';
import { Node } from './node.types.ts';
import type { SiteView } from '../masterdata/site.ts';
import { Identifier } from './party.types.ts';
import { Place } from './values.types.ts';

@ObjectType({
  implements: () => [Node],
  description:
    'A place: farm, plot, mill, warehouse, port. Versioned; merged sites keep both ids working.',
})
export class Site {
  readonly view!: SiteView;

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => Place, { description: 'Where it is.' })
  readonly place!: Place;

  @Field(() => Json, {
    nullable: true,
    description:
      'GeoJSON (RFC 7946, WGS 84): a point or the outline of the plots; null when not recorded.',
  })
  readonly geometry!: unknown;

  @Field(() => [Identifier], { description: 'All numbers you may know; at most 200.' })
  readonly identifiers!: readonly Identifier[];
}

@ObjectType({ description: 'One entry of a page of sites.' })
export class SiteEdge extends edgeOf(() => Site) {}

@ObjectType({ description: 'A page of sites.' })
export class SiteConnection extends connectionOf(
  () => Site,
  () => SiteEdge,
) {}
