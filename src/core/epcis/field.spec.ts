import { describe, expect, it } from '@jest/globals';
import { isUri, readFreely, readId, readWord } from './field.ts';
import { Findings } from './findings.ts';
import { standardPrefixes } from './namespace.ts';
import { vocabularies } from './vocabulary.ts';

const scope = () => ({ findings: new Findings(), prefixes: standardPrefixes });

describe('isUri', () => {
  it.each([
    'urn:epc:id:sgtin:9521001.000001.S1',
    'https://id.gs1.org/01/09521001000017/21/S1',
    'https://user@example.org:8080/a?b=c&d#e',
    'http://[2001:db8::1]/a',
    'ni:///sha-256;aa?ver=CBV2.0',
    'geo:47.506694,11.104301',
    'example:field',
    'a:%41',
    'urn:a?b-c/d?e#f?g',
  ])('takes %s', (text) => {
    expect(isUri(text)).toBe(true);
  });

  it.each([
    '',
    'bare',
    'urn:',
    ':a',
    '//example.org/a',
    'a b:c',
    'a:b c',
    'a:%zz',
    'a:[',
    'a:b#c#d',
    'a:é',
    'http://a:b/',
    ' urn:a',
    'urn:a\n',
    '1a:b',
    'urn:<a>',
    'urn:a?<b>',
    'urn:a#<b>',
  ])('refuses %j', (text) => {
    expect(isUri(text)).toBe(false);
  });

  it('takes no longer for a long text', () => {
    const started = performance.now();
    isUri(`http://${'a@'.repeat(50_000)} `);
    isUri(`urn:${'%41'.repeat(50_000)} `);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('readId', () => {
  it('warns of a wrong check digit and keeps the id', () => {
    const { findings, prefixes } = scope();
    const value = 'https://id.gs1.org/01/09521001000018/21/S1';
    expect(readId({ value, at: '/a' }, { findings, prefixes })).toBe(value);
    expect(findings.problems).toEqual([]);
    expect(findings.warnings).toMatchObject([{ code: 'CHECK_DIGIT', at: '/a' }]);
  });
});

describe('readWord', () => {
  it.each([
    ['shipping', 'shipping'],
    ['cbv:BizStep-shipping', 'shipping'],
    ['https://example.org/roasting', 'https://example.org/roasting'],
    ['urn:epcglobal:cbv:bizstep:shipping', null],
    ['https://ref.gs1.org/cbv/BizStep-shipping', null],
    ['https://ns.gs1.org/cbv/BizStep-shipping', null],
    ['cbv:BizStep-roasting', null],
    ['Shipping', null],
  ])('reads %s as %s', (value, word) => {
    const shared = scope();
    expect(readWord({ value, at: '' }, vocabularies.bizStep, shared)).toBe(word);
    expect(shared.findings.problems).toHaveLength(word === null ? 1 : 0);
  });
});

describe('readFreely', () => {
  it.each([['\u0000'], ['\ud800'], [['a', { b: '\udc00' }]], [{ '\u0000': 1 }]])(
    'refuses what cannot be stored: %j',
    (value) => {
      const shared = scope();
      readFreely({ value, at: '/x' }, shared, 0);
      expect(shared.findings.problems).toMatchObject([{ code: 'INVALID_VALUE' }]);
    },
  );

  it('keeps all else, emoji too, to 64 levels', () => {
    const shared = scope();
    readFreely({ value: ['\u{1f600}', null, 1, { a: [true] }], at: '/x' }, shared, 0);
    expect(shared.findings.problems).toEqual([]);
  });
});
