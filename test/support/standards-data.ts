import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../shared/standards');

/** False when the standards data is not beside this checkout. */
export const hasStandards = existsSync(folder);

/** Text of one file of the standards data. */
export const readStandard = (...path: readonly string[]): string =>
  readFileSync(join(folder, ...path), 'utf8');

/** A JSON document of the standards data, and whether we take it. */
export interface StandardDocument {
  readonly file: string;
  readonly accepted: boolean;
  /** Why our verdict differs from the makers' or the schema's; null where it does not. */
  readonly deviation: string | null;
}

/** Where we say otherwise than the makers or the ratified schema, each with its reason. */
const deviations: readonly (readonly [files: RegExp, why: string])[] = [
  [/StringCertificationInfoArrayInvalid/, 'the standard allows a list of certifications'],
  [/Request_ObjectEvent_WithMultipleMasterdata/, 'a bare word in master data harms no event'],
  [/^fsma204\/epcis\//, 'comments beside the body change no event'],
  [
    /^gdst\/(EPCISQUERYDOCUMENT_advanced_16|cap_tool_events|all_wholechain_events|epcisquerydoc-example01)\./,
    'the real world sends master data in the header of a query document',
  ],
];

const rowsOf = (set: string): readonly StandardDocument[] =>
  readStandard(set, 'EXPECTED.tsv')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([, check = '']) => check.startsWith('json-schema'))
    .map(([name = '', , measured = '', declared = '']) => {
      const file = join(set, name);
      const deviation = deviations.find(([files]) => files.test(file))?.[1] ?? null;
      const valid = measured === 'valid' && declared.trim() !== 'declared-invalid';
      return { file, accepted: valid || deviation !== null, deviation };
    });

/** All JSON documents of the sets; none when the data is absent. */
export const standardDocuments: readonly StandardDocument[] = hasStandards
  ? ['epcis-2.0', 'epcis-openepcis', 'fsma204', 'gdst'].flatMap(rowsOf)
  : [];
