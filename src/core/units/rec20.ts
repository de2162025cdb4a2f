import { add, divide, multiply, subtract } from './decimal.ts';

/** What a unit measures; units convert only within one dimension. */
export type Dimension =
  | 'MASS'
  | 'VOLUME'
  | 'LENGTH'
  | 'AREA'
  | 'COUNT'
  | 'TIME'
  | 'TEMPERATURE'
  | 'ENERGY'
  | 'POWER'
  | 'PRESSURE'
  | 'RATIO';

/** A unit of UN/ECE Recommendation 20: value in the dimension's reference unit = value x factor + offset. */
export interface Unit {
  readonly code: string;
  readonly dimension: Dimension;
  /** As people write it: `kg`. */
  readonly symbol: string;
  /** Exact decimal, by definition of the unit. */
  readonly factor: string;
  readonly offset: string;
}

/** Code, symbol, factor by definition (SI; international yard and pound; US and UK gallon); reference units: kg, m3, m, m2, piece, s, K, J, W, Pa, 1. */
const tables: Readonly<Record<Dimension, string>> = {
  MASS: `KGM kg 1, GRM g 0.001, MGM mg 0.000001, MC µg 0.000000001, TNE t 1000, DTN dt 100, HGM hg 0.1, DJ dag 0.01, DG dg 0.0001,
    CGM cg 0.00001, KTN kt 1000000, LBR lb 0.45359237, ONZ oz 0.028349523125, APZ oz_tr 0.0311034768, STN ton_US 907.18474,
    LTN ton_UK 1016.0469088, STI st 6.35029318, CWI cwt_UK 50.80234544, CWA cwt_US 45.359237, M86 Pfd 0.5`,
  VOLUME: `MTQ m³ 1, LTR L 0.001, MLT mL 0.000001, CLT cL 0.00001, DLT dL 0.0001, HLT hL 0.1, A44 daL 0.01, K6 kL 1, MAL ML 1000,
    4G µL 0.000000001, DMQ dm³ 0.001, CMQ cm³ 0.000001, MMQ mm³ 0.000000001, INQ in³ 0.000016387064, FTQ ft³ 0.028316846592,
    YDQ yd³ 0.764554857984, GLL gal_US 0.003785411784, GLI gal_UK 0.00454609, QTL qt_US 0.000946352946, QTI qt_UK 0.0011365225,
    PTL pt_US 0.000473176473, PTI pt_UK 0.00056826125, OZA fl_oz_US 0.0000295735295625, OZI fl_oz_UK 0.0000284130625,
    BLL bbl 0.158987294928, BUA bu_US 0.03523907016688, BUI bu_UK 0.03636872`,
  LENGTH: `MTR m 1, KMT km 1000, HMT hm 100, A45 dam 10, DMT dm 0.1, CMT cm 0.01, MMT mm 0.001, 4H µm 0.000001, C45 nm 0.000000001,
    INH in 0.0254, FOT ft 0.3048, YRD yd 0.9144, SMI mi 1609.344, NMI nmi 1852, AK fth 1.8288`,
  AREA: `MTK m² 1, KMK km² 1000000, HAR ha 10000, ARE a 100, DAA daa 1000, DMK dm² 0.01, CMK cm² 0.0001, MMK mm² 0.000001,
    INK in² 0.00064516, FTK ft² 0.09290304, YDK yd² 0.83612736, ACR ac 4046.8564224, MIK mi² 2589988.110336`,
  COUNT: `H87 pcs 1, C62 pcs 1, EA pcs 1, PR pr 2, DZN dz 12, GRO gr 144, CEN hundred 100, MIL thousand 1000`,
  TIME: `SEC s 1, MIN min 60, HUR h 3600, DAY d 86400, WEE wk 604800, C26 ms 0.001`,
  TEMPERATURE: 'KEL K 1, CEL °C 1 273.15',
  ENERGY: 'JOU J 1, KJO kJ 1000, 3B MJ 1000000, WHR Wh 3600, KWH kWh 3600000, MWH MWh 3600000000',
  POWER: 'WTT W 1, KWT kW 1000, MAW MW 1000000',
  PRESSURE: 'PAL Pa 1, A97 hPa 100, KPA kPa 1000, MPA MPa 1000000, BAR bar 100000, MBR mbar 100',
  RATIO: 'C59 1 1, P1 % 0.01, 59 ppm 0.000001',
};

const parseTable = (dimension: Dimension, table: string): readonly Unit[] =>
  table.split(',').map((entry) => {
    const [code = '', symbol = '', factor = '', offset = '0'] = entry.trim().split(/\s+/);
    return { code, dimension, symbol: symbol.replaceAll('_', ' '), factor, offset };
  });

const units: ReadonlyMap<string, Unit> = new Map(
  Object.entries(tables)
    .flatMap(([dimension, table]) => parseTable(dimension as Dimension, table))
    .map((unit) => [unit.code, unit]),
);

/** The code of a piece, where a quantity has no unit (EPCIS 2.0 quantityElement). */
const PIECE = 'H87';

/** The unit of a Rec 20 code; null is a piece; undefined when the code is not in our table. */
export const unitOf = (code: string | null): Unit | undefined => units.get(code ?? PIECE);

/** True when we know the unit and can convert it. */
export const isUnit = (code: string): boolean => units.has(code);

/** As people write it: `kg`; the code itself when unknown; empty for pieces without unit. */
export const symbolOf = (code: string | null): string =>
  code === null ? '' : (units.get(code)?.symbol ?? code);

/** Decimals kept when a conversion does not end. */
const PLACES = 20;

/**
 * The same amount in another unit, as a canonical decimal; null across dimensions or for an unknown unit other than itself.
 * A null unit is a count of pieces (domain rule 16).
 */
export const convert = (value: string, from: string | null, to: string | null): string | null => {
  if (from === to) return value;
  const [source, target] = [unitOf(from), unitOf(to)];
  if (source === undefined || target === undefined || source.dimension !== target.dimension)
    return null;
  const reference = add(multiply(value, source.factor), source.offset);
  return divide(subtract(reference, target.offset), target.factor, PLACES);
};
