import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../json/parse.ts';
import { type JsonValue, isJsonObject } from '../json/value.ts';
import type { Problem } from '../result.ts';
import { sha256Hex } from '../sha256.ts';
import { type EpcisDocument, parseDocument } from './document.ts';
import type { EpcisEvent } from './event.ts';
import { type HashOrder, eventHash, preHash } from './hash.ts';
import { expandName, readPrefixes } from './namespace.ts';

/** The standards data lies beside the checkout, never in it. */
const standards = join(import.meta.dirname, '../../../../shared/standards');
const present = existsSync(standards);
if (!present) console.log('skipped: the standards data is not beside this checkout');
const withStandards = present ? describe : describe.skip;

const read = (...path: readonly string[]): string => readFileSync(join(standards, ...path), 'utf8');

/** How a file is declared by its makers, else by the ratified schema; undeclared ones the schema refuses. */
type Declared = 'valid' | 'invalid' | 'refused by the schema';
interface Row {
  readonly file: string;
  readonly declared: Declared;
  /** The schema's reasons: `/epcisBody/eventList/0 must have required property 'action'`. */
  readonly measured: string;
}

const declaredOf = (measured: string, declared: string): Declared => {
  if (declared === 'declared-invalid') return 'invalid';
  return measured === 'valid' ? 'valid' : 'refused by the schema';
};

const rowsOf = (set: string): readonly Row[] =>
  read(set, 'EXPECTED.tsv')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([, check = '']) => check.startsWith('json-schema'))
    .map(([file = '', , measured = '', declared = '']) => ({
      file: join(set, file),
      declared: declaredOf(measured, declared.trim()),
      measured,
    }));

/**
 * Where we say otherwise than the makers or the ratified schema, each with its reason: the whole list.
 */
const deviations: readonly (readonly [files: RegExp, accepted: boolean, why: string])[] = [
  [
    /StringCertificationInfoArrayInvalid/,
    true,
    'declared invalid for a list of certifications, which the standard and its schema allow',
  ],
  [
    /Request_ObjectEvent_WithMultipleMasterdata/,
    true,
    'a master data attribute named by a bare word is kept as recorded: it harms no event',
  ],
  [
    /^fsma204\/epcis\//,
    true,
    'comments (`_comment…`) beside the body are left out with a warning: they change no event',
  ],
  [
    /^gdst\/(EPCISQUERYDOCUMENT_advanced_16|cap_tool_events)\./,
    true,
    'master data in the header of a query document: the real world sends it, the schema forbids it',
  ],
  [
    /^gdst\/(all_wholechain_events|epcisquerydoc-example01)\./,
    true,
    'the same header, and an empty transformationID read as none: else their chains fall apart',
  ],
];

const problemsOf = (document: EpcisDocument): readonly Problem[] =>
  document.events.flatMap(({ event }) => (event.ok ? [] : event.problems));

/** Every reason why the file is refused; none when it is taken. */
const judge = (text: string): readonly Problem[] => {
  const json = parseJson(text);
  if (!json.ok) return json.problems;
  const document = parseDocument(json.value);
  return document.ok ? problemsOf(document.value) : document.problems;
};

/** The pointers that the schema complains about, a missing field named. */
const pointersOf = (measured: string): readonly string[] =>
  measured
    .replace(/^INVALID /, '')
    .split(';')
    .map((part) => {
      const [, at = '', missing] = /^\s*(\/\S*)?.*?(?:required property '(.+)')?$/.exec(part) ?? [];
      return missing === undefined ? at : `${at}/${missing}`;
    });

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

withStandards('the JSON documents of the standards data', () => {
  const sets = ['epcis-2.0', 'epcis-openepcis', 'fsma204', 'gdst'];
  const rows = present ? sets.flatMap(rowsOf) : [];
  const verdicts = rows.map((row) => ({ ...row, problems: judge(read(row.file)) }));

  it('are all looked at', () => {
    const lines = verdicts.map(({ file, declared, problems }) => {
      const [first] = problems;
      const reason = first === undefined ? '' : `${first.at} ${first.message}`;
      return [file, declared, first === undefined ? 'accepted' : 'refused', reason];
    });
    console.log(table([['file', 'declared', 'ours', 'reason'], ...lines]));
    expect(rows.length).toBeGreaterThan(80);
  });

  it('are taken when declared valid, refused when declared invalid, but for the list above', () => {
    const surprises = verdicts.filter(({ file, declared, problems }) => {
      const accepted = problems.length === 0;
      const deviation = deviations.find(([files]) => files.test(file));
      return accepted !== (deviation === undefined ? declared === 'valid' : deviation[1]);
    });
    expect(surprises.map(({ file, problems }) => [file, problems[0]])).toEqual([]);
  });

  it('are refused for their own reason', () => {
    for (const { file, declared, measured, problems } of verdicts) {
      if (declared !== 'invalid' || problems.length === 0) continue;
      const reasons = pointersOf(measured);
      const found = problems.some(({ at }) => reasons.includes(at));
      expect([file, found, problems, reasons]).toEqual([file, true, problems, reasons]);
    }
  });

  it('need every deviation of the list', () => {
    for (const [files, accepted] of deviations) {
      const hits = verdicts.filter(({ file }) => files.test(file));
      expect(hits.some(({ declared }) => (declared === 'valid') !== accepted)).toBe(true);
    }
  });

  it.each(['gdst/epc_tests.json'])('%s is no EPCIS document and refused cleanly', (file) => {
    expect(judge(read(file))).not.toEqual([]);
  });
});

