import fc from 'fast-check';
import { checkDigitOf } from './check-digit.ts';
import {
  canonicalKey,
  checkDigitProblems,
  describeKey,
  digitalLinkOf,
  parseNumber,
  partKey,
  toEpcUrn,
} from './key.ts';

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
    expect(describeKey('https://farm.example/lot/A%2F1', true)).toMatchObject({
      lot: 'A/1',
      serial: null,
    });
    expect(describeKey('https://farm.example/bag/7', false)).toMatchObject({
      lot: null,
      serial: '7',
    });
    expect(describeKey('https://farm.example/lot/%00', true).lot).toBeNull();
    expect(describeKey('https://farm.example/lot/%E0%A4%A', true).lot).toBe('%E0%A4%A');
    expect(describeKey(`https://farm.example/lot/${'7'.repeat(101)}`, true).lot).toBeNull();
  });

  test.each([
    ['(01)09521005000013(10)KM-0312', [partKey('09521005000013', { lot: 'KM-0312' })]],
    ['id.gs1.org/01/09521005000013/10/KM-0312', [partKey('9521005000013', { lot: 'KM-0312' })]],
    ['0952 1005 0000 000 020', ['https://id.gs1.org/00/095210050000000020']],
    ['00095210050000000020', ['https://id.gs1.org/00/095210050000000020']],
    ['96385074', [partKey('96385074')]],
    ['KM-0312', []],
    ['(99)x', []],
    [
      '(01)09521005000013(17)261231(3103)000750(10)KM(1)',
      [partKey('09521005000013', { lot: 'KM(1)' })],
    ],
    ['(21)S1(01)09521005000013', [partKey('09521005000013', { serial: 'S1' })]],
    ['(10)KM-0312', []],
    [
      ']C10109521005000013310300075010KM-1\u001D21S1',
      [partKey('09521005000013', { serial: 'S1' })],
    ],
    [
      ']d2\u001D0109521005000013' + '17261231' + '10KM/1',
      [partKey('09521005000013', { lot: 'KM/1' })],
    ],
    [']C100095210050000000020', ['https://id.gs1.org/00/095210050000000020']],
    [']d2', []],
    ['\u001D', []],
    ['https://shop.example/401/7', ['https://shop.example/401/7']],
    ['%_', []],
  ])('%s finds %j', (text, keys) => expect(parseNumber(text)).toEqual(keys));

  test('a key stands below any path of any domain, ends at the query, and lots keep what they spell', () => {
    const key = partKey('09521005000013', { lot: 'a b/ü' });
    expect(key).toBe('https://id.gs1.org/01/09521005000013/10/a%20b%2F%C3%BC');
    expect(canonicalKey('HTTPS://Shop.Example:8443/x/y/01/9521005000013/10/K?q=1#z')).toBe(
      'https://id.gs1.org/01/09521005000013/10/K',
    );
    expect(canonicalKey('https://x.y/01/09521005000013/10/A%zz')).toBe(
      'https://x.y/01/09521005000013/10/A%zz',
    );
    expect(partKey('1', { lot: '\ud800' })).toContain('%EF%BF%BD');
  });

  test('free text is a GS1 key only after a company prefix', () => {
    for (const uri of [
      'https://a.example/401/7',
      'https://a.example/giai/x',
      'https://a.b/8010/A1',
    ])
      expect(canonicalKey(uri)).toBe(uri);
    expect(canonicalKey('https://a.example/8004/9521005ABC')).toBe(
      'https://id.gs1.org/8004/9521005ABC',
    );
  });

  test('property: nothing throws, a canonical key stands for itself, and it is what its URN says', () => {
    let keys = 0;
    const text = fc.string({
      unit: fc.constantFrom(
        '0',
        '1',
        '5',
        '9',
        'A',
        'b',
        '-',
        '.',
        '~',
        '!',
        '%',
        '&',
        '/',
        '(',
        '+',
        ' ',
      ),
      maxLength: 24,
    });
    const uris = fc.oneof(
      fc.webUrl(),
      text,
      fc
        .tuple(fc.constantFrom('01', '00', '414', '8003', 'gtin', '401', '253'), text)
        .map(([ai, value]) => `https://x.y/${ai}/${value}`),
      fc
        .tuple(fc.stringMatching(/^\d{12}$/), fc.constantFrom('10', '21'), text)
        .map(
          ([digits, ai, value]) =>
            `https://x.y/p/01/0${digits}${checkDigitOf(`0${digits}`)}/${ai}/${encodeURIComponent(value)}`,
        ),
    );
    fc.assert(
      fc.property(uris, fc.integer({ min: 6, max: 12 }), (uri, length) => {
        const key = canonicalKey(uri);
        expect(canonicalKey(key)).toBe(key);
        expect(() => [
          parseNumber(uri),
          describeKey(key, true),
          checkDigitProblems(uri),
        ]).not.toThrow();
        const urn = toEpcUrn(key, length);
        if (urn === null) return;
        keys += 1;
        expect(canonicalKey(urn)).toBe(key);
      }),
      { seed: 6, numRuns: 1_500 },
    );
    console.log(`keys: worlds 1500, non-trivial ${keys}`);
    expect(keys).toBeGreaterThan(200);
  });

  test('a URN wants a prefix length that can be, and a right check digit', () => {
    const key = partKey('09521005000013', { serial: 'a/1' });
    expect(toEpcUrn(key, 7)).toBe('urn:epc:id:sgtin:9521005.000001.a%2F1');
    expect([5, 13, 6.5, Number.NaN].map((length) => toEpcUrn(key, length))).toEqual(
      Array.from({ length: 4 }, () => null),
    );
    expect(toEpcUrn('https://id.gs1.org/01/09521005000014', 7)).toBeNull();
    expect(toEpcUrn('urn:farm:1', 7)).toBeNull();
  });

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
