import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Event } from './event.types.ts';

/** What happened to the event, for you. */
export const ChangeKind = {
  RECORDED: 'RECORDED',
  CORRECTED: 'CORRECTED',
  VOIDED: 'VOIDED',
} as const;
export type ChangeKind = keyof typeof ChangeKind;
registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  description: 'What happened to the event, for you.',
  valuesMap: {
    RECORDED: { description: 'New.' },
    CORRECTED: { description: 'Declared wrong, corrected.' },
    VOIDED: { description: 'Declared not to have occurred.' },
  },
});

@ObjectType({ description: 'One entry of the feed.' })
export class Change {
  @Field(() => ChangeKind, { description: 'What happened.' })
  readonly kind!: ChangeKind;

  @Field(() => Event, { description: 'To which event.' })
  readonly event!: Event;
}

@ObjectType({
  description:
    'Cursor feed for systems that poll: every event that became visible to you or changed its status, in log order. At-least-once; apply by `event.id`. Keep `cursor`; it does not expire.',
})
export class ChangePage {
  @Field(() => [Change], { description: 'In log order.' })
  readonly changes!: readonly Change[];

  @Field(() => String, { description: 'Pass as `since` next time, also when `changes` is empty.' })
  readonly cursor!: string;

  @Field(() => Boolean, { description: 'True: ask again at once.' })
  readonly more!: boolean;
}
