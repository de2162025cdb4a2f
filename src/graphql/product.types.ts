import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { UnitCode } from './scalars.ts';
import { Node } from './node.types.ts';
import type { ProductView } from '../masterdata/product.ts';
import { Identifier } from './party.types.ts';

@ObjectType({
  implements: () => [Node],
  description:
    'What is made or sold: a part number. Master data, versioned; `asOf` shows the version valid then.',
})
export class Product {
  readonly view!: ProductView;

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => String, {
    nullable: true,
    description: '14 digits; null for products without a GS1 key.',
  })
  readonly gtin!: string | null;

  @Field(() => [Identifier], { description: 'All numbers you may know; at most 200.' })
  readonly identifiers!: readonly Identifier[];

  @Field(() => UnitCode, { nullable: true, description: 'Usual unit; null: pieces.' })
  readonly unit!: string | null;

  @Field(() => String, { nullable: true, description: 'Harmonised System code, 6 digits.' })
  readonly hsCode!: string | null;
}

@ObjectType({ description: 'One entry of a page of products.' })
export class ProductEdge extends edgeOf(() => Product) {}

@ObjectType({ description: 'A page of products.' })
export class ProductConnection extends connectionOf(
  () => Product,
  () => ProductEdge,
) {}
