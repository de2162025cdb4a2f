import type { VNode } from 'preact';
import { type DemoCompany, DemoForm } from './layout.view.tsx';
import { useWords } from './screen.view.tsx';

/** What the start page knows. */
export interface StartProps {
  /** Where this service is reached, for the line that a shell takes. */
  readonly publicUrl: string;
  readonly demo: readonly DemoCompany[];
  /** True when somebody of the demo is signed in: then the sample lot is shown. */
  readonly sample: boolean;
}

const Ways = ({ publicUrl }: { publicUrl: string }): VNode => {
  const { say } = useWords();
  return (
    <section class="stack">
      <h2>{say('start.ways')}</h2>
      <div class="grid">
        <div class="card stack">
          <h3>{say('start.people')}</h3>
          <p>{say('start.peopleLead')}</p>
          <a class="btn" href="/console/record">
            {say('part.record')}
          </a>
        </div>
        <div class="card stack">
          <h3>{say('start.buyers')}</h3>
          <p>{say('start.buyersLead')}</p>
          <a class="btn" href="/developers/explorer">
            {say('nav.explorer')}
          </a>
        </div>
        <div class="card stack">
          <h3>{say('start.programs')}</h3>
          <p>{say('start.programsLead')}</p>
          <pre>{`curl -H 'authorization: Bearer tl_…' -H 'content-type: application/json' -d @epcis.json ${publicUrl}/epcis/capture`}</pre>
          <a class="btn" href="/openapi.json">
            {say('start.openapi')}
          </a>
        </div>
      </div>
    </section>
  );
};

/** `/`: what this is, a first look, and the ways in. */
export const Start = ({ publicUrl, demo, sample }: StartProps): VNode => {
  const { say } = useWords();
  return (
    <div class="stack">
      <h1>{say('start.title')}</h1>
      <p>{say('start.lead')}</p>
      {demo.length > 0 && (
        <section class="card stack">
          <h2>{say('demo.title')}</h2>
          <p>{say('demo.lead')}</p>
          <DemoForm demo={demo} next="/" />
          {sample && (
            <div id="live" aria-live="polite">
              <h3>{say('start.sample')}</h3>
              <span class="sk" />
              <span class="sk" />
              <span class="sk" />
            </div>
          )}
        </section>
      )}
      <Ways publicUrl={publicUrl} />
    </div>
  );
};
