import { Field, ObjectType } from '@nestjs/graphql';
import type { Type } from '@nestjs/common';

/** Where a page stands (Relay cursor connections). */
@ObjectType({
  description: 'Cursors are opaque, hold no hidden value and stay valid while new events arrive.',
})
export class PageInfo {
  @Field(() => Boolean, { description: 'More follow.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'True when `after` was given.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first; null on an empty page.',
  })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Pass as `after`; null on an empty page.' })
  readonly endCursor!: string | null;
}

/** An entry with its cursor. */
export interface EdgeOf<Node> {
  readonly cursor: string;
  readonly node: Node;
}

/** A page as Relay wants it. */
export interface ConnectionOf<Node> {
  readonly edges: readonly EdgeOf<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}

type Named = () => object;

/** Base of an edge type; the subclass gives name and description. */
export function edgeOf<Node>(node: () => abstract new (...a: never[]) => Node): Type<EdgeOf<Node>> {
  @ObjectType({ isAbstract: true })
  class Edge implements EdgeOf<Node> {
    @Field(() => String, { description: 'Pass as `after` to go on behind this entry.' })
    readonly cursor!: string;

    @Field(node as Named as () => Type, { description: 'The entry.' })
    readonly node!: Node;
  }
  return Edge;
}

/** Base of a connection type; the subclass gives name and description. */
export function connectionOf<Node>(
  node: () => abstract new (...a: never[]) => Node,
  edge: () => Type<EdgeOf<Node>>,
): Type<ConnectionOf<Node>> {
  @ObjectType({ isAbstract: true })
  class Connection implements ConnectionOf<Node> {
    @Field(() => [edge()], { description: 'Entries with their cursors.' })
    readonly edges!: readonly EdgeOf<Node>[];

    @Field(() => [node() as Type], { description: 'The same without cursors.' })
    readonly nodes!: readonly Node[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    readonly pageInfo!: PageInfo;
  }
  return Connection;
}
