import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDigit } from './events.ts';

/** A company of a chain: where it is, and its places; a place elsewhere is written `depot NL`. */
export interface ChainOrganisation {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Names, each once in a chain; the first is where its acts happen unless they say otherwise. */
  readonly sites: readonly string[];
}

/** How complete or exact a question is asked; all may be left out. */
interface Asked {
  /** Event time, `03-02 09:00` (UTC, 2026); left out: after everything. */
  readonly at?: string;
  /** As known right after this act was captured, in the order given; not asked of other orders. */
  readonly known?: string;
}

/**
 * A question with its answer, written by hand from the rules. What a list holds has no order,
 * except a journey.
 *
 * - `back`, `forward`: items with their distance; `gaps` (empty unless said), `corrected`, `more`,
 *   `tiers`, `madeBy`, `days` (of the beginning) where said; `depth` links at most.
 * - `contents`: `A 5 kg`, `A ?` (how much is not recorded), `P1` (a piece), deeper `B 2 kg in BOX`.
 * - `state`: what is said of it is compared. `holdings`: `holder site [in CONTAINER] 5 kg`, then
 *   `IN_TRANSIT` or `SOLD`; `-` for not recorded.
 * - `hops` (of one item, oldest first): `s1 SHORT by r1: 10/9 | QUANTITY 10/9`, shipped / received, `-`
 *   for not said; `in PAL` after a line; of a container also what it carried, `A 10/9`.
 * - `books`: `kg: 10 made, 4 used, 6 on hand`; what is not said is 0, `? used` is not known.
 * - `journey`: acts in order. `claims`: `act item`. `ways`: hop lines on the way to an item, `s1 A`.
 */
export type Question = Asked &
  (
    | TraceAsked
    | { readonly contents: string; readonly is: readonly string[] }
    | StateAsked
    | HopsAsked
    | { readonly books: string; readonly is: string }
    | { readonly journey: string; readonly is: readonly string[] }
    | { readonly claims: true; readonly is: readonly string[] }
    | { readonly ways: string; readonly is: readonly string[] }
  );

/** A trace with the nodes it must have. */
export type TraceAsked = ({ readonly back: string } | { readonly forward: string }) & {
  readonly is: Readonly<Record<string, number>>;
  readonly gaps?: Readonly<Record<string, string>>;
  readonly depth?: number;
  readonly corrected?: readonly string[];
  readonly more?: readonly string[];
  readonly tiers?: Readonly<Record<string, number>>;
  readonly madeBy?: Readonly<Record<string, string | null>>;
  readonly days?: Readonly<Record<string, string | null>>;
};

/** A state with what must be true of it. */
export interface StateAsked {
  readonly state: string;
  readonly place?: string | null;
  readonly disposition?: string | null;
  readonly onHold?: boolean;
  readonly persistent?: readonly string[];
  readonly holdings?: readonly string[];
}

/** Hops with what must be true of each. */
export interface HopsAsked {
  readonly hops: string;
  readonly is: readonly string[];
  readonly border?: readonly (boolean | null)[];
  readonly ownership?: readonly (boolean | null)[];
}

/** One small story of goods, with questions that only one answer is right to. */
export interface Chain {
  readonly name: string;
  /** Of the domain rules. */
  readonly rules: readonly number[];
  /** What goes wrong in the world when it is answered otherwise, or why the answer is as it is. */
  readonly why: string;
  readonly organisations: Readonly<Record<string, ChainOrganisation>>;
  /** Who issued the numbers of a product; nobody in the chain where it is left out. */
  readonly products?: Readonly<Record<string, string>>;
  /** `lot of coffee`, `piece of pump`, `any coffee` (a bare GTIN), `pallet`, `crate`, `asset`. */
  readonly items: Readonly<Record<string, string>>;
  /** In the order of arrival, in the words of `actOf`. */
  readonly acts: readonly string[];
  readonly asks: readonly Question[];
}

const directory = join(import.meta.dirname, '../vectors/chains');

