import { Field, ID, Int, ObjectType, InputType, registerEnumType } from '@nestjs/graphql';
import type { Problem as Refusal } from '../core/result.ts';
import { DateTime, Json } from './scalars.ts';
import { Node } from './node.types.ts';

/** What happens to the good events of a document with bad ones (EPCIS 2.0, GS1-Capture-Error-Behaviour). */
export const CaptureBehaviour = {
  ROLLBACK: 'ROLLBACK',
  PROCEED: 'PROCEED',
} as const;
export type CaptureBehaviour = keyof typeof CaptureBehaviour;
registerEnumType(CaptureBehaviour, {
  name: 'CaptureBehaviour',
  description:
    'What happens to the good events of a document with bad ones (EPCIS 2.0, GS1-Capture-Error-Behaviour).',
  valuesMap: {
    ROLLBACK: { description: 'All or nothing; nothing is ever visible in between.' },
    PROCEED: { description: 'Keep the good ones and list the bad ones.' },
  },
});

@ObjectType({
  implements: () => [Node],
  description:
    'A capture of one EPCIS document (EPCIS 2.0, capture job): at most 10,000 events and 50 MB. Up to 256 events it is finished when the answer comes; larger ones run on. In both cases the answer (202 in REST) means that the document is durable.',
})
export class CaptureJob {
  readonly job!: {
    readonly problems: readonly Refusal[];
    readonly warnings: readonly Refusal[];
  };

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => DateTime, { description: 'Server clock.' })
  readonly createdAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'Null: running.' })
  readonly finishedAt!: string | null;

  @Field(() => Boolean, { description: 'EPCIS 2.0 pair: running and success.' })
  readonly running!: boolean;

  @Field(() => Boolean, { description: 'EPCIS 2.0: false once an error was seen.' })
  readonly success!: boolean;

  @Field(() => CaptureBehaviour, { description: 'As asked.' })
  readonly behaviour!: CaptureBehaviour;

  @Field(() => Int, { description: 'In the document.' })
  readonly eventsReceived!: number;

  @Field(() => Int, { description: 'Stored, those known before included.' })
  readonly eventsStored!: number;
}

@InputType({ description: 'An EPCIS document to capture.' })
export class CaptureEpcisInput {
  @Field(() => Json, {
    description:
      'EPCISDocument, EPCIS 2.0 JSON-LD, within the capture limits; as a variable, since `@context` cannot stand in a query. Its numbers are kept as written.',
  })
  readonly document!: unknown;

  @Field(() => CaptureBehaviour, { defaultValue: 'ROLLBACK', description: 'Default ROLLBACK.' })
  readonly behaviour?: CaptureBehaviour | null;
}
