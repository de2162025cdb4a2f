import fc from 'fast-check';
import { THROUGHLINE_NAMESPACE } from '../../src/core/epcis/namespace.ts';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import type { BeliefFacts } from '../../src/core/lineage/belief.ts';
import { type CustodyFacts, noFacts } from '../../src/core/lineage/facts.ts';
import type { NewEntry } from '../../src/log/entry.ts';
import type { Transaction } from '../../src/platform/transaction.ts';
import { entryOf } from './entries.ts';
import { lot } from './events.ts';

/** Packing, fixing, hand-overs and books of a few things among three organisations, in batches as they arrive. */
export interface CustodyWorld {
  readonly batches: readonly (readonly NewEntry[])[];
}

const containers = ['1', '2', '3'].map((end) => `https://id.gs1.org/00/09521234500000000${end}`);
const pieces = ['A', 'B'].map((serial) => `https://id.gs1.org/01/09521234000017/21/${serial}`);
const lots = ['L-1', 'L-2'].map(lot);
/** Canonical keys of everything in custody worlds. */
export const custodyThings = [...containers, ...pieces, ...lots.map(canonicalKey)];
/** Canonical keys of the parties; each is an owner: 1, 2, 3. */
export const custodyParties = ['1', '2', '3'].map(
  (end) => `https://id.gs1.org/417/952123450010${end}`,
);
const sites = ['1', '2', '3'].map((end) => `https://id.gs1.org/414/952123450020${end}`);
const countries = ['KE', 'KE', 'DE'];

/** What is registered of the parties and places of custody worlds; nobody runs the last site. */
export const custodyFacts: CustodyFacts = {
  ...noFacts,
  partyOf: (owner) => custodyParties[owner - 1] ?? null,
  operatorOf: (site) => custodyParties.slice(0, 2)[sites.indexOf(site)] ?? null,
  countryOf: (site) => countries[sites.indexOf(site)] ?? null,
};

/** What belief is judged by in custody worlds: nobody issued a number, so the first who names a thing may speak of it. */
export const custodyBelief: BeliefFacts = {
  ...custodyFacts,
  partyNamed: (key) => custodyFacts.operatorOf(key) ?? key,
};

const REGISTERED = '2026-01-01T00:00:00.000Z';

/** Gives an organisation a number that events name it by. */
export const registerParty = (
  tx: Transaction,
  organisation: number,
  key: string,
): Promise<unknown> =>
  tx.query("insert into access.organisation_number values ($1, 'PGLN', $2, $2, $3)", [
    organisation,
    key,
    REGISTERED,
  ]);

/** Registers the parties and places of custody worlds as `custodyFacts` tells of them. */
export const registerCustody = async (tx: Transaction): Promise<void> => {
  const run = (sql: string, parameters: readonly unknown[]): Promise<unknown> =>
    tx.query(sql, [REGISTERED, ...parameters]);
  for (const [index, key] of custodyParties.entries()) {
    const id = index + 1;
    await run('insert into access.organisation overriding system value values ($2, null, $1)', [
      id,
    ]);
    await registerParty(tx, id, key);
  }
  for (const [index, key] of sites.entries()) {
    const id = index + 1;
    const operator = custodyFacts.operatorOf(key) === null ? null : id;
    await run('insert into masterdata.site overriding system value values ($2, $2, $1)', [id]);
    await run("insert into masterdata.site_number values ($2, 'GLN', $3, $3, $1)", [id, key]);
    await run(
      `insert into masterdata.site_version (site, version, valid_from, recorded_at, name, operator, country)
       values ($2, 1, $1::timestamptz::date, $1, $3, $4, $5)`,
      [id, `Place ${id}`, operator, countries[index]],
    );
  }
};

const common = [
  'COMMISSION',
  'MAKE',
  'PACK',
  'PACK',
  'UNPACK',
  'SHIP',
  'SHIP',
  'SHIP',
  'RECEIVE',
  'RECEIVE',
  'RECEIVE',
  'COUNT',
  'SELL',
  'MOVE',
] as const;
const kinds = [...common, ...common, 'DESTROY', 'FIX', 'UNFIX'] as const;

