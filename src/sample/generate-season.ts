import {
  type Amount,
  carry,
  type Load,
  kilograms,
  ROAD_DAYS,
  type SeasonNames,
  PALLETS,
} from './generate-carriage.ts';
import {
  companies,
  type GeneratedCompany,
  type GeneratedProduct,
  lotKey,
  pieceKey,
  products,
} from './generate-companies.ts';
import { DAY, type GeneratedEvent, HOUR, MINUTE, SeasonTeller } from './generate-teller.ts';

/** Lots that each tier makes: a lot of a tier is made of some of the tier before. */
const [WASHED, BLENDED, ROASTED, GROUND] = [128, 64, 32, 8];
/** Raw lots in a washed one: they lie on one pallet. */
const RAW_LOTS = 6;
const LOTS_A_PALLET = 6;
const LOTS_INSPECTED = 10;
const PIECES_A_PALLET = 12;
const PALLETS_OF_PIECES = 16;
/** From one tier to the next: a week of work, and the road. */
const TIER_DAYS = ROAD_DAYS + 14;

const START = Date.UTC(2023, 0, 2, 4);
/** Seasons begin so far from each other, and begin anew when they would reach the day of today. */
const BETWEEN = 3 * HOUR;
const YEARS = 900 * DAY;

/** A whole season of one chain: from the field to the shop, all behind one lot. */
class Season {
  readonly names: SeasonNames;
  private readonly start: number;

  constructor(
    readonly teller: SeasonTeller,
    seed: number,
    season: number,
  ) {
    this.start = START + ((season * BETWEEN) % YEARS);
    this.names = {
      mark: seasonMark(seed, season),
      pallets: (((seed * 7_919 + season) % 7_000_000) + 1) * PALLETS,
    };
  }

  day(tier: number, days: number): number {
    return this.start + (tier * TIER_DAYS + days) * DAY;
  }

  lot(made: GeneratedProduct, tier: string, index: number): string {
    return lotKey(made, `${this.names.mark}-${tier}${index}`);
  }
}

/** Leads the lots of a season: no other season of any seed has it. */
export const seasonMark = (seed: number, season: number): string =>
  `${seed.toString(36)}.${season.toString(36)}`;

/** The lot that everything in a season lies behind. */
export const lastLotOf = (seed: number, season: number): string =>
  lotKey(products.packed, `${seasonMark(seed, season)}-P0`);

const inGroups = <Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );

const paper = (type: string, { gln }: GeneratedCompany, number: string): object => ({
  bizTransactionList: [{ type, bizTransaction: `urn:epcglobal:cbv:bt:${gln}:${number}` }],
});

/** Harvests the raw lots, six a pallet, and brings them to two mills. */
const harvest = (season: Season, mills: readonly [GeneratedCompany, GeneratedCompany]): void => {
  const { teller, names } = season;
  const grower = teller.pick(companies.growers.length);
  for (let container = 0; container < WASHED / 4; container += 1) {
    const from = companies.growers[(grower + container) % companies.growers.length];
    const to = mills[container % 2];
    if (from === undefined || to === undefined) continue;
    const at = season.day(0, Math.floor(container / 8));
    const loads = Array.from({ length: 4 }, (_, pallet): Load => {
      const made = container * 4 + pallet;
      const lots = Array.from({ length: RAW_LOTS }, (__, index) =>
        kilograms(season.lot(products.raw, 'R', made * RAW_LOTS + index), 100),
      );
      teller.tell({
        at: at + pallet * 40 * MINUTE,
        by: from,
        says: {
          type: 'ObjectEvent',
          action: 'ADD',
          bizStep: 'commissioning',
          disposition: 'active',
          quantityList: lots,
          ilmd: { 'cbvmda:harvestStartDate': new Date(at).toISOString().slice(0, 10) },
          ...paper('cert', from, `ORG-${names.mark}`),
        },
      });
      return { lots };
    });
    carry(teller, names, { from, to, at: at + 6 * HOUR, loads, place: container * 4 });
  }
};

/** What a company makes of what. */
interface Making {
  readonly by: GeneratedCompany;
  readonly at: number;
  readonly inputs: readonly Amount[];
  readonly outputs: readonly Amount[];
  readonly number: string;
}

