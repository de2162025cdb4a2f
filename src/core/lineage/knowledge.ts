import type { LogRecord } from '../epcis/event.ts';
import { compareText } from './order.ts';

/**
 * Where an event stands after corrections (domain rule 5): EPCIS error declarations make the last
 * two.
 */
export type Standing = 'CURRENT' | 'CORRECTED' | 'VOIDED';

/**
 * True for the journal record of an error declaration: it speaks about another record and moves
 * nothing itself.
 */
export const isDeclaration = (record: LogRecord): boolean => record.event.errorDeclaration !== null;

/**
 * The records known at a log position: those of every batch that was whole by then (domain rule
 * 39).
 */
export const knownRecords = (
  records: readonly LogRecord[],
  knownAt: number,
): readonly LogRecord[] => records.filter((record) => record.knownFrom <= knownAt);

/**
 * True when a declaration speaks about a record: same owner, same event key (domain rules 5, 43).
 */
export const declares = (declaration: LogRecord, record: LogRecord): boolean =>
  isDeclaration(declaration) &&
  !isDeclaration(record) &&
  declaration.owner === record.owner &&
  declaration.eventKey === record.eventKey;

const nameOf = (record: LogRecord): string => `${record.owner} ${record.eventKey}`;

/**
 * Names, as `owner key`, of all events that a known declaration calls wrong, whichever arrived
 * first (domain rule 5).
 */
export const declaredNames = (known: readonly LogRecord[]): ReadonlySet<string> =>
  new Set(known.filter(isDeclaration).map(nameOf));

/**
 * True when the record was declared wrong by its own owner, given `declaredNames` of what is known
 * (domain rule 5).
 */
export const isSuperseded = (record: LogRecord, declared: ReadonlySet<string>): boolean =>
  !isDeclaration(record) && declared.has(nameOf(record));

/** What is known at a position, sorted by what it is worth (domain rules 5, 39). */
export interface Knowledge {
  /** These count: known, not declared wrong, no declarations. In the order given. */
  readonly believed: readonly LogRecord[];
  /** Known and declared wrong: kept, shown as such, counted nowhere. */
  readonly superseded: readonly LogRecord[];
  /** The declarations themselves. */
  readonly declarations: readonly LogRecord[];
}

/** How a declared record is recognised; a parameter so that a spec can plant a mistake. */
export type SupersededRule = typeof isSuperseded;

/**
 * What counts as known at a log position (domain rules 5, 39). Corrections of corrections need no
 * rule of their own: each event stands or falls by its own declaration, so they cannot loop.
 */
export const knowledgeAt = (
  records: readonly LogRecord[],
  knownAt: number,
  superseded: SupersededRule = isSuperseded,
): Knowledge => {
  const known = knownRecords(records, knownAt);
  const declared = declaredNames(known);
  const events = known.filter((record) => !isDeclaration(record));
  return {
    believed: events.filter((record) => !superseded(record, declared)),
    superseded: events.filter((record) => superseded(record, declared)),
    declarations: known.filter(isDeclaration),
  };
};

const declaredAt = (record: LogRecord): string => record.event.errorDeclaration?.instant ?? '';

/**
 * The declaration that says how a record stands: the last declared; of equal instants the greater
 * hash. Null: none is known.
 */
export const declarationOf = (record: LogRecord, knowledge: Knowledge): LogRecord | null =>
  knowledge.declarations
    .filter((declaration) => declares(declaration, record))
    .toSorted((a, b) => compareText(declaredAt(a), declaredAt(b)) || compareText(a.hash, b.hash))
    .at(-1) ?? null;

/**
 * How a record stands (domain rule 5): `did_not_occur` voids it, any other declaration corrects
 * it.
 */
export const standingOf = (record: LogRecord, knowledge: Knowledge): Standing => {
  const declaration = declarationOf(record, knowledge)?.event.errorDeclaration;
  if (declaration === undefined || declaration === null) return 'CURRENT';
  return declaration.reason === 'did_not_occur' ? 'VOIDED' : 'CORRECTED';
};

/**
 * The events that now say what is right in place of a record: its correctives, and theirs where
 * they were declared wrong too. Every event is visited once, so correctives that name each other
 * in a ring end (domain rule 5). Empty when none has arrived.
 */
export const correctedBy = (record: LogRecord, knowledge: Knowledge): readonly LogRecord[] => {
  const answer: LogRecord[] = [];
  const visited = new Set<string>();
  const waiting = [record];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const current = next;
    if (visited.has(current.eventKey)) continue;
    visited.add(current.eventKey);
    if (current !== record && knowledge.believed.includes(current)) answer.push(current);
    const keys = knowledge.declarations
      .filter((declaration) => declares(declaration, current))
      .flatMap((declaration) => declaration.event.errorDeclaration?.correctiveEventIds ?? []);
    const named = [...knowledge.believed, ...knowledge.superseded].filter(
      (other) => other.owner === current.owner && keys.includes(other.eventKey),
    );
    waiting.push(...named);
  }
  return answer.toSorted((a, b) => a.position - b.position);
};

/**
 * The log position that a record time names: the greatest with a record time not after it; -1
 * before the first record (domain rule 39).
 */
export const positionAt = (records: readonly LogRecord[], recordTime: string): number =>
  records
    .filter((record) => record.recordTime <= recordTime)
    .reduce((greatest, record) => Math.max(greatest, record.position), -1);
