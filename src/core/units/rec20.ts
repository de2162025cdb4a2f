import { add, divide, multiply, subtract } from './decimal.ts';

/** A unit of UN/ECE Recommendation 20: amount in the dimension's reference unit = (value + offset) x factor / divisor. */
export interface Unit {
  readonly code: string;
  readonly dimension: Dimension;
  /** As people write it: `kg`. */
  readonly symbol: string;
  /** Exact decimals, by definition of the unit. */
  readonly factor: string;
  readonly divisor: string;
  readonly offset: string;
}

/**
 * Code, symbol, factor by definition (SI; international yard and pound; US and UK gallon), offset. Units convert only within one line: torque is not
 * energy, and a count is not a ratio.
 */
const tables = {
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
  COUNT:
    'H87 pcs 1, C62 pcs 1, EA pcs 1, PR pr 2, DZN dz 12, GRO gr 144, CEN hundred 100, MIL thousand 1000',
  TIME: 'SEC s 1, MIN min 60, HUR h 3600, DAY d 86400, WEE wk 604800, C26 ms 0.001, B98 µs 0.000001',
  TEMPERATURE: 'KEL K 1, CEL °C 1 273.15, FAH °F 5/9 459.67, A48 °R 5/9',
  ENERGY: `JOU J 1, KJO kJ 1000, 3B MJ 1000000, GV GJ 1000000000, WHR Wh 3600, KWH kWh 3600000, MWH MWh 3600000000,
    GWH GWh 3600000000000`,
  POWER: 'WTT W 1, KWT kW 1000, MAW MW 1000000, A90 GW 1000000000, C31 mW 0.001',
  PRESSURE:
    'PAL Pa 1, A97 hPa 100, KPA kPa 1000, MPA MPa 1000000, BAR bar 100000, MBR mbar 100, ATM atm 101325',
  RATIO: 'P1 % 0.01, NX ‰ 0.001, 59 ppm 0.000001, 61 ppb 0.000000001',
  DENSITY: `KMQ kg/m³ 1, 23 g/cm³ 1000, GJ g/mL 1000, GL g/L 1, B35 kg/L 1000, A93 g/m³ 0.001, M1 mg/L 0.001, GP mg/m³ 0.000001,
    GQ µg/m³ 0.000000001`,
  SPECIFIC_VOLUME: 'A39 m³/kg 1, H83 L/kg 0.001, 22 dL/g 0.1',
  SPEED: 'MTS m/s 1, KMH km/h 5/18, HM mi/h 0.44704, KNT kn 463/900',
  ACCELERATION: 'MSK m/s² 1, A76 Gal 0.01',
  FREQUENCY: 'HTZ Hz 1, KHZ kHz 1000, MHZ MHz 1000000, A86 GHz 1000000000',
  FORCE: 'NEW N 1, B47 kN 1000, B73 MN 1000000, C20 mN 0.001',
  TORQUE: 'NU N·m 1, B48 kN·m 1000, B74 MN·m 1000000, D83 mN·m 0.001',
  CURRENT: 'AMP A 1, B22 kA 1000, 4K mA 0.001, B84 µA 0.000001',
  VOLTAGE: 'VLT V 1, KVT kV 1000, B78 MV 1000000, 2Z mV 0.001, D82 µV 0.000001',
  RESISTANCE: 'OHM Ω 1, B49 kΩ 1000, B75 MΩ 1000000, E45 mΩ 0.001',
  CONDUCTANCE: 'SIE S 1, B53 kS 1000, C27 mS 0.001, B99 µS 0.000001',
  CHARGE: 'COU C 1, AMH Ah 3600, TAH kAh 3600000, D86 mC 0.001',
  CAPACITANCE: 'FAR F 1, C10 mF 0.001, 4O µF 0.000001, C41 nF 0.000000001, 4T pF 0.000000000001',
  INDUCTANCE: '81 H 1, C14 mH 0.001, B90 µH 0.000001, C43 nH 0.000000001',
  MAGNETIC_FLUX: 'WEB Wb 1, C33 mWb 0.001, P11 kWb 1000',
  MAGNETIC_FLUX_DENSITY: 'D33 T 1, C29 mT 0.001, D81 µT 0.000001, C48 nT 0.000000001',
  MAGNETIC_VECTOR_POTENTIAL: 'D59 Wb/m 1, B56 kWb/m 1000',
  ILLUMINANCE: 'LUX lx 1, B60 lm/m² 1, KLX klx 1000',
  LUMINOUS_INTENSITY: 'CDL cd 1, P33 kcd 1000, P34 mcd 0.001',
  AMOUNT: 'C34 mol 1, B45 kmol 1000, C18 mmol 0.001, FH µmol 0.000001',
  CONCENTRATION: 'C36 mol/m³ 1, C38 mol/L 1000, C35 mol/dm³ 1000, B46 kmol/m³ 1000',
  MOLAR_MASS: 'D74 kg/mol 1, A94 g/mol 0.001',
  MOLAR_VOLUME: 'A40 m³/mol 1, A37 dm³/mol 0.001, A36 cm³/mol 0.000001, B58 L/mol 0.001',
  MOLAR_ENERGY: 'B15 J/mol 1, B44 kJ/mol 1000',
  ABSORBED_DOSE: 'A95 Gy 1, C13 mGy 0.001, C80 rad 0.01, A61 erg/g 0.0001',
  ABSORBED_DOSE_RATE: 'A96 Gy/s 1, P54 mGy/s 0.001, P55 µGy/s 0.000001',
  DOSE_EQUIVALENT: 'D13 Sv 1, C28 mSv 0.001, D91 rem 0.01',
  DOSE_EQUIVALENT_RATE:
    'P65 Sv/s 1, P66 mSv/s 0.001, P67 µSv/s 0.000001, P70 Sv/h 1/3600, P71 mSv/h 1/3600000, P72 µSv/h 1/3600000000',
  RADIOACTIVITY:
    'BQL Bq 1, 2Q kBq 1000, GBQ GBq 1000000000, CUR Ci 37000000000, MCU mCi 37000000, M5 µCi 37000',
  ANGLE: 'C81 rad 1, C25 mrad 0.001, B97 µrad 0.000001',
} as const;

/** What a unit measures; units convert only within one dimension. */
export type Dimension = keyof typeof tables;

const parseUnit = (dimension: Dimension, entry: string): Unit => {
  const [code = '', symbol = '', ratio = '', offset = '0'] = entry.trim().split(/\s+/);
  const [factor = '', divisor = '1'] = ratio.split('/');
  return { code, dimension, symbol: symbol.replaceAll('_', ' '), factor, divisor, offset };
};

const units: ReadonlyMap<string, Unit> = new Map(
  Object.entries(tables).flatMap(([dimension, table]) =>
    table.split(',').map((entry) => {
      const unit = parseUnit(dimension as Dimension, entry);
      return [unit.code, unit];
    }),
  ),
);

/** The code of a piece, where a quantity has no unit (EPCIS 2.0 quantityElement). */
const PIECE = 'H87';

/** The unit of a Rec 20 code; null is a piece; undefined when the code is not in our table. */
export const unitOf = (code: string | null): Unit | undefined => units.get(code ?? PIECE);

/** Units of one dimension, as the table has them: the most usual first. */
export const unitsOf = (dimension: Dimension): readonly Unit[] =>
  [...units.values()].filter((unit) => unit.dimension === dimension);

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
  const above = multiply(multiply(add(value, source.offset), source.factor), target.divisor);
  const below = multiply(source.divisor, target.factor);
  return subtract(divide(above, below, PLACES), target.offset);
};
