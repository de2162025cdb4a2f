import type { VNode } from 'preact';
import type { StepKind } from '../../src/core/epcis/step.ts';
import { LongField, type Mistake, Mistakes, SignedOut } from '../form.view.tsx';
import { Day } from '../masterdata/shown.view.tsx';
import { Icon, useWords } from '../screen.view.tsx';
import { type StepLine, StepLines } from './forecast.view.tsx';
import { isVerb } from './verbs.view.tsx';

/** A record as whoever made it knows it again. */
export interface WrongRecord {
  readonly step: StepKind;
  /** Of the event's own clock, `2026-03-02`. */
  readonly day: string;
  readonly lines: readonly StepLine[];
}

const Told = ({ step, day, lines }: WrongRecord): VNode => {
  const { say } = useWords();
  return (
    <section class="card stack">
      <h2>
        {say(`part.step.${step}`)} <Day day={day} />
      </h2>
      <StepLines lines={lines} />
    </section>
  );
};

/** Asks whether a record is to be declared wrong: the page is the question, its button the answer. */
export const Wrong = ({
  event,
  record,
  note,
  mistakes,
  signedOut,
}: {
  /** The eventID of the record. */
  readonly event: string;
  /** Null: nobody is signed in, to whom it could be shown. */
  readonly record: WrongRecord | null;
  readonly note: string;
  readonly mistakes: readonly Mistake[];
  readonly signedOut: boolean;
}): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack">
      <h1>{say('wrong.title')}</h1>
      {signedOut && <SignedOut />}
      <Mistakes mistakes={mistakes} />
      {record !== null && <Told {...record} />}
      <div class="note warn">
        <Icon name="warn" />
        <p>{say('wrong.lead')}</p>
      </div>
      <form class="stack" method="post" action="/console/wrong">
        <input type="hidden" name="event" value={event} />
        <LongField name="note" label={say('wrong.note')} value={note} mistakes={mistakes} />
        <div class="chips">
          <button class="btn bad">{say('wrong.yes')}</button>
          <a class="btn" href="/console/organisation">
            {say('wrong.no')}
          </a>
        </div>
      </form>
    </div>
  );
};

/** A record that is declared wrong, and how what did happen is recorded. */
export const DeclaredWrong = ({
  record,
  again,
}: {
  readonly record: WrongRecord;
  /** True: it was before, in the same way. */
  readonly again: boolean;
}): VNode => {
  const { say } = useWords();
  const verb = record.step.toLowerCase();
  return (
    <div class="narrow stack" data-wrong={again ? 'again' : 'new'}>
      <div class="note ok" role="status">
        <Icon name="ok" />
        <div>
          <h1 tabindex={-1}>{say(again ? 'wrong.again' : 'wrong.done')}</h1>
          <p>{say('wrong.kept')}</p>
        </div>
      </div>
      <Told {...record} />
      <p class="chips">
        <a class="btn go" href={isVerb(verb) ? `/console/record?step=${verb}` : '/console/record'}>
          {say('wrong.right')}
        </a>
      </p>
    </div>
  );
};
