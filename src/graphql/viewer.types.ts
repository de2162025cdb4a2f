import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

/** What a key or person may do; each mutation names its scope. */
export const Scope = {
  READ: 'READ',
  RECORD: 'RECORD',
  SHARE: 'SHARE',
  MASTER_DATA: 'MASTER_DATA',
  ADMIN: 'ADMIN',
} as const;
export type Scope = keyof typeof Scope;
registerEnumType(Scope, {
  name: 'Scope',
  description: 'What a key or person may do; each mutation names its scope.',
  valuesMap: {
    READ: { description: 'See what the organisation may see.' },
    RECORD: { description: 'Record steps, capture events, correct own events.' },
    SHARE: { description: 'What others may see.' },
    MASTER_DATA: { description: 'Products, sites, certificates.' },
    ADMIN: { description: 'Keys and settings.' },
  },
});

@ObjectType({
  description:
    'The limits in force for you. Beyond them: COST_LIMIT, OBJECT_BUDGET, TIMEOUT, TOO_LARGE.',
})
export class Limits {
  @Field(() => Int, { description: 'Points a request may cost before it is run.' })
  readonly costMax!: number;

  @Field(() => Int, { description: 'Objects an answer may hold.' })
  readonly objectsMax!: number;

  @Field(() => Int, { description: 'Nesting of a query.' })
  readonly depthMax!: number;

  @Field(() => Int, { description: 'Then TIMEOUT, with what is there.' })
  readonly requestSecondsMax!: number;

  @Field(() => Int, { description: 'Events a document: 10,000.' })
  readonly captureEventsMax!: number;

  @Field(() => Int, { description: 'Bytes a document: 50,000,000.' })
  readonly captureBytesMax!: number;
}

@ObjectType({ description: 'Who you are to this service.' })
export class Viewer {
  @Field(() => [Scope], { description: 'What you may do; at most the five scopes.' })
  readonly scopes!: readonly Scope[];

  @Field(() => Boolean, { description: 'True for the sample world and test keys.' })
  readonly test!: boolean;

  @Field(() => Limits, { description: 'How much you may ask.' })
  readonly limits!: Limits;
}
