import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasRightCheckDigit } from './check-digit.ts';
import {
  canonicalKey,
  checkDigitProblems,
  describeKey,
  digitalLinkOf,
  parseNumber,
  partKey,
} from './key.ts';

const standards = join(import.meta.dirname, '../../../../shared/standards/digital-link');

interface Case {
  readonly op?: string;
  readonly input: string;
  readonly expect: string | null;
}

const casesOf = (file: string): readonly Case[] =>
  (JSON.parse(readFileSync(join(standards, file), 'utf8')) as { cases: readonly Case[] }).cases;

describe('one key for all spellings', () => {
  test.each([
    ['urn:epc:id:sgtin:9521005.000001.S1', 'https://example.com/shop/01/09521005000013/21/S1'],
    [
      'urn:epc:class:lgtin:9521005.000001.KM-0312',
      'https://id.gs1.org/gtin/9521005000013/lot/KM-0312?x=1',
    ],
    ['urn:epc:idpat:sgtin:9521005.000001.*', 'http://a.b/01/9521005000013/'],
    ['urn:epc:id:sscc:9521005.0000000002', 'https://id.gs1.org/00/095210050000000020'],
    ['urn:epc:id:sgln:9521005.00001.0', 'https://id.gs1.org/414/9521005000013'],
    ['urn:epc:id:grai:9521005.00009.PAL7', 'https://x.y/8003/09521005000099PAL7'],
    ['urn:epc:id:pgln:9521005.00000', 'https://id.gs1.org/417/9521005000006'],
  ])('%s is %s', (urn, link) => {
    expect(canonicalKey(urn)).toBe(canonicalKey(link));
    expect(canonicalKey(urn)).toMatch(/^https:\/\/id\.gs1\.org\//);
  });

  test('serials and lots are case-sensitive, percent-encoding is not', () => {
    expect(canonicalKey('https://id.gs1.org/01/09521005000013/10/a%2fb')).toBe(
      canonicalKey('https://id.gs1.org/01/09521005000013/10/a%2Fb'),
    );
    expect(canonicalKey('https://id.gs1.org/01/09521005000013/10/a')).not.toBe(
      canonicalKey('https://id.gs1.org/01/09521005000013/10/A'),
    );
  });

  test.each([
    'urn:uuid:1',
    'https://farm.example/lot/7',
    'urn:epc:id:sgtin:1.2.3',
    'https://x.y/01/123',
    '',
  ])('%j stands for itself', (uri) => expect(canonicalKey(uri)).toBe(uri));

  test('kinds', () => {
    const kindOf = (uri: string, classLevel = false): string =>
      describeKey(canonicalKey(uri), classLevel).kind;
    expect(kindOf('urn:epc:id:sgtin:9521005.000001.S1')).toBe('SERIAL');
    expect(kindOf('https://id.gs1.org/01/09521005000013/10/L')).toBe('LOT');
    expect(kindOf('urn:epc:idpat:sgtin:9521005.000001.*')).toBe('CLASS');
    expect(kindOf('https://id.gs1.org/00/095210050000000020')).toBe('LOGISTIC_UNIT');
    expect(kindOf('https://id.gs1.org/8003/09521005000099PAL7')).toBe('RETURNABLE_ASSET');
    expect(kindOf('https://id.gs1.org/8004/9521005ABC')).toBe('INDIVIDUAL_ASSET');
    expect(kindOf('https://id.gs1.org/253/9521005000013')).toBe('OTHER');
    expect(kindOf('urn:farm:1')).toBe('SERIAL');
    expect(kindOf('urn:farm:1', true)).toBe('LOT');
    expect(describeKey('https://id.gs1.org/8003/09521005000099PAL7', false).number).toBe('PAL7');
    expect(describeKey('https://farm.example/lot/7', true).number).toBe('7');
  });

  test.each([
    ['(01)09521005000013(10)KM-0312', [partKey('09521005000013', { lot: 'KM-0312' })]],
    ['id.gs1.org/01/09521005000013/10/KM-0312', [partKey('9521005000013', { lot: 'KM-0312' })]],
    ['0952 1005 0000 000 020', ['https://id.gs1.org/00/095210050000000020']],
    ['00095210050000000020', ['https://id.gs1.org/00/095210050000000020']],
    ['96385074', [partKey('96385074')]],
    ['KM-0312', []],
    ['(99)x', []],
    ['%_', []],
  ])('%s finds %j', (text, keys) => expect(parseNumber(text)).toEqual(keys));

  test('13 digits may be a product, a place or a party', () => {
    expect(parseNumber('9521005000013')).toHaveLength(3);
  });

  test('check digits', () => {
    expect(checkDigitProblems('https://id.gs1.org/01/09521005000014/10/A')?.code).toBe(
      'CHECK_DIGIT',
    );
    expect(checkDigitProblems('https://id.gs1.org/01/09521005000013/10/A')).toBeNull();
    expect(checkDigitProblems('https://id.gs1.org/8003/09521005000098PAL7')?.code).toBe(
      'CHECK_DIGIT',
    );
    expect(checkDigitProblems('urn:epc:id:sgtin:9521005.000001.S1')).toBeNull();
    expect(checkDigitProblems('urn:farm:1')).toBeNull();
  });

  test('a link on one’s own domain', () => {
    expect(digitalLinkOf(partKey('09521005000013'), 'https://t.example')).toBe(
      'https://t.example/01/09521005000013',
    );
    expect(digitalLinkOf('urn:farm:1', 'https://t.example')).toBeNull();
  });
});

const there = existsSync(standards);
if (!there)
  console.log('The standards’ Digital Link data is not beside this checkout: own cases only.');

(there ? describe : describe.skip)('the published cases', () => {
  const tell = (
    name: string,
    cases: readonly Case[],
    agrees: (one: Case) => boolean,
    argued: readonly string[],
  ): void => {
    const wrong = cases.filter((one) => !agrees(one));
    console.log(`${name}: ${cases.length - wrong.length} of ${cases.length} agree`);
    expect(wrong.map(({ input }) => input).filter((input) => !argued.includes(input))).toEqual([]);
  };

  test('URN and Digital Link of one key are one key', () => {
    // A Digital Link with a wrong check digit is another key than the URN, which carries none: the peer takes it for the same.
    const cases = casesOf('epc-urn-dl-conversion.json');
    tell(
      'conversions',
      cases,
      (one) => canonicalKey(one.input) === canonicalKey(one.expect ?? ''),
      cases.filter(({ input }) => checkDigitProblems(input) !== null).map(({ input }) => input),
    );
  });

  test('normalisation for the event hash', () => {
    tell(
      'normalisation',
      casesOf('dl-normalisation-for-hash.json'),
      (one) => canonicalKey(one.input) === (one.expect ?? one.input),
      [],
    );
  });

  test('check digits', () => {
    const { cases } = JSON.parse(readFileSync(join(standards, 'check-digits.json'), 'utf8')) as {
      cases: readonly { body: string; checkDigit: string }[];
    };
    expect(cases.filter((one) => !hasRightCheckDigit(`${one.body}${one.checkDigit}`))).toEqual([]);
  });

  test('what must not convert stands for itself', () => {
    const { cases } = JSON.parse(
      readFileSync(join(standards, 'epc-urn-dl-errors.json'), 'utf8'),
    ) as {
      cases: readonly Case[];
    };
    // GTIN-13 in a link is padded (domain rule 1), where the peer wants 14 digits.
    tell(
      'must fail',
      cases,
      (one) => canonicalKey(one.input) === one.input.trim(),
      cases.map(({ input }) => input).filter((input) => /\/01\/\d{13}(\/|$)/.test(input)),
    );
  });
});
