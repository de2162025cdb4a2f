import type { VNode } from 'preact';
import { Icon, useWords } from './screen.view.tsx';

/** Why a service could not answer: it is not there or overloaded, it read for too long, or it is at fault. */
export type Failure = 'away' | 'tooLong' | 'fault';

/** A form that a service could not answer. */
export interface SentForm {
  /** What stood in it; none where it was not read. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

interface FailedProps {
  readonly failure: Failure;
  /** Address that was asked. */
  readonly again: string;
  /** What was sent there; null: nothing that is lost. */
  readonly sent: SentForm | null;
  /** By which whoever runs the service finds what happened. */
  readonly requestId: string;
}

/** The service failed somebody: what happened, and the same address or form once more. */
export const FailedPage = ({ failure, again, sent, requestId }: FailedProps): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack" data-refused>
      <h1>{say(`failed.${failure}.title`)}</h1>
      <div class="note warn">
        <Icon name="warn" />
        <p>
          {say(failure === 'tooLong' && sent !== null ? 'failed.sent' : `failed.${failure}.why`)}
        </p>
      </div>
      {failure !== 'tooLong' && sent !== null && <p>{say('failed.sent')}</p>}
      {failure === 'fault' && (
        <p>
          {say('failed.number')} <bdi class="num">{requestId}</bdi>
        </p>
      )}
      {sent === null || sent.fields.length === 0 ? (
        <>
          {sent !== null && <p>{say('failed.sent.unread')}</p>}
          <p>
            <a class="btn go" href={again}>
              {say(sent === null ? 'failed.again' : 'failed.sent.back')}
            </a>
          </p>
        </>
      ) : (
        <SendAgain action={again} {...sent} />
      )}
    </div>
  );
};

/** The same form with everything in it, to be sent again or to go on with; the service needs to keep nothing for that. */
const SendAgain = ({ action, fields }: SentForm & { readonly action: string }): VNode => {
  const { say } = useWords();
  const todo = fields.find(([name]) => name === 'do')?.[1];
  return (
    <form class="flow" method="post" action={action}>
      {fields.map(
        ([name, value]) =>
          name !== 'do' && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <button class="btn go" name={todo === undefined ? undefined : 'do'} value={todo}>
        {say('failed.sent.again')}
      </button>
      <button class="btn" name="do" value="back">
        {say('failed.sent.back')}
      </button>
    </form>
  );
};
