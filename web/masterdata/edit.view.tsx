import type { ComponentChildren, VNode } from 'preact';
import { countryCodes } from '../../src/core/geography/countries.ts';
import {
  type Choice,
  ChoiceField,
  type Mistake,
  Mistakes,
  SignedOut,
  TextField,
} from '../form.view.tsx';
import { useWords } from '../screen.view.tsx';

/** A form as somebody left it. */
export interface EditShown {
  /** Where it is sent to. */
  readonly path: string;
  /** Number of what is changed; '' for something new. */
  readonly number: string;
  /** Makes sending something new twice harmless; '' for a change. */
  readonly id: string;
  /** Id of the company whose it is: who is signed in may have changed when it is saved. */
  readonly as: string;
  /** Version that the fields were filled with; '' for something new. */
  readonly version: string;
  /** Where it stands as it is now, when somebody changed it meanwhile; null: nobody did. */
  readonly newer: string | null;
  /** What every field holds, by its name. */
  readonly values: Readonly<Record<string, string>>;
  readonly mistakes: readonly Mistake[];
  /** True when nobody is signed in any more: nothing typed is lost, and nothing is saved. */
  readonly signedOut: boolean;
}

/** What a field of a form starts with. */
const fieldOf = ({ values, mistakes }: EditShown, name: string) => ({
  name,
  value: values[name] ?? '',
  mistakes,
});

const EditForm = ({
  title,
  shown,
  children,
}: {
  readonly title: string;
  readonly shown: EditShown;
  readonly children: ComponentChildren;
}): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack">
      <h1>{title}</h1>
      <Mistakes mistakes={shown.mistakes} />
      {shown.signedOut && <SignedOut />}
      {shown.newer !== null && (
        <p>
          <a class="btn" href={shown.newer} target="_blank">
            {say('organisation.newer.see')}
          </a>
        </p>
      )}
      <form method="post" action={shown.path} class="stack">
        <input type="hidden" name="number" value={shown.number} />
        <input type="hidden" name="id" value={shown.id} />
        <input type="hidden" name="version" value={shown.version} />
        <input type="hidden" name="as" value={shown.as} />
        {children}
        <button class="btn go">{say('organisation.save')}</button>
      </form>
    </div>
  );
};

const NameField = (shown: EditShown): VNode => (
  <TextField {...fieldOf(shown, 'name')} label={useWords().say('organisation.name')} required />
);

/** Every country by its name in the reader's language. */
const CountryField = (shown: EditShown): VNode => {
  const { say, country, language } = useWords();
  const choices = countryCodes
    .map((value) => ({ value, label: country(value) }))
    .toSorted((one, other) => one.label.localeCompare(other.label, language));
  return (
    <ChoiceField
      {...fieldOf(shown, 'country')}
      label={say('organisation.country')}
      choices={choices}
      none={say('organisation.choose')}
      lang={language}
      required
    />
  );
};

/** What `/console/product/edit` shows. */
export interface ProductEditShown extends EditShown {
  readonly units: readonly Choice[];
}

/** `/console/product/edit`. */
export const ProductEdit = (shown: ProductEditShown): VNode => {
  const { say } = useWords();
  return (
    <EditForm title={say(shown.number === '' ? 'product.add' : 'product.change')} shown={shown}>
      <NameField {...shown} />
      <TextField
        {...fieldOf(shown, 'gtin')}
        label={say('part.scheme.GTIN')}
        hint={say('product.gtin.hint')}
        kind="numeric"
      />
      <ChoiceField
        {...fieldOf(shown, 'unit')}
        label={say('product.unit')}
        choices={shown.units}
        none={say('product.pieces')}
        lang="en"
      />
      <TextField
        {...fieldOf(shown, 'hsCode')}
        label={say('product.hsCode')}
        hint={say('product.hsCode.hint')}
        kind="numeric"
      />
    </EditForm>
  );
};

/** What `/console/site/edit` shows. */
export interface SiteEditShown extends EditShown {
  /** Own sites that it may be part of, by number. */
  readonly around: readonly Choice[];
}

/** `/console/site/edit`. */
export const SiteEdit = (shown: SiteEditShown): VNode => {
  const { say } = useWords();
  return (
    <EditForm title={say(shown.number === '' ? 'site.add' : 'site.change')} shown={shown}>
      <NameField {...shown} />
      <TextField
        {...fieldOf(shown, 'gln')}
        label={say('part.scheme.GLN')}
        hint={say('organisation.gln.hint')}
        kind="numeric"
      />
      <CountryField {...shown} />
      <TextField
        {...fieldOf(shown, 'subdivision')}
        label={say('site.region')}
        hint={say('site.region.hint')}
      />
      <div class="two">
        <TextField {...fieldOf(shown, 'latitude')} label={say('site.latitude')} />
        <TextField {...fieldOf(shown, 'longitude')} label={say('site.longitude')} />
      </div>
      <p class="mute">{say('site.coordinates.hint')}</p>
      <TextField
        {...fieldOf(shown, 'within')}
        label={say('site.within')}
        hint={say('site.within.hint')}
        list="around"
      />
      <datalist id="around">
        {shown.around.map(({ value, label }) => (
          <option key={value} value={value} label={label} />
        ))}
      </datalist>
    </EditForm>
  );
};

/** What `/console/organisation/edit` shows. */
export interface OrganisationEditShown extends EditShown {
  readonly bands: readonly string[];
  readonly shares: readonly ('OWNED' | 'LED' | 'NONE' | 'UNKNOWN')[];
}

/** `/console/organisation/edit`. */
export const OrganisationEdit = (shown: OrganisationEditShown): VNode => {
  const { say } = useWords();
  const none = say('organisation.notSaid');
  return (
    <EditForm
      title={say(shown.number === '' ? 'organisation.add' : 'organisation.edit')}
      shown={shown}
    >
      <NameField {...shown} />
      <CountryField {...shown} />
      <TextField
        {...fieldOf(shown, 'gln')}
        label={say('part.scheme.PGLN')}
        hint={say('organisation.gln.hint')}
        kind="numeric"
      />
      <ChoiceField
        {...fieldOf(shown, 'headcountBand')}
        label={say('organisation.people')}
        choices={shown.bands.map((value) => ({ value, label: value }))}
        none={none}
      />
      <ChoiceField
        {...fieldOf(shown, 'women')}
        label={say('organisation.women')}
        choices={shown.shares.map((value) => ({
          value,
          label: say(`organisation.women.${value}`),
        }))}
        none={none}
      />
      <div class="two">
        <TextField
          {...fieldOf(shown, 'members')}
          label={say('organisation.members')}
          kind="numeric"
        />
        <TextField
          {...fieldOf(shown, 'womenMembers')}
          label={say('organisation.womenMembers')}
          kind="numeric"
        />
      </div>
      <p class="mute">{say('organisation.members.hint')}</p>
    </EditForm>
  );
};
