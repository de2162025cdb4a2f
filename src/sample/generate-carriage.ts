import {
  containerKey,
  type GeneratedCompany,
  palletKey,
  partyOf,
  siteOf,
} from './generate-companies.ts';
import { DAY, type GeneratedEvent, HOUR, MINUTE, type SeasonTeller } from './generate-teller.ts';

/** So much of a lot. */
export interface Amount {
  readonly epcClass: string;
  readonly quantity: number;
  readonly uom: 'KGM';
}

/** Kilograms of a lot. */
export const kilograms = (epcClass: string, quantity: number): Amount => ({
  epcClass,
  quantity,
  uom: 'KGM',
});

/** What lies on one pallet: lots or pieces. */
export interface Load {
  readonly lots?: readonly Amount[];
  readonly pieces?: readonly string[];
}

/** Goods on their way from one company to another. */
export interface Carriage {
  readonly from: GeneratedCompany;
  readonly to: GeneratedCompany;
  /** When the first pallet is packed; milliseconds since 1970. */
  readonly at: number;
  readonly loads: readonly Load[];
  /** Where in the season's pools its pallets and containers begin: the same come round again. */
  readonly place: number;
}

/** Names of what belongs to one season. */
export interface SeasonNames {
  /** Leads every lot, serial and paper of the season. */
  readonly mark: string;
  /** Leads its pallets: no other season has them. */
  readonly pallets: number;
}

/** Days on the road. */
export const ROAD_DAYS = 11;
const PALLETS_A_CONTAINER = 4;
/** Pallets and containers that a season has: they come back and are loaded again. */
export const PALLETS = 128;
const CONTAINERS = 32;

interface Pallet {
  readonly key: string;
  readonly load: Load;
}

interface Shipment {
  readonly container: string;
  readonly pallets: readonly Pallet[];
  readonly number: string;
  readonly leaves: number;
}

const paper = (type: string, by: GeneratedCompany, number: string): object => ({
  type,
  bizTransaction: `urn:epcglobal:cbv:bt:${by.gln}:${number}`,
});

const handOver = ({ from, to }: Carriage): object => {
  const ends = (one: GeneratedCompany, name: 'source' | 'destination'): readonly object[] => [
    { type: 'possessing_party', [name]: partyOf(one) },
    { type: 'owning_party', [name]: partyOf(one) },
    { type: 'location', [name]: siteOf(one) },
  ];
  return { sourceList: ends(from, 'source'), destinationList: ends(to, 'destination') };
};

const children = ({ lots, pieces }: Load): object => ({
  ...(pieces === undefined ? {} : { childEPCs: pieces }),
  ...(lots === undefined ? {} : { childQuantityList: lots }),
});

const aggregation = (
  action: 'ADD' | 'OBSERVE' | 'DELETE',
  bizStep: string,
  rest: object,
): GeneratedEvent => ({
  type: 'AggregationEvent',
  action,
  bizStep,
  ...rest,
});

/** Packs, loads and sends; answers what is on its way, a container each. */
const send = (
  teller: SeasonTeller,
  names: SeasonNames,
  carriage: Carriage,
): readonly Shipment[] => {
  const { from: by, at, loads, place } = carriage;
  const order = paper('po', carriage.to, `PO-${names.mark}-${place}`);
  const pallets = loads.map((load, index): Pallet => {
    const key = palletKey(names.pallets + ((place + index) % PALLETS));
    // Three stand ready at the very same minute.
    const packed = at + Math.floor(index / 3) * 20 * MINUTE;
    const says = { parentID: key, ...children(load), disposition: 'in_progress' };
    const told = aggregation('ADD', 'packing', { ...says, bizTransactionList: [order] });
    teller.tell({ at: packed, by, says: told });
    return { key, load };
  });
  const shipments: Shipment[] = [];
  for (let first = 0; first < pallets.length; first += PALLETS_A_CONTAINER) {
    const slot = Math.floor((place + first) / PALLETS_A_CONTAINER);
    const inside = pallets.slice(first, first + PALLETS_A_CONTAINER);
    const container = containerKey(`${names.mark}-${slot % CONTAINERS}`);
    const number = `${names.mark}-${slot}`;
    const leaves = at + DAY + Math.floor(first / PALLETS_A_CONTAINER) * 3 * HOUR;
    const says = { parentID: container, childEPCs: inside.map(({ key }) => key) };
    const loaded = aggregation('ADD', 'loading', { ...says, disposition: 'in_progress' });
    teller.tell({ at: leaves - HOUR, by, says: loaded });
    const shipped = aggregation('OBSERVE', 'shipping', {
      ...says,
      disposition: 'in_transit',
      bizTransactionList: [
        order,
        paper('desadv', by, `DN-${number}`),
        paper('bol', by, `BOL-${number}`),
      ],
      ...handOver(carriage),
    });
    teller.tell({ at: leaves, by, says: shipped });
    shipments.push({ container, pallets: inside, number, leaves });
  }
  return shipments;
};

