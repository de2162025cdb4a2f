import type { VNode } from 'preact';
import { ChoiceField, LongField, Mistakes, SignedOut, TextField } from '../form.view.tsx';
import { Icon, useWords } from '../screen.view.tsx';
import { ArrivingList } from './arriving.view.tsx';
import { Asked, fieldOf, Lines, type RecordFormProps } from './fields.view.tsx';
import { Forecast } from './forecast.view.tsx';
import { PAPERS, verbForm } from './verbs.view.tsx';

/** Kinds of papers that are offered, in the words of the contract. */
const paperTypes = [
  'DESPATCH_ADVICE',
  'BILL_OF_LADING',
  'INVOICE',
  'PURCHASE_ORDER',
  'CERTIFICATE',
  'TEST_RESULT',
  'OTHER',
] as const;

const When = ({ form }: { form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  const { choices, zones } = form;
  return (
    <section class="stack">
      <h2>{say('record.when')}</h2>
      <div class="grid">
        <TextField {...fieldOf(form, 'time', words)} kind="datetime-local" required />
        <ChoiceField
          {...fieldOf(form, 'zone', words)}
          choices={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          names
          none={say('record.choose')}
          required
        />
        <ChoiceField
          {...fieldOf(form, 'site', words)}
          choices={choices.sites}
          names
          {...(form.placeNeeded ? {} : { none: say('record.site.none') })}
        />
      </div>
    </section>
  );
};

const Papers = ({ form }: { form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  const types = paperTypes.map((value) => ({ value, label: say(`record.paper.${value}`) }));
  return (
    <fieldset class="stack">
      <legend>
        <h3>{say('record.papers')}</h3>
      </legend>
      {Array.from({ length: PAPERS }, (_, row) => (
        <div key={row} class="amount">
          <TextField {...fieldOf(form, `paper.${row}.number`, words)} />
          <ChoiceField {...fieldOf(form, `paper.${row}.type`, words)} choices={types} />
        </div>
      ))}
    </fieldset>
  );
};

const More = ({ form }: { form: RecordFormProps }): VNode => {
  const words = useWords();
  const { say } = words;
  const fields = verbForm(form.verb).more;
  const names = [...fields.map(({ name }) => name), 'note', 'paper.0.number'];
  const isOpen =
    names.some((name) => form.valueOf(name) !== '') ||
    form.mistakes.some(({ field }) => field !== null && names.includes(field));
  return (
    <details class="card" open={isOpen}>
      <summary>{say('record.details')}</summary>
      <div class="stack">
        {fields.map((field) => (
          <Asked key={field.name} field={field} form={form} />
        ))}
        <Papers form={form} />
        <LongField {...fieldOf(form, 'note', words)} />
      </div>
    </details>
  );
};

const SaveBar = (): VNode => {
  const { say } = useWords();
  return (
    <div class="save">
      <p id="sending" role="status" />
      <button class="btn" name="do" value="check">
        {say('record.check')}
      </button>
      <button class="btn go" name="do" value="save">
        {say('record.save')}
      </button>
    </div>
  );
};

/** A form that records one step; works without a script, and is helped by `main.tsx` beside it. */
export const RecordForm = (form: RecordFormProps): VNode => {
  const { say, language } = useWords();
  const { verb, choices, mistakes, forecast, valueOf } = form;
  const { lines, fields, icon } = verbForm(verb);
  return (
    <div class="narrow stack record">
      <a class="back" href="/console/record">
        <Icon name="back" flip />
        {say('record.other')}
      </a>
      <h1>
        <Icon name={icon} /> {say(`record.verb.${verb}`)}
      </h1>
      {form.signedOut && <SignedOut />}
      <Mistakes mistakes={mistakes} />
      <ArrivingList arriving={choices.arriving} />
      <form
        class="stack"
        method="post"
        action={`/console/record?step=${verb}`}
        data-fresh={form.fresh ? true : undefined}
        data-offline={say('record.offline')}
        data-refused={say('record.notSaved')}
        data-busy={say('record.busy')}
      >
        {/* Enter in a field looks first: the first button of a form is the one that it presses. */}
        <button class="sr" name="do" value="check" tabindex={-1} aria-hidden="true" />
        <input type="hidden" name="id" value={valueOf('id')} />
        <input type="hidden" name="as" value={form.as} />
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="now" value={valueOf('now')} />
        {lines.map((one) => (
          <Lines key={one.name} lines={one} form={form} />
        ))}
        {fields.map((field) => (
          <Asked key={field.name} field={field} form={form} />
        ))}
        <When form={form} />
        <More form={form} />
        <datalist id="items">
          {choices.items.map(({ value, label }) => (
            <option key={value} value={value} label={label} />
          ))}
        </datalist>
        <div id="forecast" aria-live="polite">
          {forecast !== null && <Forecast {...forecast} />}
        </div>
        <SaveBar />
      </form>
    </div>
  );
};
