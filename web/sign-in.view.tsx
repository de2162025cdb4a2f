import type { VNode } from 'preact';
import { type DemoCompany, DemoForm } from './layout.view.tsx';
import { Icon, useWords } from './screen.view.tsx';

/** What the sign-in page knows. */
export interface SignInProps {
  /** True when the key that was given opens nothing. */
  readonly refused: boolean;
  /** False where a key would travel unencrypted. */
  readonly possible: boolean;
  /** Path to go to afterwards. */
  readonly next: string;
  readonly demo: readonly DemoCompany[];
}

const KeyForm = ({ refused, next }: SignInProps): VNode => {
  const { say } = useWords();
  return (
    <form method="post" action="/session" class="stack">
      <input type="hidden" name="next" value={next} />
      <label for="key">{say('session.key')}</label>
      <input
        id="key"
        name="key"
        type="password"
        dir="ltr"
        autocomplete="current-password"
        spellcheck={false}
        required
        aria-describedby={refused ? 'key-mistake key-hint' : 'key-hint'}
        aria-invalid={refused}
      />
      <p id="key-hint" class="mute">
        {say('session.keyHint')}
      </p>
      <button class="btn go">{say('session.open')}</button>
    </form>
  );
};

/** Sign in with a key; in the demo also as a company of the sample world. */
export const SignIn = (props: SignInProps): VNode => {
  const { say } = useWords();
  const { refused, possible, next, demo } = props;
  return (
    <div class="narrow stack">
      <h1>{say('session.title')}</h1>
      <p>{say('session.lead')}</p>
      {refused && (
        <div class="note bad" role="alert">
          <Icon name="fix" />
          <p id="key-mistake">{say('session.wrongKey')}</p>
        </div>
      )}
      {possible ? <KeyForm {...props} /> : <p>{say('session.needsHttps')}</p>}
      {demo.length > 0 && (
        <section class="card stack">
          <h2>{say('demo.title')}</h2>
          <DemoForm demo={demo} next={next} />
        </section>
      )}
    </div>
  );
};