/** How a receipt is written: as sent, in two parts, with one lot short, or together with the next container. */
type Manner = 'WHOLE' | 'SPLIT' | 'SHORT' | 'TOGETHER';

const mannerOf = (teller: SeasonTeller): Manner => {
  const drawn = teller.random();
  if (drawn < 0.6) return 'WHOLE';
  if (drawn < 0.75) return 'SPLIT';
  return drawn < 0.88 ? 'SHORT' : 'TOGETHER';
};

/** What each receipt of some shipments names. */
const receiptsOf = (manner: Manner, shipments: readonly Shipment[]): readonly object[] => {
  const pallets = shipments.flatMap((one) => one.pallets);
  const keys = pallets.map(({ key }) => key);
  const [parentID = ''] = shipments.map(({ container }) => container);
  const half = Math.ceil(keys.length / 2);
  const [first, ...others] = pallets.flatMap(({ load }) => load.lots ?? []);
  const object = { type: 'ObjectEvent', action: 'OBSERVE', bizStep: 'receiving' };
  if (manner === 'TOGETHER') return [{ ...object, epcList: shipments.map((one) => one.container) }];
  if (manner === 'SHORT' && first !== undefined)
    return [
      {
        ...object,
        quantityList: [{ ...first, quantity: Math.floor(first.quantity * 0.9) }, ...others],
      },
    ];
  const parts = manner === 'SPLIT' ? [keys.slice(0, half), keys.slice(half)] : [keys];
  return parts
    .filter((part) => part.length > 0)
    .map((childEPCs) => aggregation('OBSERVE', 'receiving', { parentID, childEPCs }));
};

const unload = (
  teller: SeasonTeller,
  { to: by }: Carriage,
  { container, pallets, leaves }: Shipment,
): void => {
  const at = leaves + ROAD_DAYS * DAY + 6 * HOUR;
  const disposition = 'in_progress';
  const unloaded = { parentID: container, childEPCs: pallets.map(({ key }) => key), disposition };
  teller.tell({ at, by, says: aggregation('DELETE', 'unloading', unloaded) });
  for (const [index, { key, load }] of pallets.entries()) {
    const says = { parentID: key, ...children(load), disposition };
    const later = at + (1 + Math.floor(index / 2)) * HOUR;
    teller.tell({ at: later, by, says: aggregation('DELETE', 'unpacking', says) });
  }
};

/**
 * Carries goods from one company to another: packed on pallets, loaded into containers, shipped, received in one of several manners,
 * unloaded and unpacked, with an order, delivery notes and bills of lading. Over within `ROAD_DAYS` + 4 days.
 */
export const carry = (teller: SeasonTeller, names: SeasonNames, carriage: Carriage): void => {
  const shipments = send(teller, names, carriage);
  const { from, to: by } = carriage;
  for (let index = 0; index < shipments.length;) {
    const drawn = mannerOf(teller);
    const together = shipments.slice(index, index + (drawn === 'TOGETHER' ? 2 : 1));
    index += together.length;
    const arrives = (together.at(-1)?.leaves ?? 0) + ROAD_DAYS * DAY;
    const papers = together.map(({ number }) => paper('desadv', from, `DN-${number}`));
    for (const [part, named] of receiptsOf(drawn, together).entries()) {
      const says = {
        ...named,
        disposition: 'in_progress',
        bizTransactionList: [...papers, paper('recadv', by, `GR-${together[0]?.number}-${part}`)],
        ...handOver(carriage),
      };
      teller.tell({ at: arrives + part * 2 * HOUR, by, says });
    }
    for (const shipment of together) unload(teller, carriage, shipment);
  }
};
