import type { VNode } from 'preact';
import { Icon, useWords } from '../screen.view.tsx';
import { ArrivingList } from './arriving.view.tsx';
import type { Arriving } from './choices.view.tsx';
import { type Verb, verbForm, verbForms } from './verbs.view.tsx';

/** What happened, in one word; and what is on its way here. */
export const Choose = ({
  arriving,
  query,
}: {
  readonly arriving: readonly Arriving[] | null;
  /** Of the items that the address names, to go on with; '' for none. */
  readonly query: string;
}): VNode => {
  const { say } = useWords();
  return (
    <div class="stack record">
      <h1>{say('record.title')}</h1>
      <p>{say('record.lead')}</p>
      <ul class="tiles">
        {(Object.keys(verbForms) as Verb[]).map((verb) => (
          <li key={verb}>
            <a class="btn" href={`/console/record?step=${verb}${query === '' ? '' : `&${query}`}`}>
              <Icon name={verbForm(verb).icon} />
              <span>
                {say(`record.verb.${verb}`)}
                <small>{say(`record.verb.${verb}.hint`)}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <ArrivingList arriving={arriving} />
    </div>
  );
};
