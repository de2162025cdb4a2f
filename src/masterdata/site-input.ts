import { FieldChecks } from '../access/checks.ts';
import { readGln } from '../access/gs1-number.ts';
import { nameMax, readCountry } from '../access/organisation-input.ts';
import { readRegistrationId } from '../access/registration.ts';
import { isSubdivisionOf } from '../core/geography/countries.ts';
import { type SiteGeometry, readGeometry } from '../core/geography/geo-json.ts';
import { type Result, accept, refuse } from '../core/result.ts';
import type { RegisterSite, SiteFacts } from './site.ts';

/** An input that can be kept: what is undefined was left out. */
export interface CheckedSite {
  readonly facts: { readonly [K in keyof SiteFacts]?: SiteFacts[K] | undefined };
  readonly gln: string | null;
  /** Made by who adds it; null: none. */
  readonly registrationId: string | null;
}

/** Checks an input against its own words; what it refers to is checked where it is kept. */
export const checkSite = (input: RegisterSite): Result<CheckedSite> => {
  const checks = new FieldChecks();
  const name = checks.text('/name', input.name, nameMax);
  const country = readCountry(checks, '/country', input.country);
  const facts = {
    name,
    country,
    operator: input.operator,
    subdivision: readSubdivision(checks, input.subdivision, country),
    ...readCoordinates(checks, input),
    within: input.within,
  };
  const gln = readGln(checks, '/gln', input.gln) ?? null;
  const registrationId = readRegistrationId(checks, input);
  return checks.problems.length > 0
    ? refuse(...checks.problems)
    : accept({ facts, gln, registrationId });
};

const readSubdivision = (
  checks: FieldChecks,
  value: string | null | undefined,
  country: string,
): string | null | undefined => {
  if (value === null || value === undefined) return value;
  const code = value.trim().toUpperCase();
  if (!isSubdivisionOf(code, country)) {
    checks.invalid(
      '/subdivision',
      'This is no part of that country.',
      `ISO 3166-2, such as ${country || 'KE'}-30`,
    );
  }
  return code;
};

type Coordinates = Pick<CheckedSite['facts'], 'latitude' | 'longitude' | 'geometry'>;

const readCoordinates = (checks: FieldChecks, input: RegisterSite): Coordinates => {
  const latitude = readDegrees(checks, '/latitude', input.latitude, 90);
  const longitude = readDegrees(checks, '/longitude', input.longitude, 180);
  const geometry = readPlot(checks, input.geometry);
  if (isGiven(latitude) !== isGiven(longitude)) {
    const at = isGiven(latitude) ? '/longitude' : '/latitude';
    checks.invalid(at, 'One coordinate alone is no place.', 'latitude and longitude');
  }
  // A point says the same as two coordinates; of an outline nobody said where its middle is.
  if (geometry?.type === 'Point' && latitude === undefined && longitude === undefined) {
    const [east, north] = geometry.coordinates;
    return { latitude: north, longitude: east, geometry };
  }
  return { latitude, longitude, geometry };
};

const isGiven = (value: number | null | undefined): boolean => typeof value === 'number';

const readDegrees = (
  checks: FieldChecks,
  at: string,
  value: number | null | undefined,
  max: number,
): number | null | undefined => {
  if (value === null || value === undefined) return value;
  if (!(Math.abs(value) <= max)) {
    checks.invalid(at, 'This is not on the earth.', `degrees from -${max} to ${max}`);
  }
  return value;
};

const readPlot = (checks: FieldChecks, value: unknown): SiteGeometry | null | undefined => {
  if (value === null || value === undefined) return value;
  const read = readGeometry(value, '/geometry');
  if (read.ok) return read.value;
  for (const problem of read.problems) checks.refuse(problem);
  return undefined;
};
