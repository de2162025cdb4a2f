import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type {
  RecallCase as RecallCaseFacts,
  RecallAnswer as Answer,
} from '../cases/recall-case.ts';
import { connectionOf, edgeOf } from './connection.ts';
import { Node } from './node.types.ts';
import { Payload } from './payload.types.ts';
import { Problem } from './problem.types.ts';
import { RecallInput } from './recall.types.ts';
import { DateTime, Uri } from './scalars.ts';

@InputType({ description: 'A recall or a drill to start.' })
export class StartRecallInput {
  @Field(() => Uri, {
    description:
      'Makes the call repeatable: the same again is the same case, and tells nobody twice.',
  })
  readonly id!: string;

  @Field(() => RecallInput, { description: 'What is recalled.' })
  readonly of!: RecallInput;

  @Field(() => String, { description: 'For the holders; at most 2,000 characters.' })
  readonly reason!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'A drill: nobody outside your organisation is told, and nothing is held.',
  })
  readonly drill!: boolean;
}

@ObjectType({ description: 'The last word of a holder that was told of a recall.' })
export class RecallAnswer {
  /** Where its fields come from. */
  readonly view!: Answer;

  @Field(() => String, { nullable: true, description: 'Null: seen, and nothing more said.' })
  readonly answer!: string | null;

  @Field(() => DateTime, { description: 'Server clock.' })
  readonly answeredAt!: string;
}

@ObjectType({ description: 'One entry of a page of answers to a recall.' })
export class RecallAnswerEdge extends edgeOf(() => RecallAnswer) {}

@ObjectType({ description: 'A page of answers to a recall.' })
export class RecallAnswerConnection extends connectionOf(
  () => RecallAnswer,
  () => RecallAnswerEdge,
) {}

@ObjectType({
  implements: () => [Node],
  description:
    'A recall or a drill that was started: notices and answers. Only whoever started it and the holders that were told may see it.',
})
export class RecallCase {
  /** Where its fields come from. */
  readonly view!: RecallCaseFacts;

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => Boolean, { description: 'Nobody outside was told.' })
  readonly drill!: boolean;

  @Field(() => String, { description: 'As given.' })
  readonly reason!: string;

  @Field(() => DateTime, { description: 'Server clock.' })
  readonly startedAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'Null: open.' })
  readonly closedAt!: string | null;

  @Field(() => Int, { description: 'Of the holders that were told, how many answered.' })
  readonly acknowledged!: number;

  @Field(() => String, {
    description: 'Holders reached behind withheld steps, as a range: `NONE`, `1-4`, `5-19`, `20+`.',
  })
  readonly notifiedBehindWithheld!: string;
}

@ObjectType({ description: 'One entry of a page of recall cases.' })
export class RecallCaseEdge extends edgeOf(() => RecallCase) {}

@ObjectType({ description: 'A page of recall cases.' })
export class RecallCaseConnection extends connectionOf(
  () => RecallCase,
  () => RecallCaseEdge,
) {}

@ObjectType({ implements: () => [Payload], description: 'Answer about a recall case.' })
export class RecallPayload {
  @Field(() => RecallCase, { nullable: true, description: 'Null when refused.' })
  readonly case!: RecallCase | null;

  @Field(() => [Problem], { description: 'Why it was refused; empty: done. At most 1,000.' })
  readonly problems!: readonly Problem[];
}
