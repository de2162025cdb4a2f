import type { EpcisEvent } from '../core/epcis/event.ts';
import type { JsonValue } from '../core/json/value.ts';
import { isJsonObject, JsonNumber } from '../core/json/value.ts';

/** An event on its way into the log, with everything that can be computed before the head lock is taken. */
export interface NewEntry {
  /** Internal id of the organisation whose event it is. */
  readonly owner: number;
  /** Internal id of the organisation that sent it. */
  readonly recorder: number;
  readonly event: EpcisEvent;
  /** eventID, or the CBV event hash when none was given. */
  readonly eventKey: string;
  /** `ni:///sha-256;<hex>?ver=CBV2.0` */
  readonly hash: string;
  /** Index in `stepKinds` (core/epcis/step.ts). */
  readonly step: number;
  /** The canonical bytes that are kept: `stringifyJson(event.body)`. */
  readonly text: string;
  /** 32 random bytes, the source of every salt of the commitment. */
  readonly secret: Uint8Array;
  /** `0x01 | type | commitment`, 34 bytes; unguessable, so it also names this very entry. */
  readonly leaf: Uint8Array;
}

/** Entries of one caller. */
export interface EntryGroup {
  readonly entries: readonly NewEntry[];
  /** True: if one conflicts, none is appended. */
  readonly rollback: boolean;
  /** The rollback job that the entries are part of: its own reservations do not stand in its way. */
  readonly job: number | null;
}

/** What became of one entry. */
export type Appended =
  /** Appended now. */
  | { readonly status: 'CREATED'; readonly position: number; readonly recordTime: string }
  /** Known before with this content: nothing was written. */
  | { readonly status: 'EXISTING'; readonly position: number; readonly recordTime: string }
  /** Its owner has another content under this key. */
  | {
      readonly status: 'CONFLICT';
      /** Position of the earlier record; null while that one is part of the same batch or of a running job. */
      readonly existing: number | null;
      /** JSON Pointers into the event of the fields that differ. */
      readonly differs: readonly string[];
    }
  /** Not appended because another entry of its group conflicts. */
  | { readonly status: 'ROLLED_BACK' };

/** One name for (owner, event key, declaration time), the identity of a record (domain rule 43). */
export const identityOf = (entry: Pick<NewEntry, 'owner' | 'eventKey' | 'event'>): string =>
  `${entry.owner} ${entry.event.errorDeclaration?.instant ?? '-'} ${entry.eventKey}`;

/**
 * What must be equal for a repeat to be a repeat: the CBV event hash, and the error declaration by value, which the hash leaves
 * out (domain rule 43). Times and reasons are compared by meaning, everything else as it stands.
 */
export const contentOf = (hash: string, event: EpcisEvent): string => {
  const declaration = event.errorDeclaration;
  if (declaration === null) return hash;
  const recorded = event.body['errorDeclaration'];
  return `${hash} ${sortedText({
    ...(isJsonObject(recorded) ? recorded : {}),
    declarationTime: declaration.instant,
    reason: declaration.reason,
  })}`;
};

/** JSON text with sorted keys, so that equal values have equal texts. */
const sortedText = (value: JsonValue): string => {
  if (value instanceof JsonNumber) return value.raw;
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${sortedText(member)}`);
  return `{${members.join(',')}}`;
};

/** SHA-256 bytes out of `ni:///sha-256;<hex>?ver=CBV2.0`. */
export const hashBytes = (hash: string): Buffer => Buffer.from(hash.slice(14, 78), 'hex');

/** The `ni` name of a CBV 2.0 event hash. */
export const hashName = (bytes: Uint8Array): string =>
  `ni:///sha-256;${Buffer.from(bytes).toString('hex')}?ver=CBV2.0`;
