import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PageInfo, connectionOf, edgeOf } from './connection.ts';
import { DateTime, CountryCode, Decimal } from './scalars.ts';
import { Party } from './party.types.ts';
import { Site } from './site.types.ts';
import { Quantity } from './values.types.ts';
import type { ProvenanceNodeView, ProvenanceView, SupplierView } from '../trace/provenance.ts';

/** Which way to follow the parts. */
export const Direction = {
  BACK: 'BACK',
  FORWARD: 'FORWARD',
} as const;
export type Direction = keyof typeof Direction;
registerEnumType(Direction, {
  name: 'Direction',
  description: 'Which way to follow the parts.',
  valuesMap: {
    BACK: { description: 'Where it came from: suppliers, origins.' },
    FORWARD: { description: 'Where it went: customers, recall.' },
  },
});

/** How exact a trace can be for the asked item. */
export const Precision = {
  EXACT: 'EXACT',
  LOT: 'LOT',
  CLASS: 'CLASS',
} as const;
export type Precision = keyof typeof Precision;
registerEnumType(Precision, {
  name: 'Precision',
  description: 'How exact a trace can be for the asked item.',
  valuesMap: {
    EXACT: { description: 'One piece.' },
    LOT: { description: 'A lot: any of its parts may be concerned.' },
    CLASS: {
      description: 'A product without lot or serial: the trace covers more than the asked item.',
    },
  },
});

/** How complete an answer is. */
export const CompletenessState = {
  COMPLETE: 'COMPLETE',
  PARTIAL: 'PARTIAL',
  NOTHING_RECORDED: 'NOTHING_RECORDED',
  DEPTH_REACHED: 'DEPTH_REACHED',
} as const;
export type CompletenessState = keyof typeof CompletenessState;
registerEnumType(CompletenessState, {
  name: 'CompletenessState',
  description: 'How complete an answer is.',
  valuesMap: {
    COMPLETE: { description: 'Every part in the view has a known origin.' },
    PARTIAL: { description: 'Something is missing: see `gaps`.' },
    NOTHING_RECORDED: {
      description: 'The item exists, but nothing before (or after) it is recorded.',
    },
    DEPTH_REACHED: { description: 'Stopped at `depth`; continue from the nodes with `more`.' },
  },
});

@ObjectType({
  description: 'How complete the answer is, over what you may see. Missing is not zero.',
})
export class Completeness {
  @Field(() => CompletenessState, { description: 'In one word.' })
  readonly state!: CompletenessState;

  @Field(() => String, {
    description:
      'In one sentence, which way was asked and as far as was asked: `5 of 6 parts have a known origin.`',
  })
  readonly text!: string;

  @Field(() => Int, { description: 'Parts in the view whose making or harvest is visible.' })
  readonly known!: number;

  @Field(() => Int, { description: 'Parts in the view.' })
  readonly total!: number;
}

@ObjectType({ description: 'Counts over the whole trace, in your view.' })
export class ProvenanceSummary {
  readonly view!: ProvenanceView;

  @Field(() => Int, { description: 'Nodes.' })
  readonly parts!: number;

  @Field(() => Int, { description: `Makers beyond the asked item's own.` })
  readonly suppliers!: number;

  @Field(() => Int, { description: 'Largest tier in the view.' })
  readonly tiers!: number;
}

@ObjectType({ description: 'One part (or container) in the graph.' })
export class ProvenanceNode {
  readonly view!: ProvenanceNodeView;

  @Field(() => ID, {
    description:
      'Unique in this answer and stable over its pages. An item has one, also when it lay in several loads of a container.',
  })
  readonly key!: string;

  @Field(() => Int, { description: 'Links from the asked item.' })
  readonly distance!: number;

  @Field(() => Int, {
    description:
      'Changes of maker on the shortest way to the asked item: 0 its own maker, 1 direct suppliers.',
  })
  readonly tier!: number;

  @Field(() => CountryCode, { nullable: true, description: 'Where it was made or harvested.' })
  readonly country!: string | null;

  @Field(() => Quantity, { nullable: true, description: 'Quantity made or first recorded.' })
  readonly quantity!: Quantity | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "Part of the asked item's primary mass that comes from here, 0 to 1, 4 decimals. Null when a quantity on the way is missing (gap QUANTITY_NOT_RECORDED), when a product without lot was asked about, or when the trace is too large (gap TOO_LARGE). BACK only.",
  })
  readonly share!: string | null;

  @Field(() => Boolean, { description: 'The chain goes on, but `depth` was reached.' })
  readonly more!: boolean;

  @Field(() => Boolean, {
    description: 'An event behind this node was corrected; the corrected values are shown.',
  })
  readonly corrected!: boolean;
}

/** How two nodes are joined. */
export const LinkKind = {
  MADE_INTO: 'MADE_INTO',
  PACKED_IN: 'PACKED_IN',
  LOT_MEMBER: 'LOT_MEMBER',
} as const;
export type LinkKind = keyof typeof LinkKind;
registerEnumType(LinkKind, {
  name: 'LinkKind',
  description: 'How two nodes are joined.',
  valuesMap: {
    MADE_INTO: {
      description:
        'Input and output of one transformation (also when it spans events by transformationID).',
    },
    PACKED_IN: { description: 'Packed into a container; only when a container was asked about.' },
    LOT_MEMBER: { description: 'A piece and the lot it was born into.' },
  },
});

