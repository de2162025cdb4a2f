import type { OrganisationView, PartyNumber } from '../access/organisation.ts';
import type { ProductNumber, ProductView } from '../masterdata/product.ts';
import type { SiteNumber, SiteView } from '../masterdata/site.ts';

type Numbered = PartyNumber | SiteNumber | ProductNumber;

/** A page that is asked about something by its number. */
export const addressOf = (path: string, asked: Readonly<Record<string, string>>): string => {
  const given = Object.entries(asked).filter(([, value]) => value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
};

/** The number that a page is asked with: the GS1 one where there is one, else the whole key, which finds it whatever its kind. */
export const numberOf = (numbers: readonly Numbered[]): string => {
  const best = numbers.find(({ scheme }) => scheme !== 'OWN') ?? numbers[0];
  if (best === undefined) return '';
  return best.scheme === 'OWN' ? best.key : best.value;
};

/** The number as people read it. */
export const valueOf = (numbers: readonly Numbered[]): string =>
  (numbers.find(({ scheme }) => scheme !== 'OWN') ?? numbers[0])?.value ?? '';

/** Page of a part, by any number. */
export const partHref = (number: string): string => addressOf('/console/part', { number });

/**
 * Page of something that somebody describes: two may describe what has the same number, so the address says whose word it is (domain rule
 * 44).
 */
const describedHref = (
  noun: string,
  numbers: readonly Numbered[],
  by: OrganisationView | undefined,
): string =>
  addressOf(`/console/${noun}`, {
    number: numberOf(numbers),
    by: by === undefined ? '' : numberOf(by.numbers),
  });

/** Page of a product as its describer has it. */
export const productHref = (view: ProductView, by?: OrganisationView): string =>
  describedHref('product', view.numbers, by);

/** Page of a site as its describer has it. */
export const siteHref = (view: SiteView, by?: OrganisationView): string =>
  describedHref('site', view.numbers, by);

/** Page of an organisation; `by` describes it where it has no account. */
export const organisationHref = (view: OrganisationView, by?: OrganisationView): string =>
  describedHref('organisation', view.numbers, by);
