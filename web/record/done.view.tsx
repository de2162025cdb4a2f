import type { VNode } from 'preact';
import type { Mistake } from '../form.view.tsx';
import { Icon, useWords } from '../screen.view.tsx';
import { type StepLine, StepLines, Warnings } from './forecast.view.tsx';
import type { Verb } from './verbs.view.tsx';

/** A step that is in the log. */
export interface DoneProps {
  readonly verb: Verb;
  /** True: it was there before, and nothing was doubled. */
  readonly again: boolean;
  /** Its eventID, by which it may be declared wrong. */
  readonly event: string | null;
  readonly lines: readonly StepLine[];
  /** Canonical keys and numbers of what the service numbered. */
  readonly created: readonly { readonly key: string; readonly number: string }[];
  /** Canonical keys of what there is now: its page, or the next step with it. */
  readonly results: readonly { readonly key: string; readonly number: string }[];
  /** How many more there are than `results` names. */
  readonly more: number;
  readonly warnings: readonly Mistake[];
}

const query = (entries: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(entries.map(([name, value]) => [name, value])).toString();

const Results = ({ results, more }: Pick<DoneProps, 'results' | 'more'>): VNode | null => {
  const { say } = useWords();
  if (results.length === 0) return null;
  return (
    <ul class="stack">
      {results.map(({ key, number }) => (
        <li key={key}>
          <a href={`/console/part?${query([['number', key]])}`}>
            {say('record.see')} <bdi>{number}</bdi>
          </a>
        </li>
      ))}
      {more > 0 && <li>{say('record.arriving.more', { count: more })}</li>}
    </ul>
  );
};

/** What was recorded, and where to go on from it. */
export const Done = ({
  verb,
  again,
  event,
  lines,
  created,
  results,
  more,
  warnings,
}: DoneProps): VNode => {
  const { say } = useWords();
  const items = results.map(({ key }) => ['item', key] as const);
  return (
    <div class="narrow stack" data-recorded={again ? 'again' : 'new'}>
      <div class="note ok" role="status">
        <Icon name="ok" />
        <div>
          <h1 tabindex={-1}>{say(again ? 'record.again' : 'record.done')}</h1>
          <p>{say(`record.verb.${verb}`)}</p>
        </div>
      </div>
      <StepLines lines={lines} />
      {created.length > 0 && (
        <section class="stack">
          <h2>{say('record.numbered')}</h2>
          <p>{say('record.numbered.lead')}</p>
          <ul>
            {created.map(({ key, number }) => (
              <li key={key}>
                <b class="num">
                  <bdi>{number}</bdi>
                </b>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Warnings warnings={warnings.map((one) => ({ ...one, field: null, name: null }))} />
      <p class="chips">
        <a class="btn go" href="/console/record">
          {say('record.next')}
        </a>
        <a class="btn" href={`/console/record?${query([['step', verb]])}`}>
          {say('record.same')}
        </a>
        {results.length > 0 && more === 0 && !['ship', 'sell', 'destroy'].includes(verb) && (
          <a class="btn" href={`/console/record?${query([['step', 'ship'], ...items])}`}>
            {say('record.thenShip')}
          </a>
        )}
        {event !== null && (
          <a class="btn" href={`/console/wrong?${query([['event', event]])}`}>
            {say('wrong.link')}
          </a>
        )}
      </p>
      <Results results={results} more={more} />
    </div>
  );
};
