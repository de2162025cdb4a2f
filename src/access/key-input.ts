import { type Result, accept, refuse } from '../core/result.ts';
import type { KeyGrant } from './api-key.service.ts';
import { dayOf, FieldChecks } from './checks.ts';
import { type Scope, scopes } from './viewer.ts';

/** Longest label kept, in UTF-16 units. */
const labelMax = 200;
const dayMs = 86_400_000;

/** A key that somebody asks for in words. */
export interface AskedKey {
  /** Names of scopes, in any case. */
  readonly scopes: readonly string[];
  /** For people: what the key is for. */
  readonly label: string;
  /** The last day (UTC) on which it works, `2026-12-31`; null: until it is revoked. */
  readonly expires: string | null;
}

/** Checks what a new key is to be against its own words. Refuses with INVALID_VALUE at `/scopes`, `/label`, `/expires`. */
export const checkKey = (asked: AskedKey, now: Date): Result<KeyGrant> => {
  const checks = new FieldChecks();
  const grant: KeyGrant = {
    scopes: readScopes(checks, asked.scopes),
    site: null,
    test: false,
    label: checks.text('/label', asked.label, labelMax),
    expiresAt: readEnd(checks, asked.expires, now),
  };
  return checks.problems.length > 0 ? refuse(...checks.problems) : accept(grant);
};

/** Known scopes in their own order, each once. */
const readScopes = (checks: FieldChecks, asked: readonly string[]): readonly Scope[] => {
  const words = asked.map((word) => word.trim().toUpperCase());
  const known = scopes.filter((scope) => words.includes(scope));
  if (known.length === 0 || words.some((word) => !scopes.some((scope) => scope === word))) {
    checks.invalid('/scopes', 'There is no such scope.', `one or more of ${scopes.join(', ')}`);
  }
  return known;
};

/** The instant from which the key works no more. */
const readEnd = (checks: FieldChecks, expires: string | null, now: Date): Date | null => {
  const { length } = checks.problems;
  const day = checks.day('/expires', expires) ?? null;
  if (day === null || checks.problems.length > length) return null;
  if (day < dayOf(now)) checks.invalid('/expires', 'This day is over.', 'today or a later day');
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs);
};
