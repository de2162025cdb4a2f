import type { Problem } from '../core/result.ts';
import type { FieldChecks } from './checks.ts';
import { merged, sameFacts } from './versions.ts';

/** What keeps master data from being added twice, and from being written over unseen. */
export interface RegistrationGuards {
  /** UUID made by who adds something: the same again adds nothing, and answers what was added. Left out: every call adds. */
  readonly registrationId?: string | null;
  /** Version that a change was made from: a newer one that says something else is not written over. Left out: not looked at. */
  readonly expectedVersion?: number | null;
}

/** What was added with an id before. */
export interface Registered {
  readonly id: number;
  /** When, UTC with milliseconds: its first version was recorded then. */
  readonly at: string;
}

interface Numbered {
  readonly numbers: readonly { readonly scheme: string; readonly value: string }[];
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id that somebody gave to what is to be added; null for none. */
export const readRegistrationId = (
  checks: FieldChecks,
  { registrationId }: RegistrationGuards,
): string | null => {
  if (registrationId === undefined || registrationId === null) return null;
  if (!uuidPattern.test(registrationId)) {
    checks.invalid('/registrationId', 'This is no UUID.', 'a UUID in hexadecimal digits');
  }
  return registrationId;
};

/** True where what was added, in its first version, is just what is to be added; `number` is its number of GS1, null for none. */
export const saysTheSame = <View extends Numbered>(
  first: View,
  facts: Partial<View>,
  number: string | null,
): boolean =>
  sameFacts(first, merged<View>(first, facts)) &&
  first.numbers.some(({ scheme, value }) =>
    number === null ? scheme === 'OWN' : value === number,
  );

/** Why a change is not made: what it was made from is no longer the newest, and it says something else than that. Null: it may be. */
export const writtenOver = <View extends { readonly version: number }>(
  { expectedVersion }: RegistrationGuards,
  before: View,
  after: View,
): Problem | null => {
  const isNewest = (expectedVersion ?? before.version) === before.version;
  return isNewest || sameFacts(before, after)
    ? null
    : {
        code: 'INVALID_VALUE',
        message: 'Somebody changed this meanwhile: look at what it says now, then change that.',
        at: '/expectedVersion',
        expected: `version ${before.version}`,
      };
};

/** Why a GLN is not taken away, or a further one not given where one is to stay alone; null: it may be. */
export const numberLost = (
  { numbers }: Numbered,
  asked: { readonly gln?: string | null; readonly oneGln?: boolean },
  gln: string | null,
): Problem | null => {
  const kept = numbers.filter(({ scheme }) => scheme !== 'OWN');
  const isCleared = asked.gln === null;
  const isFurther =
    asked.oneGln === true && gln !== null && !kept.some(({ value }) => value === gln);
  return kept.length === 0 || !(isCleared || isFurther)
    ? null
    : {
        code: 'INVALID_VALUE',
        message: 'A GLN once given stays: register what has another one as something new.',
        at: '/gln',
        expected: 'the GLN it has, or left out',
      };
};

/** Why nothing is added: something else was, with the same id. */
export const otherRegistered: Problem = {
  code: 'ID_CONFLICT',
  message: 'Something else was added with this id: make a new one.',
  at: '/registrationId',
};
