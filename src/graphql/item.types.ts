import { Field, ObjectType, InterfaceType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { CalendarDay, CountryCode, Uri, Json } from './scalars.ts';
import { Node } from './node.types.ts';
import type { ItemView } from '../query/item.ts';
import { Party } from './party.types.ts';
import { Quantity } from './values.types.ts';

@InterfaceType({
  implements: () => [Node],
  description: 'Anything an EPCIS event can name: a part or a container.',
})
export abstract class Item extends Node {
  readonly view!: ItemView;

  @Field(() => Uri, {
    nullable: true,
    description: 'Canonical GS1 Digital Link; null for items without a GS1 key.',
  })
  readonly digitalLink!: string | null;
}

/** How finely a part is identified (GS1: class, lot, instance). */
export const Granularity = {
  CLASS: 'CLASS',
  LOT: 'LOT',
  SERIAL: 'SERIAL',
} as const;
export type Granularity = keyof typeof Granularity;
registerEnumType(Granularity, {
  name: 'Granularity',
  description: 'How finely a part is identified (GS1: class, lot, instance).',
  valuesMap: {
    CLASS: { description: 'All of a product.' },
    LOT: { description: 'One lot.' },
    SERIAL: { description: 'One piece.' },
  },
});

@ObjectType({
  implements: () => [Item, Node],
  description:
    'What is traced: one piece (SERIAL), a lot (LOT), or everything of a product (CLASS: a trace then over-approximates and says so).',
})
export class Part extends Item {
  @Field(() => Granularity, { description: 'Piece, lot or product line.' })
  readonly granularity!: Granularity;

  @Field(() => String, { nullable: true, description: 'The lot number as printed.' })
  readonly lot!: string | null;

  @Field(() => String, { nullable: true, description: 'Serial number, case-sensitive.' })
  readonly serial!: string | null;
}

/** GS1 kind of a container. */
export const ContainerKind = {
  LOGISTIC_UNIT: 'LOGISTIC_UNIT',
  RETURNABLE_ASSET: 'RETURNABLE_ASSET',
  INDIVIDUAL_ASSET: 'INDIVIDUAL_ASSET',
} as const;
export type ContainerKind = keyof typeof ContainerKind;
registerEnumType(ContainerKind, {
  name: 'ContainerKind',
  description: 'GS1 kind of a container.',
  valuesMap: {
    LOGISTIC_UNIT: { description: 'SSCC.' },
    RETURNABLE_ASSET: { description: 'GRAI.' },
    INDIVIDUAL_ASSET: { description: 'GIAI.' },
  },
});

@ObjectType({
  implements: () => [Item, Node],
  description:
    'What carries parts: a logistic unit (SSCC), a returnable asset (GRAI: pallet, crate, keg) or an individual asset (GIAI: vehicle, machine). It may be used many times.',
})
export class Container extends Item {
  @Field(() => ContainerKind, { description: 'Its GS1 kind.' })
  readonly kind!: ContainerKind;
}

@ObjectType({
  description: 'Birth data of a part (ilmd of the commissioning or transformation event; CBV 2.0).',
})
export class Birth {
  /** Log position of the event. */
  readonly position!: number;
  /** Canonical key of the place; null when not recorded. */
  readonly siteKey!: string | null;

  @Field(() => Party, { description: 'Who made, harvested or first recorded it.' })
  readonly madeBy!: Party;

  @Field(() => CountryCode, { nullable: true, description: 'Country of that site.' })
  readonly country!: string | null;

  @Field(() => CalendarDay, { nullable: true, description: `When, in the event's offset.` })
  readonly day!: string | null;

  @Field(() => Quantity, { nullable: true, description: 'How much came out.' })
  readonly quantity!: Quantity | null;

  @Field(() => CalendarDay, { nullable: true, description: 'Best-before date.' })
  readonly bestBefore!: string | null;

  @Field(() => CalendarDay, { nullable: true, description: 'Harvest date (harvestEndDate).' })
  readonly harvestedOn!: string | null;

  @Field(() => Json, {
    nullable: true,
    description: 'All recorded birth data, namespaced as recorded.',
  })
  readonly ilmd!: unknown;
}

@ObjectType({ description: 'One entry of a page of items.' })
export class ItemEdge extends edgeOf(() => Item) {}

@ObjectType({ description: 'A page of items.' })
export class ItemConnection extends connectionOf(
  () => Item,
  () => ItemEdge,
) {}
