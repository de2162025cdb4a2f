import type { VNode } from 'preact';
import { Icon, useWords } from './screen.view.tsx';

/** Nothing is at an address that a person went to: what happened, and ways on. */
export const NoPage = (): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack" data-refused>
      <h1>{say('noPage.title')}</h1>
      <div class="note warn">
        <Icon name="warn" />
        <p>{say('noPage.why')}</p>
      </div>
      <p class="chips">
        <a class="btn go" href="/">
          {say('noPage.home')}
        </a>
        <a class="btn" href="/console/search">
          {say('noPage.search')}
        </a>
      </p>
    </div>
  );
};