/** An act as it is drawn. */
interface Drawn {
  readonly kind: (typeof kinds)[number];
  readonly sender: number;
  readonly receiver: number;
  readonly third: number;
  readonly hour: number;
  readonly parent: number;
  readonly things: readonly number[];
  readonly amounts: readonly (number | null)[];
  readonly grams: boolean;
  /** Takes out everything; names no other side; the receiver closes. */
  readonly whole: boolean;
  readonly bare: boolean;
  readonly document: number | null;
  readonly fate: 'STANDS' | 'CORRECTED' | 'CORRECTED_FIRST';
}

/** An act of the one who records it. */
interface Act extends Omit<Drawn, 'sender' | 'receiver'> {
  readonly owner: number;
  readonly other: number;
}

const act = fc.record<Drawn>({
  kind: fc.constantFrom(...kinds),
  sender: fc.constantFrom(0, 0, 0, 0, 1, 2),
  receiver: fc.constantFrom(1, 1, 1, 1, 0, 2),
  third: fc.nat(2),
  hour: fc.nat(9),
  parent: fc.nat(containers.length - 1),
  things: fc.uniqueArray(fc.constantFrom(5, 5, 5, 5, 5, 6, 6, 0, 0, 1, 2, 3, 4), {
    minLength: 1,
    maxLength: 3,
  }),
  amounts: fc.array(fc.option(fc.integer({ min: 1, max: 9 }), { freq: 6 }), {
    minLength: 3,
    maxLength: 3,
  }),
  grams: fc.boolean(),
  whole: fc.boolean(),
  bare: fc.boolean(),
  document: fc.option(fc.nat(1)),
  fate: fc.constantFrom(
    'STANDS',
    'STANDS',
    'STANDS',
    'STANDS',
    'STANDS',
    'CORRECTED',
    'CORRECTED_FIRST',
  ),
});

type Json = Readonly<Record<string, unknown>>;

const named = (
  { things, amounts, grams, kind, parent }: Act,
  [epcList, quantityList]: readonly [string, string],
): Json => {
  const singles = [...containers, ...pieces];
  const packing = ['PACK', 'UNPACK', 'FIX', 'UNFIX'].includes(kind);
  const known = things.filter((thing) => !packing || thing !== parent);
  const epcs = known.flatMap((thing) => singles[thing] ?? []);
  const classes = known.flatMap((thing, index) => {
    const epcClass = lots[thing - singles.length];
    const quantity = amounts[index] ?? null;
    if (epcClass === undefined) return [];
    const amount = grams
      ? { quantity: (quantity ?? 0) * 1000, uom: 'GRM' }
      : { quantity, uom: 'KGM' };
    return [quantity === null ? { epcClass } : { epcClass, ...amount }];
  });
  return {
    ...(epcs.length > 0 && { [epcList]: epcs }),
    ...(classes.length > 0 && { [quantityList]: classes }),
  };
};

const end = (list: 'source' | 'destination', type: string, key: string | undefined): Json => ({
  type,
  [list]: key,
});

/** Where it happens; what is moved lies elsewhere afterwards. */
const places = ({ kind, owner, other }: Act): Json => ({
  readPoint: { id: sites[owner] },
  ...(kind === 'SHIP' || kind === 'SELL'
    ? {}
    : { bizLocation: { id: sites[kind === 'MOVE' ? other : owner] } }),
});

