import { Field, ObjectType, InterfaceType, registerEnumType } from '@nestjs/graphql';
import { Json } from './scalars.ts';
import { CaptureJob } from './capture-job.types.ts';
import { Event } from './event.types.ts';
import { Item } from './item.types.ts';
import { Certificate, Organisation } from './organisation.types.ts';
import { Problem } from './problem.types.ts';
import { Product } from './product.types.ts';
import { Site } from './site.types.ts';

@InterfaceType({ description: 'What a mutation says about itself.' })
export abstract class Payload {
  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}

/** What became of a step. */
export const RecordStatus = {
  RECORDED: 'RECORDED',
  ALREADY_RECORDED: 'ALREADY_RECORDED',
  REFUSED: 'REFUSED',
} as const;
export type RecordStatus = keyof typeof RecordStatus;
registerEnumType(RecordStatus, {
  name: 'RecordStatus',
  description: 'What became of a step.',
  valuesMap: {
    RECORDED: { description: 'Durable, and in the log.' },
    ALREADY_RECORDED: {
      description: 'This id with this content was recorded before; `event` is that record.',
    },
    REFUSED: { description: 'Nothing was written; see `problems`.' },
  },
});

@ObjectType({ implements: () => [Payload], description: 'Answer to one recorded step.' })
export class RecordStepPayload {
  @Field(() => RecordStatus, { description: 'In one word.' })
  readonly status!: RecordStatus;

  @Field(() => Event, { nullable: true, description: 'Null when refused.' })
  readonly event!: Event | null;

  @Field(() => [Item], {
    description: 'Containers and lots that were numbered by the service; at most 201.',
  })
  readonly created!: readonly Item[];

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];

  @Field(() => [Problem], {
    description:
      'Recorded all the same, but look: unknown lot, unlikely time, more out than in, more than is left with you, kept as a claim only; at most 1,000.',
  })
  readonly warnings!: readonly Problem[];
}

@ObjectType({ implements: () => [Payload], description: 'Answer to a batch.' })
export class RecordStepsPayload {
  @Field(() => [RecordStepPayload], {
    description: 'One for each step, in the order given; at most 500.',
  })
  readonly results!: readonly RecordStepPayload[];

  @Field(() => [Problem], {
    description: 'Problems of the batch as a whole (too many); at most 1.',
  })
  readonly problems!: readonly Problem[];
}

@ObjectType({
  description: 'What recording would do; nothing is written.',
})
export class StepPreview {
  @Field(() => Boolean, { description: 'True: recording it now would succeed.' })
  readonly recordable!: boolean;

  @Field(() => String, { description: 'The sentence it would become.' })
  readonly title!: string;

  @Field(() => [Problem], { description: 'Why it would be refused; at most 1,000.' })
  readonly problems!: readonly Problem[];

  @Field(() => [Problem], { description: 'What it would warn about; at most 1,000.' })
  readonly warnings!: readonly Problem[];

  @Field(() => Json, { nullable: true, description: 'The EPCIS 2.0 event it would become.' })
  readonly epcis!: unknown;
}

@ObjectType({ implements: () => [Payload], description: 'Answer to an EPCIS capture.' })
export class CapturePayload {
  @Field(() => CaptureJob, { nullable: true, description: 'Null when refused at once.' })
  readonly job!: CaptureJob | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}

@ObjectType({ implements: () => [Payload], description: 'Answer about a product.' })
export class ProductPayload {
  @Field(() => Product, { nullable: true, description: 'Null when refused.' })
  readonly product!: Product | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}

@ObjectType({ implements: () => [Payload], description: 'Answer about a site.' })
export class SitePayload {
  @Field(() => Site, { nullable: true, description: 'Null when refused.' })
  readonly site!: Site | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}

@ObjectType({ implements: () => [Payload], description: 'Answer about an organisation.' })
export class OrganisationPayload {
  @Field(() => Organisation, { nullable: true, description: 'Null when refused.' })
  readonly organisation!: Organisation | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}

@ObjectType({ implements: () => [Payload], description: 'Answer about a certificate.' })
export class CertificatePayload {
  @Field(() => Certificate, { nullable: true, description: 'Null when refused.' })
  readonly certificate!: Certificate | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}

@ObjectType({ implements: () => [Payload], description: 'Answer about an item.' })
export class ItemPayload {
  @Field(() => Item, { nullable: true, description: 'Null when refused.' })
  readonly item!: Item | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}
