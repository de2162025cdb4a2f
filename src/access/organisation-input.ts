import { isCountryCode } from '../core/geography/countries.ts';
import { type Result, accept, refuse } from '../core/result.ts';
import { FieldChecks } from './checks.ts';
import { readGln } from './gs1-number.ts';
import { headcountBands, womenShares } from './organisation.ts';
import type { OrganisationFacts, RegisterOrganisation } from './organisation.ts';
import { readRegistrationId } from './registration.ts';

/** Longest name kept, in UTF-16 units. */
export const nameMax = 200;

/** An input that can be kept: what is undefined was left out. */
export interface CheckedOrganisation {
  readonly facts: Pick<OrganisationFacts, 'name' | 'country'> &
    Partial<Undefined<OrganisationFacts>>;
  readonly gln: string | null;
  /** Made by who adds it; null: none. */
  readonly registrationId: string | null;
}

type Undefined<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Checks an input against its own words; what it refers to is checked where it is kept. */
export const checkOrganisation = (input: RegisterOrganisation): Result<CheckedOrganisation> => {
  const checks = new FieldChecks();
  const facts = {
    name: checks.text('/name', input.name, nameMax),
    country: readCountry(checks, '/country', input.country),
    headcountBand: checks.oneOf('/headcountBand', input.headcountBand, headcountBands),
    women: checks.oneOf('/women', input.women, womenShares),
    members: checks.count('/members', input.members),
    womenMembers: checks.count('/womenMembers', input.womenMembers),
  };
  const gln = readGln(checks, '/gln', input.gln) ?? null;
  const registrationId = readRegistrationId(checks, input);
  return checks.problems.length > 0
    ? refuse(...checks.problems)
    : accept({ facts, gln, registrationId });
};

/** A country code in capitals; any case is taken. */
export const readCountry = (checks: FieldChecks, at: string, value: unknown): string => {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  if (!isCountryCode(code)) {
    checks.invalid(at, 'There is no such country code.', 'ISO 3166-1 alpha-2, such as KE');
  }
  return code;
};

/** A GS1 company prefix; null when none is given. */
export const readCompanyPrefix = (
  at: string,
  value: string | null | undefined,
): Result<string | null> => {
  if (value === null || value === undefined) return accept(null);
  if (/^\d{4,12}$/.test(value)) return accept(value);
  const message = 'This is no GS1 company prefix.';
  return refuse({ code: 'INVALID_VALUE', message, at, expected: '4 to 12 digits' });
};
