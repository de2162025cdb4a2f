import { FieldChecks } from '../access/checks.ts';
import { readGtin } from '../access/gs1-number.ts';
import { nameMax } from '../access/organisation-input.ts';
import { readRegistrationId } from '../access/registration.ts';
import { type Result, accept, refuse } from '../core/result.ts';
import { isUnit } from '../core/units/rec20.ts';
import type { ProductFacts, RegisterProduct } from './product.ts';

/** An input that can be kept: what is undefined was left out. */
export interface CheckedProduct {
  readonly facts: { readonly [K in keyof ProductFacts]?: ProductFacts[K] | undefined };
  /** 14 digits. */
  readonly gtin: string | null;
  /** Made by who adds it; null: none. */
  readonly registrationId: string | null;
}

/** Checks an input against its own words; what it refers to is checked where it is kept. */
export const checkProduct = (input: RegisterProduct): Result<CheckedProduct> => {
  const checks = new FieldChecks();
  const facts = {
    name: checks.text('/name', input.name, nameMax),
    unit: readUnit(checks, input.unit),
    hsCode: readHsCode(checks, input.hsCode),
  };
  const gtin = readGtin(checks, '/gtin', input.gtin) ?? null;
  const registrationId = readRegistrationId(checks, input);
  return checks.problems.length > 0
    ? refuse(...checks.problems)
    : accept({ facts, gtin, registrationId });
};

const readUnit = (
  checks: FieldChecks,
  value: string | null | undefined,
): string | null | undefined => {
  if (value !== null && value !== undefined && !isUnit(value)) {
    checks.invalid('/unit', 'There is no such unit.', 'UN/ECE Recommendation 20, such as KGM');
  }
  return value;
};

const readHsCode = (
  checks: FieldChecks,
  value: string | null | undefined,
): string | null | undefined => {
  if (value !== null && value !== undefined && !/^\d{6}$/.test(value)) {
    checks.invalid('/hsCode', 'This is no Harmonised System code.', '6 digits, such as 090111');
  }
  return value;
};
