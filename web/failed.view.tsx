import type { VNode } from 'preact';
import { Icon, useWords } from './screen.view.tsx';

/** Why a service could not answer: it is not there or overloaded, it read for too long, or it is at fault. */
export type Failure = 'away' | 'tooLong' | 'fault';

/** The service failed somebody: what happened, and the same address once more. */
export const FailedPage = ({
  failure,
  again,
  requestId,
}: {
  readonly failure: Failure;
  /** Address that was asked. */
  readonly again: string;
  /** By which whoever runs the service finds what happened. */
  readonly requestId: string;
}): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack" data-refused>
      <h1>{say(`failed.${failure}.title`)}</h1>
      <div class="note warn">
        <Icon name="warn" />
        <p>{say(`failed.${failure}.why`)}</p>
      </div>
      {failure === 'fault' && (
        <p>
          {say('failed.number')} <bdi class="num">{requestId}</bdi>
        </p>
      )}
      <p>
        <a class="btn go" href={again}>
          {say('failed.again')}
        </a>
      </p>
    </div>
  );
};
