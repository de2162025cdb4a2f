import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasRightCheckDigit } from './check-digit.ts';
import { readDigitalLink } from './digital-link.ts';
import { readEpcUrn } from './epc-urn.ts';
import { canonicalKey, checkDigitProblems, toEpcUrn } from './key.ts';

const standards = join(import.meta.dirname, '../../../../shared/standards/digital-link');

interface Case {
  readonly op?: string;
  readonly input: string;
  readonly expect: string;
  readonly gcpLength?: number;
  readonly gcpLengthExpected?: number;
  readonly context?: { readonly checkDigit?: boolean };
}

const casesOf = (file: string): readonly Case[] =>
  (JSON.parse(readFileSync(join(standards, file), 'utf8')) as { cases: readonly Case[] }).cases;

const isGs1 = (uri: string): boolean => (readEpcUrn(uri) ?? readDigitalLink(uri)) !== null;

/** Prints how many agree; those that do not must be among the argued. */
const tell = (
  name: string,
  cases: readonly Case[],
  agrees: (one: Case) => boolean,
  argued: (one: Case) => boolean = () => false,
): void => {
  const wrong = cases.filter((one) => !agrees(one));
  const others = wrong.filter((one) => !argued(one));
  console.log(
    `${name}: ${cases.length - wrong.length} of ${cases.length} agree, ${wrong.length - others.length} argued`,
  );
  expect(others).toEqual([]);
};

const there = existsSync(standards);
if (!there)
  console.log('The standards’ Digital Link data is not beside this checkout: own cases only.');

(there ? describe : describe.skip)('the published cases', () => {
  test('URN to Digital Link', () => {
    const cases = casesOf('epc-urn-dl-conversion.json').filter(({ op }) => op === 'urn-to-dl');
    tell('URN to link', cases, (one) => canonicalKey(one.input) === canonicalKey(one.expect));
  });

  test('Digital Link to URN, given the length of the company prefix', () => {
    // The peer drops a wrong check digit silently; a URN made so would name another item, so there is none (house decision 2).
    const cases = casesOf('epc-urn-dl-conversion.json').filter(({ op }) => op === 'dl-to-urn');
    tell(
      'link to URN',
      cases,
      (one) =>
        toEpcUrn(canonicalKey(one.input), one.gcpLength ?? one.gcpLengthExpected ?? 0) ===
        one.expect,
      (one) => checkDigitProblems(one.input) !== null,
    );
  });

  test('normalisation for the event hash', () => {
    tell(
      'normalisation',
      casesOf('dl-normalisation-for-hash.json'),
      (one) => canonicalKey(one.input) === (one.expect ?? one.input),
    );
  });

  test('short names', () => {
    tell(
      'short names',
      casesOf('dl-shortname-normalisation.json'),
      (one) => canonicalKey(one.input) === canonicalKey(one.expect),
      // Keys in the query string are no key here: the query says nothing of identity (GS1 Digital Link, canonical form).
      (one) => one.input.includes('gs1.org?'),
    );
  });

  test('check digits', () => {
    const { cases } = JSON.parse(readFileSync(join(standards, 'check-digits.json'), 'utf8')) as {
      cases: readonly { body: string; checkDigit: string }[];
    };
    const wrong = cases.filter((one) => !hasRightCheckDigit(`${one.body}${one.checkDigit}`));
    console.log(`check digits: ${cases.length - wrong.length} of ${cases.length} agree`);
    expect(wrong).toEqual([]);
  });

  test('what must not convert', () => {
    tell('must fail', casesOf('epc-urn-dl-errors.json'), ({ op, input, gcpLength }) =>
      op === 'urn-to-dl' ? !isGs1(input) : toEpcUrn(canonicalKey(input), gcpLength ?? 0) === null,
    );
  });

  test('what is an identifier', () => {
    const isIdentifier = ({ input, gcpLength = 6, context }: Case): boolean =>
      isGs1(input) &&
      gcpLength >= 6 &&
      gcpLength <= 12 &&
      (context?.checkDigit !== true || checkDigitProblems(input) === null);
    /** Where the peer is content with what a URI cannot hold, or strict where domain rule 1 is not. */
    const argued = ({ input }: Case): boolean =>
      // A percent sign that begins no escape, or a slash as the first character of a serial: RFC 3986 has them encoded.
      /%(?![\dA-F]{2})|\/21\/\//i.test(input) ||
      // GTIN-13 in a link is padded.
      /\/01\/\d{13}(\/|$)/.test(input) ||
      // A wrong check digit is told by `checkDigitProblems`, and named all the same.
      checkDigitProblems(input) !== null ||
      // How long a part number is depends on its company prefix, which a link does not tell.
      input.includes('/8010/');
    tell(
      'validity',
      casesOf('identifier-validation.json'),
      (one) => isIdentifier(one) === (one.expect === 'valid'),
      argued,
    );
  });
});
