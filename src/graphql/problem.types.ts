import { Field, ObjectType, InterfaceType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { Quantity } from './values.types.ts';

/** Closed list. A new code is a minor version; clients treat an unknown one by its message. */
export const ProblemCode = {
  INVALID_VALUE: 'INVALID_VALUE',
  CHECK_DIGIT: 'CHECK_DIGIT',
  EPCIS_INVALID: 'EPCIS_INVALID',
  ID_CONFLICT: 'ID_CONFLICT',
  UNKNOWN_ITEM: 'UNKNOWN_ITEM',
  UNKNOWN_PARTY: 'UNKNOWN_PARTY',
  UNKNOWN_SITE: 'UNKNOWN_SITE',
  UNKNOWN_PRODUCT: 'UNKNOWN_PRODUCT',
  AMBIGUOUS_NUMBER: 'AMBIGUOUS_NUMBER',
  NOT_YOURS: 'NOT_YOURS',
  ALREADY_CORRECTED: 'ALREADY_CORRECTED',
  TOO_LARGE: 'TOO_LARGE',
  ROLLED_BACK: 'ROLLED_BACK',
  ALREADY_EXISTS: 'ALREADY_EXISTS',
  OUTPUT_EXCEEDS_INPUT: 'OUTPUT_EXCEEDS_INPUT',
  ON_HOLD: 'ON_HOLD',
  CLAIM_ONLY: 'CLAIM_ONLY',
  MADE_BEFORE: 'MADE_BEFORE',
  OVER_CONSUMPTION: 'OVER_CONSUMPTION',
  LIKELY_DUPLICATE: 'LIKELY_DUPLICATE',
  UNLIKELY_TIME: 'UNLIKELY_TIME',
} as const;
export type ProblemCode = keyof typeof ProblemCode;
registerEnumType(ProblemCode, {
  name: 'ProblemCode',
  description:
    'Closed list. A new code is a minor version; clients treat an unknown one by its message.',
  valuesMap: {
    INVALID_VALUE: { description: 'Missing, malformed or out of range.' },
    CHECK_DIGIT: {
      description:
        'Check digit of a GS1 key is wrong. Refused by recordStep and register*; a warning in captureEpcis; never raised by look-ups.',
    },
    EPCIS_INVALID: { description: 'EPCIS document breaks the schema or a rule of the standard.' },
    ID_CONFLICT: { description: 'Id used before with other content (HTTP 409).' },
    UNKNOWN_ITEM: { description: 'Names nothing you may see.' },
    UNKNOWN_PARTY: { description: 'No organisation you may see.' },
    UNKNOWN_SITE: { description: 'No site of yours.' },
    UNKNOWN_PRODUCT: { description: 'No product of yours.' },
    AMBIGUOUS_NUMBER: { description: 'The number fits several items.' },
    NOT_YOURS: { description: 'Only the organisation that recorded it may correct it.' },
    ALREADY_CORRECTED: { description: 'It was corrected or voided before.' },
    TOO_LARGE: { description: 'Larger than the limit (HTTP 413).' },
    ROLLED_BACK: { description: 'Not done because another part of the batch was refused.' },
    ALREADY_EXISTS: {
      description: 'GS1 key, name or number is in use in your organisation.',
    },
    OVER_CONSUMPTION: { description: 'Warning: more used than is left with you.' },
    OUTPUT_EXCEEDS_INPUT: {
      description:
        'Warning: outputs weigh more than inputs, or are more in volume, area or length.',
    },
    ON_HOLD: { description: 'Warning: item is on hold or recalled.' },
    CLAIM_ONLY: {
      description:
        'Warning: you neither issued nor had the item by then: kept as a claim, not counted until somebody who had it names you.',
    },
    MADE_BEFORE: {
      description:
        'Warning: the lot was made before, and this adds to it; or the piece was born into another lot before.',
    },
    LIKELY_DUPLICATE: {
      description:
        'Warning: looks like a record you made before under another id: the same step, place, parties, documents, items and quantities, at most an hour apart.',
    },
    UNLIKELY_TIME: {
      description: `Warning: event time is later than now by the server's clock, or older than a year.`,
    },
  },
});

@InterfaceType({
  description:
    'Something a person or a program can put right. The same codes are in REST answers (RFC 9457 `code`).',
})
export abstract class Problem {
  @Field(() => ProblemCode, { description: 'Stable code.' })
  readonly code!: ProblemCode;

  @Field(() => String, { description: `One sentence: what is wrong and what to do.` })
  readonly message!: string;

  @Field(() => String, {
    description:
      'RFC 6901 JSON Pointer into the `input` (or the document): `/step/make/inputs/0/quantity`.',
  })
  readonly at!: string;
}

@ObjectType({
  implements: () => [Problem],
  description: 'A value is missing, malformed or out of range.',
})
export class InvalidValue extends Problem {
  @Field(() => String, { description: 'What was expected: `13 digits with a right check digit`.' })
  readonly expected!: string;
}

@ObjectType({
  implements: () => [Problem],
  description: 'Only id, nothing else, is judged: the id was used before with other content.',
})
export class IdConflict extends Problem {
  /** Log position of the earlier record; null when it cannot be shown yet. */
  readonly existingPosition!: number | null;

  @Field(() => [String], {
    description: 'JSON Pointers into the EPCIS event: the fields that differ; at most 1,000.',
  })
  readonly differs!: readonly string[];
}

@ObjectType({
  implements: () => [Problem],
  description:
    'The number names nothing you may see. As a warning: the event is kept and linked when the item appears.',
})
export class UnknownItem extends Problem {
  @Field(() => String, { description: 'As you gave it.' })
  readonly number!: string;
}

@ObjectType({
  implements: () => [Problem],
  description:
    'More was used, shipped, sold or destroyed than is left with you: your own holdings of the item, never what others hold. Said only where your records tell how much you had.',
})
export class OverConsumption extends Problem {
  /** Canonical key. */
  readonly itemKey!: string;

  @Field(() => Quantity, { description: 'Left with you, at the time of the step.' })
  readonly left!: Quantity;

  @Field(() => Quantity, { description: 'In your input.' })
  readonly asked!: Quantity;
}

@ObjectType({ implements: () => [Problem], description: 'Every other problem.' })
export class PlainProblem extends Problem {}

@ObjectType({ description: 'One entry of a page of problems.' })
export class ProblemEdge extends edgeOf(() => Problem) {}

@ObjectType({ description: 'A page of problems.' })
export class ProblemConnection extends connectionOf(
  () => Problem,
  () => ProblemEdge,
) {}
