import type { ComponentChildren, VNode } from 'preact';
import { Icon, useWords } from './screen.view.tsx';

/** What is wrong with what somebody gave. */
export interface Mistake {
  /** Name of the field; null: of none alone. */
  readonly field: string | null;
  /** In the reader's words: how the field is named away from it; null: it is told without a name. */
  readonly name: string | null;
  /** In the reader's words: what is wrong, and what to do. */
  readonly message: string;
  /** What was expected, in English where the service said so; null: the message says it all. */
  readonly expected: string | null;
}

/** One of several things to choose. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What every field knows. */
export interface FieldProps {
  /** Of the field in the form, and its id in the page. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly mistakes: readonly Mistake[];
  readonly hint?: string;
  readonly required?: boolean;
}

/** Parts of a field that its control points to. */
const described = ({ name, hint, mistakes }: FieldProps) => {
  const own = mistakes.filter(({ field }) => field === name);
  const ids = [
    ...(own.length > 0 ? [`${name}-mistake`] : []),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ];
  return {
    own,
    control: {
      id: name,
      name,
      'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
      'aria-invalid': own.length > 0 ? true : undefined,
    },
  };
};

const Said = ({ message, expected }: Pick<Mistake, 'message' | 'expected'>): VNode => (
  <>
    {message}
    {expected !== null && (
      <>
        {' '}
        <bdi lang="en">{expected}</bdi>
      </>
    )}
  </>
);

const Around = (props: FieldProps & { readonly children: ComponentChildren }): VNode => {
  const { name, label, hint, children } = props;
  const { own } = described(props);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children}
      {own.length > 0 && (
        <p id={`${name}-mistake`} class="wrong">
          {own.map((mistake) => (
            <Said key={mistake.message} {...mistake} />
          ))}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${name}-hint`} class="mute">
          {hint}
        </p>
      )}
    </div>
  );
};

/** How the keyboard of a phone, and what a browser knows of a text, may help. */
type Help = 'text' | 'decimal' | 'numeric' | 'date' | 'datetime-local';

/** A text, a number, a day or a time. */
export const TextField = (
  props: FieldProps & {
    readonly kind?: Help;
    /** Id of a `datalist` with what it may be. */
    readonly list?: string;
  },
): VNode => {
  const { value, kind = 'text', list, required } = props;
  const typed = kind === 'date' || kind === 'datetime-local';
  return (
    <Around {...props}>
      <input
        {...described(props).control}
        type={typed ? kind : 'text'}
        inputmode={typed ? undefined : kind}
        value={value}
        list={list}
        dir={typed ? undefined : 'auto'}
        autocomplete="off"
        aria-required={required}
      />
    </Around>
  );
};

/** A text of several lines. */
export const LongField = (props: FieldProps): VNode => (
  <Around {...props}>
    <textarea {...described(props).control} rows={3} dir="auto" aria-required={props.required}>
      {props.value}
    </textarea>
  </Around>
);

/** One of a list. What was given and stands in no list is kept. */
export const ChoiceField = (
  props: FieldProps & {
    readonly choices: readonly Choice[];
    /** True: names that somebody gave, which no language says otherwise. */
    readonly names?: boolean;
    /** Words for choosing none. */
    readonly none?: string;
    /** Language of the labels, where they are names and no messages. */
    readonly lang?: string;
  },
): VNode => {
  const { value, choices, none, lang, required, names = false } = props;
  const strange = value !== '' && !choices.some((choice) => choice.value === value);
  return (
    <Around {...props}>
      <select {...described(props).control} lang={lang} aria-required={required}>
        {none !== undefined && <option value="">{none}</option>}
        {strange && (
          <option value={value} selected data-name>
            {value}
          </option>
        )}
        {choices.map((choice) => (
          <option
            key={choice.value}
            value={choice.value}
            selected={choice.value === value}
            lang={names ? '' : undefined}
            data-name={names ? true : undefined}
          >
            {choice.label}
          </option>
        ))}
      </select>
    </Around>
  );
};

/** Yes or no. */
export const TickField = (props: FieldProps): VNode => (
  <div class="field tick">
    <input {...described(props).control} type="checkbox" value="yes" checked={props.value !== ''} />
    <label for={props.name}>{props.label}</label>
  </div>
);

/** Mistakes away from their fields: each names its field and leads to it. */
export const MistakeList = ({ mistakes }: { readonly mistakes: readonly Mistake[] }): VNode => {
  const { say } = useWords();
  return (
    <ul>
      {mistakes.map((mistake, index) => {
        const { field, name, message } = mistake;
        const named = name === null ? message : say('form.named', { field: name, message });
        const said = <Said {...mistake} message={named} />;
        return <li key={index}>{field === null ? said : <a href={`#${field}`}>{said}</a>}</li>;
      })}
    </ul>
  );
};

/** What is to be mended, at the head of a form. Nothing where all is well. */
export const Mistakes = ({ mistakes }: { readonly mistakes: readonly Mistake[] }): VNode | null => {
  const { say } = useWords();
  if (mistakes.length === 0) return null;
  return (
    <div class="note bad" role="alert" tabindex={-1} id="mistakes">
      <Icon name="fix" />
      <div class="stack">
        <h2>{say('form.fix', { count: mistakes.length })}</h2>
        <MistakeList mistakes={mistakes} />
      </div>
    </div>
  );
};

/** Said above a form when whoever sent it is not signed in any more. */
export const SignedOut = (): VNode => {
  const { say } = useWords();
  return (
    <div class="note warn" role="alert">
      <Icon name="key" />
      <p>
        {say('form.signedOut')}{' '}
        <a href="/session" target="_blank" rel="noopener">
          {say('form.signIn')}
        </a>
      </p>
    </div>
  );
};