/** One transformation; one of twenty is written as two events that share a process (domain rule 14). */
const make = ({ teller, names }: Season, { by, at, inputs, outputs, number }: Making): void => {
  const common = {
    type: 'TransformationEvent',
    bizStep: 'creating_class_instance',
    disposition: 'active',
    ...paper('prodorder', by, `MO-${names.mark}-${number}`),
  };
  const [used, made] = [{ inputQuantityList: inputs }, { outputQuantityList: outputs }];
  if (teller.random() >= 0.05) {
    teller.tell({ at, by, says: { ...common, ...used, ...made } });
    return;
  }
  const transformationID = `urn:epcglobal:cbv:bt:${by.gln}:RUN-${names.mark}-${number}`;
  teller.tell({ at, by, says: { ...common, ...used, transformationID } });
  teller.tell({ at: at + HOUR, by, says: { ...common, ...made, transformationID } });
};

/** Washes the six lots of each pallet to one; husks fall off. */
const wash = (
  season: Season,
  mills: readonly [GeneratedCompany, GeneratedCompany],
): readonly Amount[] =>
  Array.from({ length: WASHED }, (_, index) => {
    const by = mills[Math.floor(index / 4) % 2 === 0 ? 0 : 1];
    const lot = season.lot(products.washed, 'W', index);
    const at = season.day(0, 19) + Math.floor(index / 2) * HOUR;
    const inputs = Array.from({ length: RAW_LOTS }, (__, raw) =>
      kilograms(season.lot(products.raw, 'R', index * RAW_LOTS + raw), 100),
    );
    const husks = kilograms(season.lot(products.husks, 'H', Math.floor(index / 16)), 150);
    make(season, { by, at, inputs, outputs: [kilograms(lot, 420), husks], number: `W${index}` });
    return kilograms(lot, 420);
  });

/** A tier that makes lots of those of the tier before. */
interface Tier {
  readonly made: GeneratedProduct;
  readonly letter: string;
  readonly number: number;
  readonly by: GeneratedCompany;
  readonly lots: number;
}

/** Each lot of a tier is made of the next few of the tier before, and of a little of one that another one is made of too. */
const mix = (season: Season, tier: Tier, before: readonly Amount[]): readonly Amount[] => {
  const { made, letter, number, by, lots } = tier;
  const each = before.length / lots;
  return Array.from({ length: lots }, (_, index) => {
    const own = before.slice(index * each, (index + 1) * each);
    const other = before[(index * each + each + 3) % before.length];
    const shared = other === undefined || lots === 1 ? [] : [kilograms(other.epcClass, 12)];
    const used = own.map(({ epcClass, quantity }) => kilograms(epcClass, quantity - 20));
    const total = used.reduce((sum, { quantity }) => sum + quantity, 0);
    const lot = season.lot(made, letter, index);
    const outputs = [
      kilograms(lot, Math.floor(total * 0.9)),
      kilograms(season.lot(products.husks, `${letter}H`, 0), Math.floor(total * 0.05)),
    ];
    const at = season.day(number, 13) + index * HOUR;
    make(season, { by, at, inputs: [...used, ...shared], outputs, number: `${letter}${index}` });
    return kilograms(lot, Math.floor(total * 0.9));
  });
};

/** What fell off is worked once more, and a little of that goes back to it: a circle, and a legal one (domain rule 22). */
const rework = (season: Season, { letter, number, by }: Tier): void => {
  const husks = season.lot(products.husks, `${letter}H`, 0);
  const again = season.lot(products.husks, `${letter}X`, 0);
  const at = season.day(number, 16);
  const rounds = [
    [husks, again, 40],
    [again, husks, 5],
  ] as const;
  for (const [round, [from, into, amount]] of rounds.entries()) {
    make(season, {
      by,
      at: at + round * HOUR,
      inputs: [kilograms(from, amount)],
      outputs: [kilograms(into, amount - 1)],
      number: `${letter}X${round}`,
    });
  }
};

const inspect = (
  season: Season,
  by: GeneratedCompany,
  lots: readonly Amount[],
  at: number,
): void => {
  for (const [index, quantityList] of inGroups(lots, LOTS_INSPECTED).entries()) {
    season.teller.tell({
      at: at + index * 30 * MINUTE,
      by,
      says: {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        bizStep: 'inspecting',
        disposition: 'conformant',
        quantityList,
        ...paper('testres', by, `LAB-${season.names.mark}-${index}`),
      },
    });
  }
};