const handOver = (one: Act): Json => {
  const { kind, owner, other, third, bare, whole, document } = one;
  const mine = custodyParties[owner];
  const theirs = custodyParties[other];
  const [from, to] = kind === 'SHIP' ? [mine, theirs] : [theirs, mine];
  const [fromSite, toSite] = kind === 'SHIP' ? [owner, other] : [other, owner];
  const receivers =
    kind === 'SHIP' && whole && third !== other ? [to, custodyParties[third]] : [to];
  return {
    bizStep: kind === 'SHIP' ? 'shipping' : 'receiving',
    sourceList: [
      ...(bare && kind === 'RECEIVE' ? [] : [end('source', 'possessing_party', from)]),
      end('source', 'location', sites[fromSite]),
    ],
    destinationList: [
      ...(bare && kind === 'SHIP'
        ? []
        : receivers.map((key) => end('destination', 'possessing_party', key))),
      end('destination', 'location', sites[toSite]),
    ],
    ...(document !== null && {
      bizTransactionList: [
        { type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:9521234500109:N-${document}` },
      ],
    }),
    ...(kind === 'RECEIVE' &&
      whole && {
        '@context': [{ tl: THROUGHLINE_NAMESPACE }],
        'tl:complete': true,
      }),
  };
};

const objects = ['epcList', 'quantityList'] as const;

/** What an act says beside its time; null: nothing, since it names nothing. */
const said = (one: Act): Json | null => {
  const common = { quantityList: undefined, ...places(one) };
  const items = named(one, objects);
  const children = named(one, ['childEPCs', 'childQuantityList']);
  const parentID = containers[one.parent];
  const packing = { type: 'AggregationEvent', parentID };
  const fixing = { type: 'AssociationEvent', parentID };
  switch (one.kind) {
    case 'PACK':
      return Object.keys(children).length === 0
        ? null
        : { ...common, ...packing, action: 'ADD', bizStep: 'packing', ...children };
    case 'UNPACK':
      return {
        ...common,
        ...packing,
        action: 'DELETE',
        bizStep: 'unpacking',
        ...(one.whole ? {} : children),
      };
    case 'FIX':
      return Object.keys(children).length === 0
        ? null
        : { ...common, ...fixing, action: 'ADD', bizStep: 'installing', ...children };
    case 'UNFIX':
      return {
        ...common,
        ...fixing,
        action: 'DELETE',
        bizStep: 'removing',
        ...(one.whole ? {} : children),
      };
    case 'MAKE':
      return {
        ...common,
        type: 'TransformationEvent',
        action: undefined,
        bizStep: 'creating_class_instance',
        ...named({ ...one, things: one.things.slice(0, 1) }, ['inputEPCList', 'inputQuantityList']),
        ...named({ ...one, things: one.things.slice(-1) }, ['outputEPCList', 'outputQuantityList']),
      };
    case 'COMMISSION':
      return { ...common, action: 'ADD', bizStep: 'commissioning', ...items };
    case 'SHIP':
    case 'RECEIVE':
      return { ...common, ...handOver(one), ...items };
    case 'COUNT':
      return { ...common, bizStep: 'cycle_counting', ...items };
    case 'SELL':
      return { ...common, bizStep: 'retail_selling', ...items };
    case 'MOVE':
      return { ...common, bizStep: 'storing', ...items };
    case 'DESTROY':
      return { ...common, action: 'DELETE', bizStep: 'destroying', ...items };
  }
};

const entriesOf = (one: Act, index: number): readonly NewEntry[] => {
  const more = said(one);
  if (more === null) return [];
  const sketch = {
    id: `urn:test:custody-${index}`,
    time: `2026-03-02T${String(8 + one.hour).padStart(2, '0')}:00:00.000+00:00`,
    more,
  };
  const event = entryOf(sketch, one.owner + 1);
  const declaration = entryOf(
    { ...sketch, declaration: { at: '2026-03-05T00:00:00.000Z' } },
    one.owner + 1,
  );
  if (one.fate === 'STANDS') return [event];
  return one.fate === 'CORRECTED' ? [event, declaration] : [declaration, event];
};

/** Worlds of up to 28 acts within ten hours, so that many have equal times; a correction stands apart from what it corrects. */
export const custodyWorld: fc.Arbitrary<CustodyWorld> = fc
  .record({
    acts: fc.array(act, { minLength: 10, maxLength: 28 }),
    ranks: fc.array(fc.nat(40), { minLength: 40, maxLength: 40 }),
    batch: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ acts, ranks, batch }) => {
    const entries = acts
      .map(({ sender, receiver, ...one }): Act =>
        one.kind === 'RECEIVE'
          ? { ...one, owner: receiver, other: sender }
          : { ...one, owner: sender, other: receiver },
      )
      .flatMap((one, index) =>
        entriesOf(one, index).map((entry, second) => ({
          entry,
          rank: (ranks[index % ranks.length] ?? 0) + second * 7,
        })),
      )
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ entry }) => entry);
    return {
      batches: Array.from({ length: Math.ceil(entries.length / batch) }, (_, index) =>
        entries.slice(index * batch, (index + 1) * batch),
      ),
    };
  });
