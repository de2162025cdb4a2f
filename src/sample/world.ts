import { readFileSync } from 'node:fs';
import { packageFile } from '../platform/package-root.ts';

/** An organisation of the sample world. */
export interface SampleOrganisation {
  readonly name: string;
  readonly country: string;
  readonly gln?: string;
  readonly pgln?: string;
  readonly site?: { readonly name: string; readonly gln: string; readonly country: string };
}

/** A product of the sample world. */
export interface SampleProduct {
  readonly organisation: string;
  readonly gtin: string;
  readonly name: string;
  readonly unit: string;
  readonly hsCode: string;
}

/** A further number of an item. */
export interface SampleNumber {
  readonly item: string;
  readonly value: string;
  readonly by: string;
}

/** A document that somebody captured, and when the service learnt it. */
export interface SampleCapture {
  readonly by: string;
  readonly recordTime: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** The sample world as data: one coffee chain over eight companies and five countries. */
export interface SampleData {
  readonly now: string;
  readonly organisations: Readonly<Record<string, SampleOrganisation>>;
  readonly products: Readonly<Record<string, SampleProduct>>;
  readonly numbers: readonly SampleNumber[];
  readonly captures: readonly SampleCapture[];
}

/** Reads the chain that is shipped with the service. */
export const readSampleData = (): SampleData =>
  JSON.parse(readFileSync(packageFile('src', 'sample', 'sample-chain.json'), 'utf8')) as SampleData;

/** Who can be tried: role, organisation, and what the role is in words. */
export const sampleRoles = [
  { role: 'buyer', organisation: 'rhein', words: 'a buyer' },
  { role: 'mill', organisation: 'kilele', words: 'a mill' },
  { role: 'farm', organisation: 'asha', words: 'a farm' },
  { role: 'authority', organisation: 'food', words: 'an authority' },
] as const;
