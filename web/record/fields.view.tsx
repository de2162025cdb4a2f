import type { VNode } from 'preact';
import {
  type Choice,
  ChoiceField,
  type FieldProps,
  type Mistake,
  TextField,
  TickField,
} from '../form.view.tsx';
import type { Words } from '../messages/words.ts';
import { Icon, useWords } from '../screen.view.tsx';
import type { RecordChoices } from './choices.view.tsx';
import type { ForecastProps } from './forecast.view.tsx';
import { labelOf, listLabel } from './labels.view.tsx';
import type { Verb, VerbField, VerbLines } from './verbs.view.tsx';

/** Units that are offered; '' is the usual one of the product. */
const units = ['KGM', 'GRM', 'TNE', 'LBR', 'LTR', 'MLT', 'MTQ', 'MTR', 'MTK', 'H87'] as const;
/** What a form of one word shows. */
export interface RecordFormProps {
  readonly verb: Verb;
  /** What stands in a field, by its name; '' for nothing. */
  readonly valueOf: (name: string) => string;
  /** Lines of a list, by its name. */
  readonly rows: (lines: VerbLines) => number;
  readonly choices: RecordChoices;
  /** True where something said of no place is at that of the key. */
  readonly placeNeeded: boolean;
  /** IANA zones that may be chosen. */
  readonly zones: readonly string[];
  readonly mistakes: readonly Mistake[];
  /** Null: nothing was tried yet. */
  readonly forecast: ForecastProps | null;
  /** Nobody has typed anything yet. */
  readonly fresh: boolean;
  /** Id of the company whose step it is: who is signed in may have changed when it is saved. */
  readonly as: string;
  /** True when nobody is signed in any more: nothing typed is lost, and nothing is saved. */
  readonly signedOut: boolean;
}

/** A field with what stands in it and what is wrong with it. */
export const fieldOf = (
  { verb, valueOf, mistakes }: RecordFormProps,
  name: string,
  { say }: Pick<Words, 'say'>,
): FieldProps => {
  const label = labelOf(verb, name);
  if (label === null) throw new Error(`a field without a label: ${name}`);
  return { name, label: say(label), value: valueOf(name), mistakes };
};

const unitChoices = ({ say }: Words): readonly Choice[] =>
  units.map((value) => ({ value, label: say(`record.unit.${value}`) }));

const Amount = ({ at, form }: { at: string; form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  return (
    <div class="amount">
      <TextField {...fieldOf(form, `${at}.quantity`, words)} kind="decimal" />
      <ChoiceField
        {...fieldOf(form, `${at}.unit`, words)}
        choices={unitChoices(words)}
        none={say('record.unit.usual')}
      />
    </div>
  );
};

const Birth = ({ at, form }: { at: string; form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  const isOpen = ['gtin', 'serial', 'item'].some((part) => form.valueOf(`${at}.${part}`) !== '');
  return (
    <>
      <ChoiceField
        {...fieldOf(form, `${at}.product`, words)}
        choices={form.choices.products}
        names
        none={say('record.product.none')}
      />
      <Amount at={at} form={form} />
      <TextField {...fieldOf(form, `${at}.lot`, words)} hint={say('record.lot.hint')} />
      <details open={isOpen}>
        <summary>{say('record.otherNumbers')}</summary>
        <div class="stack">
          <TextField {...fieldOf(form, `${at}.gtin`, words)} kind="numeric" />
          <TextField {...fieldOf(form, `${at}.serial`, words)} />
          {form.verb === 'commission' && <TextField {...fieldOf(form, `${at}.item`, words)} />}
        </div>
      </details>
    </>
  );
};

const Existing = ({ at, form }: { at: string; form: RecordFormProps }): VNode => {
  const words = useWords();
  return (
    <>
      <TextField {...fieldOf(form, `${at}.item`, words)} list="items" />
      <Amount at={at} form={form} />
    </>
  );
};

/** The items of one list, and a way to one more. */
export const Lines = ({ lines, form }: { lines: VerbLines; form: RecordFormProps }): VNode => {
  const { say, number } = useWords();
  const { name, kind } = lines;
  return (
    <fieldset class="stack" data-lines={name}>
      <legend>
        <h2>{say(listLabel(form.verb, lines))}</h2>
      </legend>
      {form.verb === 'unpack' && <p class="mute">{say('record.lines.all')}</p>}
      {form.verb === 'receive' && <p class="mute">{say('record.lines.asShipped')}</p>}
      {Array.from({ length: form.rows(lines) }, (_, row) => (
        <div key={row} class="card stack line" role="group" aria-label={number(row + 1)}>
          {kind === 'BIRTH' ? (
            <Birth at={`${name}.${row}`} form={form} />
          ) : (
            <Existing at={`${name}.${row}`} form={form} />
          )}
        </div>
      ))}
      <button class="btn" name="do" value={`more.${name}`}>
        <Icon name="plus" />
        {say('record.more')}
      </button>
    </fieldset>
  );
};

const Party = ({ field, form }: { field: VerbField; form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  const number = `${field.name}Number`;
  return (
    <>
      <ChoiceField
        {...fieldOf(form, field.name, words)}
        choices={form.choices.parties}
        names
        none={say(field.required ? 'record.choose' : 'record.party.none')}
        required={field.required ?? false}
      />
      <details open={form.valueOf(number) !== ''}>
        <summary>{say('record.party.other')}</summary>
        <TextField {...fieldOf(form, number, words)} kind="numeric" />
      </details>
    </>
  );
};

/** One thing that a word asks for. */
export const Asked = ({ field, form }: { field: VerbField; form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  const { name, kind, required = false } = field;
  const props = { ...fieldOf(form, name, words), required };
  if (kind === 'PARTY') return <Party field={field} form={form} />;
  if (kind === 'TICK') return <TickField {...props} />;
  if (kind === 'DAY') return <TextField {...props} kind="date" />;
  if (kind === 'CODES') return <TextField {...props} hint={say('record.via.hint')} />;
  if (kind === 'ITEM')
    return (
      <TextField
        {...props}
        list="items"
        {...(form.verb === 'pack' ? { hint: say('record.container.hint') } : {})}
      />
    );
  if (kind === 'YES_NO') {
    const choices = [
      { value: 'yes', label: say('record.passed.yes') },
      { value: 'no', label: say('record.passed.no') },
    ];
    return <ChoiceField {...props} choices={choices} none={say('record.choose')} />;
  }
  return <TextField {...props} />;
};
