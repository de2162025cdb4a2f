import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { GapView } from '../trace/provenance.ts';
import { connectionOf, edgeOf } from './connection.ts';
/** Why something is missing: different reasons are different answers. */
export const GapReason = {
  ORIGIN_NOT_RECORDED: 'ORIGIN_NOT_RECORDED',
  NO_LOT: 'NO_LOT',
  NOT_YET_RECEIVED: 'NOT_YET_RECEIVED',
  SHIPPING_NOT_RECORDED: 'SHIPPING_NOT_RECORDED',
  QUANTITY_NOT_RECORDED: 'QUANTITY_NOT_RECORDED',
  TOO_LARGE: 'TOO_LARGE',
  CLAIM_NOT_COUNTED: 'CLAIM_NOT_COUNTED',
} as const;
export type GapReason = keyof typeof GapReason;
registerEnumType(GapReason, {
  name: 'GapReason',
  description: 'Why something is missing: different reasons are different answers.',
  valuesMap: {
    ORIGIN_NOT_RECORDED: {
      description:
        'All its records are visible to you and none says where it comes from, or of what it was made.',
    },
    NO_LOT: { description: 'Named by product only: no lot or serial to follow.' },
    NOT_YET_RECEIVED: { description: 'Shipped, not yet received.' },
    SHIPPING_NOT_RECORDED: { description: 'Received, but its sender recorded no shipping.' },
    QUANTITY_NOT_RECORDED: { description: 'Shares and books stop here.' },
    TOO_LARGE: {
      description:
        'The graph is larger than the service follows at once: ask for less depth. Or, when the counts are whole, shares were not computed: it has more than 50,000 nodes.',
    },
    CLAIM_NOT_COUNTED: {
      description:
        'Something is said about it by somebody who had neither issued nor held it: shown (EventStatus CLAIM), not counted. It makes no answer partial.',
    },
  },
});

@ObjectType({ description: 'One hole in the answer, and what can be done about it.' })
export class Gap {
  readonly view!: GapView;

  @Field(() => GapReason, { description: 'Why.' })
  readonly reason!: GapReason;

  @Field(() => String, { description: 'One sentence for people.' })
  readonly text!: string;
}

@ObjectType({ description: 'One entry of a page of gaps.' })
export class GapEdge extends edgeOf(() => Gap) {}

@ObjectType({ description: 'A page of gaps.' })
export class GapConnection extends connectionOf(
  () => Gap,
  () => GapEdge,
) {}