/** Every chain of `test/vectors/chains`, by file and place in it. */
export const chains: readonly Chain[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .flatMap((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Chain[]);

/** GS1 numbers of one chain: no two chains have one in common. */
export interface ChainKeys {
  /** Canonical key of an item by its name. */
  readonly item: (name: string) => string;
  readonly party: (organisation: string) => string;
  readonly site: (name: string) => string;
  /** GTIN-14 of a product. */
  readonly gtin: (product: string) => string;
  /** Name of an item, organisation or site by its canonical key; the key where there is none. */
  readonly nameOf: (key: string) => string;
  readonly countryOf: (site: string) => string | null;
  /** Organisation that runs a site. */
  readonly operatorOf: (site: string) => string | null;
  /** Organisation that issued an item's number. */
  readonly issuerOf: (item: string) => string | null;
}

const numbered = (list: Iterable<string>): ReadonlyMap<string, number> =>
  new Map([...new Set(list)].map((name, index) => [name, index + 1]));

const checked = (digits: string): string => digits + checkDigit(digits);

const productOf = (kind: string): string => kind.split(' ').at(-1) ?? '';

/** Names of a chain with the number of each. */
interface Register {
  readonly prefix: string;
  readonly organisations: ReadonlyMap<string, number>;
  readonly products: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, number>;
}

const numberIn = (list: ReadonlyMap<string, number>, name: string): number => {
  const number = list.get(name);
  if (number === undefined) throw new Error(`The chain names nothing "${name}".`);
  return number;
};

const glnOf = (
  { prefix, organisations }: Register,
  organisation: string,
  place: number,
): string => {
  const number = String(numberIn(organisations, organisation)).padStart(2, '0');
  return checked(`${prefix}1${number}0${place}`.slice(0, 12).padEnd(12, '0'));
};

const itemKey = (chain: Chain, register: Register, name: string): string => {
  const kind = chain.items[name] ?? '';
  const number = numberIn(register.items, name);
  const { prefix } = register;
  if (kind === 'pallet') {
    return `https://id.gs1.org/00/${checked(`0${prefix}${String(number).padStart(9, '0')}`)}`;
  }
  if (kind === 'crate') return `https://id.gs1.org/8003/0${checked(`${prefix}00009`)}${name}`;
  if (kind === 'asset') return `https://id.gs1.org/8004/${prefix}${name}`;
  const gtin = gtinIn(register, productOf(kind));
  if (kind.startsWith('any ')) return `https://id.gs1.org/01/${gtin}`;
  const qualifier = kind.startsWith('lot ') ? '10' : '21';
  return `https://id.gs1.org/01/${gtin}/${qualifier}/${name}`;
};

const gtinIn = ({ prefix, products }: Register, product: string): string =>
  checked(`0${prefix}${String(numberIn(products, product)).padStart(5, '0')}`);

interface Place {
  readonly name: string;
  readonly organisation: string;
  readonly country: string;
  readonly gln: string;
}

/** Places of a chain, of which each has a name of its own. */
export const placesOf = (chain: Chain, number: number): readonly Place[] => {
  const register = registerOf(chain, number);
  return Object.entries(chain.organisations).flatMap(([organisation, { country, sites }]) =>
    sites.map((text, index) => {
      const [name = '', own = country] = text.split(' ');
      const gln = glnOf(register, organisation, index + 1);
      return { name, organisation, country: own, gln };
    }),
  );
};

/** GLN of an organisation of a chain. */
export const partyGlnOf = (chain: Chain, number: number, organisation: string): string =>
  glnOf(registerOf(chain, number), organisation, 0);

/** Products of a chain, by name. */
export const productsOf = (chain: Chain): readonly string[] => [
  ...numbered(
    Object.values(chain.items)
      .filter((kind) => kind.includes(' '))
      .map(productOf),
  ).keys(),
];

const registerOf = (chain: Chain, number: number): Register => ({
  prefix: `952${4000 + number}`,
  organisations: numbered(Object.keys(chain.organisations)),
  products: numbered(productsOf(chain)),
  items: numbered(Object.keys(chain.items)),
});

/** Keys by name: the reference asks for the same few again and again. */
const onceFor = (keyOf: (name: string) => string): ((name: string) => string) => {
  const keys = new Map<string, string>();
  return (name) => {
    const key = keys.get(name) ?? keyOf(name);
    keys.set(name, key);
    return key;
  };
};

/** The numbers of a chain under GS1 prefix 952; `number` tells chains apart, 1 to 5999. */
export const keysOf = (chain: Chain, number: number): ChainKeys => {
  const register = registerOf(chain, number);
  const places = new Map<string, Place>(
    placesOf(chain, number).map((one) => [`https://id.gs1.org/414/${one.gln}`, one] as const),
  );
  const items = onceFor((name) => itemKey(chain, register, name));
  const parties = onceFor((name) => `https://id.gs1.org/417/${glnOf(register, name, 0)}`);
  const names = new Map([
    ...Object.keys(chain.items).map((name) => [items(name), name] as const),
    ...Object.keys(chain.organisations).map((name) => [parties(name), name] as const),
    ...[...places].map(([key, { name }]) => [key, name] as const),
  ]);
  return {
    item: items,
    party: parties,
    site: (name) => {
      const found = [...places].find(([, place]) => place.name === name);
      if (found === undefined) throw new Error(`"${chain.name}" has no place "${name}".`);
      return found[0];
    },
    gtin: (product) => gtinIn(register, product),
    nameOf: (key) => names.get(key) ?? key,
    countryOf: (site) => places.get(site)?.country ?? null,
    operatorOf: (site) => places.get(site)?.organisation ?? null,
    issuerOf: (item) =>
      chain.products?.[productOf(chain.items[names.get(item) ?? ''] ?? '')] ?? null,
  };
};