/** The events of a document, all of which must be sound. */
const eventsOf = (json: JsonValue): readonly EpcisEvent[] => {
  const document = parseDocument(json);
  if (!document.ok) throw new Error(JSON.stringify(document.problems));
  return document.value.events.map(({ at, event }) => {
    if (!event.ok) throw new Error(`${at} ${JSON.stringify(event.problems)}`);
    return event.value;
  });
};

/** Documents of the vectors may list extension fields that are not hashed. */
const ignoredIn = (json: JsonValue): ReadonlySet<string> => {
  if (!isJsonObject(json)) return new Set();
  const prefixes = readPrefixes(json['@context'] ?? null);
  const names = Object.entries(json).flatMap(([name, value]) =>
    name.endsWith(':ignoreFields') && Array.isArray(value)
      ? value.filter((entry): entry is string => typeof entry === 'string')
      : [],
  );
  return new Set(names.map((name) => expandName(name, prefixes)));
};

const documentOf = (file: string): JsonValue => {
  const json = parseJson(read(file));
  if (!json.ok) throw new Error(`${file}: ${JSON.stringify(json.problems)}`);
  return json.value;
};

/**
 * All JSON events of the published vectors, in both orders. The one of the 89 that nobody reproduces by the rules is an event in
 * XML that its schema refuses; it never reaches a hash here.
 */
withStandards('the CBV event hash', () => {
  const rows = !present
    ? []
    : read('cbv-hash', 'EXPECTED.tsv')
        .split('\n')
        .slice(1)
        .map((line) => line.split('\t'))
        .filter(([file = '']) => file.endsWith('.jsonld'));

  it.each(rows)('of %s event %s is the published one in both orders', (...row) => {
    const [file = '', index = '', published = '', readme = ''] = row;
    const json = documentOf(join('cbv-hash/examples', file));
    const event = eventsOf(json)[Number(index)];
    if (event === undefined) throw new Error('no such event');
    const ignored = ignoredIn(json);
    const hashIn = (order: HashOrder): string =>
      `ni:///sha-256;${sha256Hex(preHash(event, order, ignored))}?ver=CBV2.0`;
    expect(hashIn('vectors')).toBe(published);
    expect(hashIn('readme')).toBe(readme === 'same' ? published : readme);
    if (ignored.size === 0) expect(eventHash(event)).toBe(published);
  });

  it('is one for all spellings that the vectors call equal', () => {
    const events = eventsOf(documentOf('cbv-hash/expected_equal/ReferenceEventHashAlgorithm.json'));
    expect(new Set(events.map(eventHash)).size).toBe(1);
    expect(events.length).toBeGreaterThan(1);
  });

  it('agrees with the reference where the reference agrees with itself in JSON and XML', () => {
    const { pairs } = JSON.parse(read('epcis-openepcis', 'hash-pairs-reference-impl.json'));
    const equal = pairs.filter(
      ({ equalInReferenceImpl, json }: Pair) => equalInReferenceImpl && json.every(isHash),
    );
    for (const { jsonFile, json } of equal) {
      const hashes = eventsOf(documentOf(join('epcis-openepcis', jsonFile))).map(eventHash);
      expect([jsonFile, hashes]).toEqual([jsonFile, json]);
    }
    expect(equal.length).toBeGreaterThan(10);
  });
});

/** The reference failed on some documents; those have no hash to compare. */
const isHash = (text: string): boolean => text.startsWith('ni:///');

interface Pair {
  readonly jsonFile: string;
  readonly json: readonly string[];
  readonly equalInReferenceImpl: boolean;
}
