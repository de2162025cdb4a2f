import type { ItemRole, LogRecord } from '../epcis/event.ts';
import { describeKey, partKey } from '../gs1/key.ts';

/**
 * One believed fact that items became other items. MADE: a TransformationEvent. MEMBER: pieces
 * were born into a lot (`ilmd.lotNumber`, domain rule 2), read as lot -> pieces.
 */
export interface Transformation {
  readonly kind: 'MADE' | 'MEMBER';
  /** Log position of the event that says so. */
  readonly position: number;
  readonly owner: number;
  /**
   * `transformationID`, scoped to the owner (domain rules 14, 42); null: the event stands alone.
   */
  readonly process: string | null;
  /** Event time, UTC with microseconds. */
  readonly instant: string;
  /** Canonical keys, each once. */
  readonly inputs: readonly string[];
  /** Canonical keys, each once, with the lots that output pieces were born into. */
  readonly outputs: readonly string[];
  /** Inputs in which other inputs were packed then: they are no material themselves. */
  readonly carriers: readonly string[];
}

/** The 14 digits of a canonical key below a GTIN, or null (domain rule 1). */
export const gtinOf = (key: string): string | null => describeKey(key, true).gtin;

/** True for a product without lot or serial: it joins nothing (domain rules 2, 46). */
export const isClassKey = (key: string): boolean => describeKey(key, true).kind === 'CLASS';

/** True for a single piece of a product (domain rule 2). */
export const isPieceKey = (key: string): boolean => {
  const { kind, gtin } = describeKey(key, true);
  return kind === 'SERIAL' && gtin !== null;
};

/**
 * The canonical key of the lot that a piece was born into: its GTIN with the `lotNumber` of its
 * birth (domain rule 2).
 */
export const lotKeyOf = (piece: string, lotNumber: string): string =>
  partKey(gtinOf(piece) ?? '', { lot: lotNumber });

/** Canonical keys that an event names in a role, each once, in recorded order. */
export const keysInRole = (record: Pick<LogRecord, 'event'>, role: ItemRole): readonly string[] => [
  ...new Set(record.event.items.filter((line) => line.role === role).map((line) => line.key)),
];

/**
 * True for an ObjectEvent with action ADD: EPCIS 2.0 section 7.4.1, the objects begin their life
 * here.
 */
export const isObjectBirth = (record: Pick<LogRecord, 'event'>): boolean =>
  record.event.type === 'ObjectEvent' && record.event.action === 'ADD';

const bornPieces = (record: Pick<LogRecord, 'event'>): readonly string[] => {
  if (record.event.lotNumber === null) return [];
  if (record.event.type === 'TransformationEvent') {
    return keysInRole(record, 'OUTPUT').filter(isPieceKey);
  }
  return isObjectBirth(record) ? keysInRole(record, 'ITEM').filter(isPieceKey) : [];
};

/**
 * The lots that an event brought pieces into, with those pieces, one lot for each GTIN (domain
 * rule 2).
 */
export const lotsOfPieces = (
  record: Pick<LogRecord, 'event'>,
): ReadonlyMap<string, readonly string[]> => {
  const lots = new Map<string, string[]>();
  for (const piece of bornPieces(record)) {
    const lot = lotKeyOf(piece, record.event.lotNumber ?? '');
    lots.set(lot, [...(lots.get(lot) ?? []), piece]);
  }
  return lots;
};

const made = (record: LogRecord): Transformation => ({
  kind: 'MADE',
  position: record.position,
  owner: record.owner,
  process: record.event.transformationId,
  instant: record.event.time.instant,
  inputs: keysInRole(record, 'INPUT'),
  outputs: [...new Set([...keysInRole(record, 'OUTPUT'), ...lotsOfPieces(record).keys()])],
  carriers: [],
});

const member = (record: LogRecord, lot: string, pieces: readonly string[]): Transformation => ({
  kind: 'MEMBER',
  position: record.position,
  owner: record.owner,
  process: null,
  instant: record.event.time.instant,
  inputs: [lot],
  outputs: pieces,
  carriers: [],
});

/**
 * What an event says about items becoming items: a transformation, memberships in lots, both, or
 * nothing (domain rules 2, 14, 17).
 */
export const transformationsOf = (record: LogRecord): readonly Transformation[] => [
  ...(record.event.type === 'TransformationEvent' ? [made(record)] : []),
  ...[...lotsOfPieces(record)].map(([lot, pieces]) => member(record, lot, pieces)),
];

/**
 * The events of one process, the given one included: same owner, same `transformationID` (domain
 * rules 14, 42). Every input of any of them feeds every output of any of them, whenever each was
 * recorded to happen.
 */
export const processMates = (
  one: Transformation,
  all: readonly Transformation[],
): readonly Transformation[] =>
  one.process === null
    ? [one]
    : all.filter((other) => other.owner === one.owner && other.process === one.process);

/**
 * Whether what `source` made can have gone into `use` (domain rules 9, 22, 24): made before, or at
 * the same time; or, when nobody at all made it by then, by any maker: a clock that is wrong must
 * never make a recall silently short. `makers` are all makers of the item.
 */
export const feeds = (
  source: Transformation,
  use: Transformation,
  makers: readonly Transformation[],
): boolean => source.instant <= use.instant || makers.every((maker) => maker.instant > use.instant);