@ObjectType({ description: 'Material flows from `from` to `to` whichever way you asked.' })
export class ProvenanceLink {
  /** Log position; null for LOT_MEMBER. */
  readonly position!: number | null;

  @Field(() => ID, { description: 'Node key.' })
  readonly from!: string;

  @Field(() => ID, { description: 'Node key.' })
  readonly to!: string;

  @Field(() => LinkKind, { description: 'How they are joined.' })
  readonly kind!: LinkKind;

  @Field(() => Quantity, {
    nullable: true,
    description:
      'How much of `from` went in; null when not recorded, or when it did so more than once.',
  })
  readonly quantityIn!: Quantity | null;

  @Field(() => Quantity, { nullable: true, description: 'How much of `to` came out.' })
  readonly quantityOut!: Quantity | null;
}

@ObjectType({ description: 'An organisation in its role as supplier in one chain.' })
export class Supplier {
  readonly view!: SupplierView;

  @Field(() => Int, { description: '1: direct.' })
  readonly tier!: number;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "Part of the asked item's mass that its parts carry; tiers overlap, so they do not add up across tiers. Null as in ProvenanceNode.",
  })
  readonly share!: string | null;
}

/** What shares are grouped by. */
export const CompositionKey = {
  COUNTRY: 'COUNTRY',
  SUPPLIER: 'SUPPLIER',
  SITE: 'SITE',
} as const;
export type CompositionKey = keyof typeof CompositionKey;
registerEnumType(CompositionKey, {
  name: 'CompositionKey',
  description: 'What shares are grouped by.',
  valuesMap: {
    COUNTRY: { description: 'By country of origin.' },
    SUPPLIER: { description: 'By first producer.' },
    SITE: { description: 'By place of origin.' },
  },
});

@ObjectType({ description: 'One share; only the field of the grouping is filled.' })
export class CompositionShare {
  @Field(() => CountryCode, { nullable: true, description: 'For COUNTRY.' })
  readonly country!: string | null;

  @Field(() => Party, { nullable: true, description: 'For SUPPLIER.' })
  readonly party!: Party | null;

  @Field(() => Site, { nullable: true, description: 'For SITE.' })
  readonly site!: Site | null;

  @Field(() => Decimal, { description: '0 to 1, 4 decimals.' })
  readonly share!: string;
}

@ObjectType({
  description:
    'Method: each transformation is taken as evenly mixed, by mass, over all inputs; each output inherits the shares. Units convert within mass only; several lots of one product in one other unit (pieces, litres) are weighed by that. Rework is averaged, in event time, over what was left of an item. Shares have 4 decimals and, with `others`, `withheld` and `unknown`, add up to exactly 1 (largest remainder).',
})
export class Composition {
  @Field(() => CompositionKey, { description: 'As asked.' })
  readonly by!: CompositionKey;

  @Field(() => [CompositionShare], { description: 'Largest first, at most 200.' })
  readonly shares!: readonly CompositionShare[];

  @Field(() => Decimal, { description: 'Sum of the shares beyond the first 200.' })
  readonly others!: string;

  @Field(() => Decimal, {
    description:
      'Part whose origin is withheld from you. In this version every key sees the whole deployment: always 0.',
  })
  readonly withheld!: string;

  @Field(() => Decimal, { description: 'Part whose origin or quantity is not recorded.' })
  readonly unknown!: string;
}

@ObjectType({ description: 'One entry of a page of suppliers.' })
export class SupplierEdge extends edgeOf(() => Supplier) {}

@ObjectType({ description: 'A page of suppliers.' })
export class SupplierConnection extends connectionOf(
  () => Supplier,
  () => SupplierEdge,
) {}

@ObjectType({
  description:
    'The answer about one item: a flat graph (nodes and links by `key`), never a nested tree: diamonds do not multiply and cycles are legal. `nodes` and `links` are one page; all other fields speak of the whole trace. Neighbours on a pallet are not ancestors. Over 50,000 nodes the counts stay exact, every `share` and `composition` are null, and `gaps` says TOO_LARGE.',
})
export class Provenance {
  readonly view!: ProvenanceView;

  @Field(() => Direction, { description: 'As asked.' })
  readonly direction!: Direction;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Events after this event time are left out; for a container: the contents at this time. Null: no time was asked; a container then means the union of its loads, each within its own interval.',
  })
  readonly at!: string | null;

  @Field(() => DateTime, {
    description:
      'Record time of the newest event or description considered: ask again with it and the answer is the same, names and countries too.',
  })
  readonly asKnownAt!: string;

  @Field(() => Precision, { description: 'How exact it can be.' })
  readonly precision!: Precision;

  @Field(() => Completeness, { description: 'How complete it is. Read this first.' })
  readonly completeness!: Completeness;

  @Field(() => ProvenanceSummary, { description: 'Counts.' })
  readonly summary!: ProvenanceSummary;

  @Field(() => [ProvenanceNode], {
    description: `This page, nearest first: by distance, then day of making (unknown last), then default-language name by Unicode code point, then id. The order does not depend on the reader's language.`,
  })
  readonly nodes!: readonly ProvenanceNode[];

  @Field(() => [ProvenanceLink], {
    description:
      'Every link whose later end is on this page: the pages together give each link once.',
  })
  readonly links!: readonly ProvenanceLink[];

  @Field(() => PageInfo, { description: 'Page of `nodes`.' })
  readonly pageInfo!: PageInfo;
}