/** Packs of the last lot: numbered one by one, brought to shops and sold there in part. */
const distribute = (season: Season, maker: GeneratedCompany, last: string): void => {
  const { teller, names } = season;
  const lotNumber = last.slice(last.lastIndexOf('/') + 1);
  const loads = Array.from({ length: PALLETS_OF_PIECES }, (_, pallet): Load => {
    const pieces = Array.from({ length: PIECES_A_PALLET }, (__, index) =>
      pieceKey(`${names.mark}-${pallet * PIECES_A_PALLET + index}`),
    );
    teller.tell({
      at: season.day(5, 1) + pallet * 10 * MINUTE,
      by: maker,
      says: {
        type: 'ObjectEvent',
        action: 'ADD',
        bizStep: 'commissioning',
        disposition: 'active',
        epcList: pieces,
        ilmd: { 'cbvmda:lotNumber': lotNumber },
      },
    });
    return { pieces };
  });
  for (const [index, some] of inGroups(loads, 4).entries()) {
    const to = companies.retailers[(index + names.pallets) % companies.retailers.length];
    if (to === undefined) continue;
    carry(teller, names, { from: maker, to, at: season.day(5, 2), loads: some, place: index * 4 });
    const [sold] = some;
    teller.tell({
      at: season.day(5, 20) + index * HOUR,
      by: to,
      says: {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        bizStep: 'retail_selling',
        disposition: 'retail_sold',
        epcList: sold?.pieces?.slice(0, 8) ?? [],
      },
    });
  }
};

const transport = (
  season: Season,
  way: {
    readonly from: GeneratedCompany;
    readonly to: GeneratedCompany;
    readonly at: number;
    readonly place: number;
  },
  lots: readonly Amount[],
): void => {
  const loads = inGroups(lots, LOTS_A_PALLET).map((some): Load => ({ lots: some }));
  // Where it begins in the pools shifts a little, so that not the same few come round every time.
  const place = way.place + season.teller.pick(4) * 4;
  carry(season.teller, season.names, { ...way, loads, place });
};

/**
 * The events of one season in the order in which they are sent, some 1,200 of them: 233 makings in five tiers behind its last lot
 * (`lastLotOf`), thousands of kilometres apart.
 */
export const seasonEvents = (seed: number, number: number): readonly GeneratedEvent[] => {
  const teller = new SeasonTeller(seed, number);
  const season = new Season(teller, seed, number);
  const firstMill = teller.pick(companies.mills.length);
  const mill = (index: number): GeneratedCompany =>
    companies.mills[(firstMill + index) % companies.mills.length] ?? companies.mills[0];
  const mills = [mill(0), mill(1)] as const;
  harvest(season, mills);
  let lots = wash(season, mills);
  const tiers: readonly Tier[] = [
    {
      made: products.blended,
      letter: 'B',
      number: 1,
      by: teller.oneOf(companies.blenders),
      lots: BLENDED,
    },
    {
      made: products.roasted,
      letter: 'T',
      number: 2,
      by: teller.oneOf(companies.processors),
      lots: ROASTED,
    },
    {
      made: products.ground,
      letter: 'G',
      number: 3,
      by: teller.oneOf(companies.finishers),
      lots: GROUND,
    },
    { made: products.packed, letter: 'P', number: 4, by: teller.oneOf(companies.makers), lots: 1 },
  ];
  let holders: readonly GeneratedCompany[] = mills;
  for (const tier of tiers) {
    for (const [index, from] of holders.entries()) {
      const own = lots.filter((_, place) => Math.floor(place / 4) % holders.length === index);
      inspect(season, from, own, season.day(tier.number, -3));
      transport(
        season,
        { from, to: tier.by, at: season.day(tier.number, -1), place: index * 32 },
        own,
      );
    }
    lots = mix(season, tier, lots);
    rework(season, tier);
    holders = [tier.by];
  }
  distribute(season, tiers[3]?.by ?? companies.makers[0], lastLotOf(seed, number));
  return teller.told();
};
