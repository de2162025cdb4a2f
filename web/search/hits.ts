import { partHref } from '../part/address.ts';
import { commaOf } from '../messages/words.ts';
import type { IdentifierAnswer, PartyAnswer, StepKind } from '../part/answer.ts';
import type { Words } from '../part/words.ts';

interface Numbered {
  readonly identifiers: readonly IdentifierAnswer[];
}

interface NamedItem extends Numbered {
  readonly digitalLink: string | null;
}

/** One hit as the endpoint answers it. */
export interface HitAnswer {
  /** The number or name by which it was found. */
  readonly matched: string;
  readonly result:
    | ({ readonly __typename: 'Part' | 'Container'; readonly item: string } & NamedItem)
    | ({ readonly __typename: 'Product'; readonly product: string } & Numbered)
    | ({
        readonly __typename: 'Organisation';
        readonly party: string;
        readonly country: string | null;
      } & Numbered)
    | ({
        readonly __typename: 'Site';
        readonly site: string;
        readonly place: { readonly country: string | null } | null;
      } & Numbered)
    | {
        readonly __typename: 'Event';
        readonly step: StepKind;
        readonly day: string;
        readonly by: Pick<PartyAnswer, 'name'>;
        readonly items: readonly { readonly item: { readonly name: string } & NamedItem }[];
      };
}

/** One hit as a row. */
export interface HitRow {
  readonly kind: HitAnswer['result']['__typename'];
  readonly name: string;
  readonly matched: string;
  readonly country: string | null;
  /** Of a record. */
  readonly day: string | null;
  /** Where more is told of it; null where nothing is. */
  readonly href: string | null;
}

const hrefOf = ({ digitalLink, identifiers }: NamedItem): string | null => {
  const number = digitalLink ?? identifiers[0]?.uri ?? identifiers[0]?.value;
  return number === undefined ? null : partHref(number);
};

/** Page of a product, a company or a place, by its first number: by all of them it is found. */
const pageOf = (noun: string, { identifiers }: Numbered): string | null => {
  const number = identifiers[0]?.uri ?? identifiers[0]?.value;
  return number === undefined
    ? null
    : `/console/${noun}?${new URLSearchParams({ number }).toString()}`;
};

/** A hit as a row; a record is called by its step and its recorder, and leads to the first thing that it names. */
export const hitRow = (
  { say, locale }: Pick<Words, 'say' | 'locale'>,
  { matched, result }: HitAnswer,
): HitRow => {
  const row = { kind: result.__typename, matched, country: null, day: null, href: null };
  switch (result.__typename) {
    case 'Part':
    case 'Container':
      return { ...row, name: result.item, href: hrefOf(result) };
    case 'Product':
      return { ...row, name: result.product, href: pageOf('product', result) };
    case 'Organisation':
      return {
        ...row,
        name: result.party,
        country: result.country,
        href: pageOf('organisation', result),
      };
    case 'Site':
      return {
        ...row,
        name: result.site,
        country: result.place?.country ?? null,
        href: pageOf('site', result),
      };
    case 'Event': {
      const { step, by, day, items } = result;
      const [first] = items;
      return {
        ...row,
        name: [say(`part.step.${step}`), by.name ?? say('part.partyUnknown')].join(commaOf(locale)),
        day,
        href: first === undefined ? null : hrefOf(first.item),
      };
    }
  }
};

/** Where a single part or container was meant, its page; null for several, none, and other things. */
export const onlyHref = (rows: readonly HitRow[]): string | null => {
  const [only, ...others] = rows;
  const isItem = only?.kind === 'Part' || only?.kind === 'Container';
  return isItem && others.length === 0 ? only.href : null;
};
