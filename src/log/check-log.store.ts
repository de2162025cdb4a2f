import { eventHash } from '../core/epcis/hash.ts';
import { commitment } from '../core/merkle/commitment.ts';
import type { Transaction } from '../platform/transaction.ts';
import { hashBytes } from './entry.ts';
import { eventOf } from './stored-event.ts';

/** Positions read at once. */
const CHUNK = 512;

/** Something wrong with the log itself. */
export interface LogFault {
  readonly position: number;
  /** A sentence. */
  readonly what: string;
}

interface LogRow {
  readonly position: string;
  readonly known_from: string;
  readonly event_hash: Buffer;
  readonly leaf: Buffer;
  readonly doc: string | null;
  readonly secret: Buffer | null;
  readonly rises: boolean | null;
  readonly same_batch: boolean | null;
  readonly same_time: boolean | null;
}

const SELECT = `
  select e.position, e.known_from, e.event_hash, e.leaf, b.doc, s.secret,
    e.record_time > before.record_time as rises, e.known_from = before.known_from as same_batch,
    e.record_time = before.record_time as same_time
  from log.entry e
  left join log.entry before on before.position = e.position - 1
  left join log.body b on b.position = e.position
  left join log.event_secret s on s.position = e.position
  where e.position >= $1 and e.position < $2 order by e.position`;

const contentFaults = (row: LogRow): readonly string[] => {
  if (row.doc === null) return ['has no body'];
  try {
    const event = eventOf(row.doc);
    const hash = eventHash(event);
    const faults = hashBytes(hash).equals(row.event_hash)
      ? []
      : ['its event hash is not that of its body'];
    // A secret may have been removed (domain rule 48): the leaf cannot be recomputed then.
    if (row.secret === null) return faults;
    const leaf = Buffer.from(commitment(event.body, hash, row.secret));
    return leaf.equals(row.leaf) ? faults : [...faults, 'its leaf is not that of its body'];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};

const orderFaults = (row: LogRow): readonly string[] => {
  const position = Number(row.position);
  const faults: string[] = [];
  if (Number(row.known_from) < position) faults.push('its batch ends before it');
  if (row.same_batch === true && row.same_time !== true)
    faults.push('its record time is not that of its batch');
  if (row.same_batch === false && row.rises !== true)
    faults.push('its record time does not rise over the batch before');
  return faults;
};

/** How far a check of the log has come. */
export interface LogChecked {
  /** The next position to look at. */
  readonly from: number;
  /** Where the batch of the record before ends; null: nothing was looked at. */
  readonly batchEnd: number | null;
  readonly faults: readonly LogFault[];
}

/** Before the first position. */
export const logUnchecked: LogChecked = { from: 0, batchEnd: null, faults: [] };

/** Checks some more positions, up to one (inclusive) at most. */
export const checkLogFurther = async (
  tx: Transaction,
  before: LogChecked,
  upto: number,
): Promise<LogChecked> => {
  const { from } = before;
  const until = Math.min(from + CHUNK, upto + 1);
  const rows = await tx.query<LogRow>(SELECT, [from, until]);
  const byPosition = new Map(rows.map((row) => [Number(row.position), row]));
  const faults: LogFault[] = [...before.faults];
  let { batchEnd } = before;
  for (let position = from; position < until; position += 1) {
    const row = byPosition.get(position);
    if (row === undefined) {
      faults.push({ position, what: 'is not there: the log has a gap' });
      continue;
    }
    const found = [...orderFaults(row), ...contentFaults(row)];
    const knownFrom = Number(row.known_from);
    if (batchEnd !== null && batchEnd >= position && knownFrom !== batchEnd)
      found.push('it has another batch end than the record before');
    batchEnd = knownFrom;
    faults.push(...found.map((what) => ({ position, what })));
  }
  if (until > upto && batchEnd !== null && batchEnd !== upto)
    faults.push({ position: upto, what: 'the last batch does not end here' });
  return { from: until, batchEnd, faults };
};

/** Checks the log from position 0 up to a position (inclusive): gapless, batches whole, hashes and leaves those of the bodies. */
export const checkLog = async (tx: Transaction, upto: number): Promise<readonly LogFault[]> => {
  let checked = logUnchecked;
  while (checked.from <= upto) checked = await checkLogFurther(tx, checked, upto);
  return checked.faults;
};
