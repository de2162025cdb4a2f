import type { VNode } from 'preact';
import { Icon, useWords } from '../screen.view.tsx';

/** Who may look only. */
export const Forbidden = (): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack">
      <h1>{say('record.title')}</h1>
      <div class="note warn">
        <Icon name="lock" />
        <p>{say('record.forbidden')}</p>
      </div>
    </div>
  );
};
