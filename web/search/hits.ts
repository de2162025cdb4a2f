import { partHref } from '../part/address.ts';
import type { IdentifierAnswer } from '../part/answer.ts';

interface NamedItem {
  readonly digitalLink: string | null;
  readonly identifiers: readonly IdentifierAnswer[];
}

/** One hit as the endpoint answers it. */
export interface HitAnswer {
  /** The number or name by which it was found. */
  readonly matched: string;
  readonly result:
    | ({ readonly __typename: 'Part' | 'Container'; readonly item: string } & NamedItem)
    | { readonly __typename: 'Product'; readonly product: string; readonly gtin: string | null }
    | {
        readonly __typename: 'Organisation';
        readonly party: string;
        readonly country: string | null;
      }
    | {
        readonly __typename: 'Site';
        readonly site: string;
        readonly place: { readonly country: string | null } | null;
      }
    | {
        readonly __typename: 'Event';
        readonly title: string;
        readonly day: string;
        readonly items: readonly { readonly item: { readonly name: string } & NamedItem }[];
      };
}

/** One hit as a row. */
export interface HitRow {
  readonly kind: HitAnswer['result']['__typename'];
  readonly name: string;
  readonly matched: string;
  readonly country: string | null;
  /** Where more is told of it; null where nothing is. */
  readonly href: string | null;
}

const hrefOf = ({ digitalLink, identifiers }: NamedItem): string | null => {
  const number = digitalLink ?? identifiers[0]?.uri ?? identifiers[0]?.value;
  return number === undefined ? null : partHref(number);
};

/** A hit as a row; a record leads to the first thing that it names. */
export const hitRow = ({ matched, result }: HitAnswer): HitRow => {
  const row = { kind: result.__typename, matched, country: null, href: null };
  switch (result.__typename) {
    case 'Part':
    case 'Container':
      return { ...row, name: result.item, href: hrefOf(result) };
    case 'Product':
      return { ...row, name: result.product };
    case 'Organisation':
      return { ...row, name: result.party, country: result.country };
    case 'Site':
      return { ...row, name: result.site, country: result.place?.country ?? null };
    case 'Event': {
      const [first] = result.items;
      return { ...row, name: result.title, href: first === undefined ? null : hrefOf(first.item) };
    }
  }
};

/** Where a single thing was meant, its page; null for several, none, and what has no page. */
export const onlyHref = (rows: readonly HitRow[]): string | null => {
  const [only, ...others] = rows;
  const isItem = only?.kind === 'Part' || only?.kind === 'Container';
  return isItem && others.length === 0 ? only.href : null;
};
