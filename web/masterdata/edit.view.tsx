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
import type { MessageKey } from '../messages/words.ts';
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

const common = {
  name: 'organisation.name',
  country: 'organisation.country',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** What the fields of a product are called. */
export const productLabels = {
  name: common.name,
  gtin: 'part.scheme.GTIN',
  unit: 'product.unit',
  hsCode: 'product.hsCode',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** What the fields of a site are called. */
export const siteLabels = {
  ...common,
  gln: 'part.scheme.GLN',
  subdivision: 'site.region',
  latitude: 'site.latitude',
  longitude: 'site.longitude',
  within: 'site.within',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** What the fields of an organisation are called. */
export const organisationLabels = {
  ...common,
  gln: 'part.scheme.PGLN',
  headcountBand: 'organisation.people',
  women: 'organisation.women',
  members: 'organisation.members',
  womenMembers: 'organisation.womenMembers',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** What a field of a form is called and starts with, by its name. */
const useFields = <Name extends string>(
  { values, mistakes }: EditShown,
  labels: Readonly<Record<Name, MessageKey>>,
) => {
  const { say } = useWords();
  return (name: Name) => ({
    name,
    label: say(labels[name]),
    value: values[name] ?? '',
    mistakes,
  });
};

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
  <TextField {...useFields(shown, common)('name')} required />
);

/** Every country by its name in the reader's language. */
const CountryField = (shown: EditShown): VNode => {
  const { say, country, language } = useWords();
  const field = useFields(shown, common);
  const choices = countryCodes
    .map((value) => ({ value, label: country(value) }))
    .toSorted((one, other) => one.label.localeCompare(other.label, language));
  return (
    <ChoiceField
      {...field('country')}
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
  const field = useFields(shown, productLabels);
  return (
    <EditForm title={say(shown.number === '' ? 'product.add' : 'product.change')} shown={shown}>
      <NameField {...shown} />
      <TextField {...field('gtin')} hint={say('product.gtin.hint')} kind="numeric" />
      <ChoiceField
        {...field('unit')}
        choices={shown.units}
        none={say('product.pieces')}
        lang="en"
      />
      <TextField {...field('hsCode')} hint={say('product.hsCode.hint')} kind="numeric" />
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
  const field = useFields(shown, siteLabels);
  return (
    <EditForm title={say(shown.number === '' ? 'site.add' : 'site.change')} shown={shown}>
      <NameField {...shown} />
      <TextField {...field('gln')} hint={say('organisation.gln.hint')} kind="numeric" />
      <CountryField {...shown} />
      <TextField {...field('subdivision')} hint={say('site.region.hint')} />
      <div class="two">
        <TextField {...field('latitude')} />
        <TextField {...field('longitude')} />
      </div>
      <p class="mute">{say('site.coordinates.hint')}</p>
      <TextField {...field('within')} hint={say('site.within.hint')} list="around" />
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
  const field = useFields(shown, organisationLabels);
  const none = say('organisation.notSaid');
  return (
    <EditForm
      title={say(shown.number === '' ? 'organisation.add' : 'organisation.edit')}
      shown={shown}
    >
      <NameField {...shown} />
      <CountryField {...shown} />
      <TextField {...field('gln')} hint={say('organisation.gln.hint')} kind="numeric" />
      <ChoiceField
        {...field('headcountBand')}
        choices={shown.bands.map((value) => ({ value, label: value }))}
        none={none}
      />
      <ChoiceField
        {...field('women')}
        choices={shown.shares.map((value) => ({
          value,
          label: say(`organisation.women.${value}`),
        }))}
        none={none}
      />
      <div class="two">
        <TextField {...field('members')} kind="numeric" />
        <TextField {...field('womenMembers')} kind="numeric" />
      </div>
      <p class="mute">{say('organisation.members.hint')}</p>
    </EditForm>
  );
};
