import { describe, expect, it } from '@jest/globals';
import {
  expandName,
  mergeContexts,
  readPrefixes,
  splitName,
  standardPrefixes,
} from './namespace.ts';

describe('prefixes of an @context', () => {
  it('are those of EPCIS when it only names URLs', () => {
    expect(readPrefixes('https://example.org/context.jsonld')).toBe(standardPrefixes);
    expect(readPrefixes(['https://example.org/context.jsonld'])).toEqual(standardPrefixes);
    expect(expandName('cbvmda:lotNumber', standardPrefixes)).toBe(
      'urn:epcglobal:cbv:mda:lotNumber',
    );
  });

  it('are read from objects, short or long, the last one wins', () => {
    const prefixes = readPrefixes([
      'https://example.org/context.jsonld',
      { a: 'https://a.example/', '@version': 1.1 },
      { b: { '@id': 'https://b.example/' }, a: 'https://a2.example/', c: { '@type': '@id' } },
    ]);
    expect(expandName('a:x', prefixes)).toBe('https://a2.example/x');
    expect(expandName('b:x', prefixes)).toBe('https://b.example/x');
    expect(splitName('c:x', prefixes)).toBeNull();
    expect(prefixes.has('@version')).toBe(false);
  });

  it('are not mistaken in a full URI', () => {
    const prefixes = readPrefixes([{ https: 'https://wrong.example/' }]);
    expect(expandName('https://right.example/x', prefixes)).toBe('https://right.example/x');
    expect(splitName('bare', prefixes)).toBeNull();
  });

  it('of document and event stand in one list, the event last', () => {
    const own = { example: 'https://own.example/' };
    expect(mergeContexts(['u:1', 'u:2'], ['u:2', own])).toEqual(['u:1', 'u:2', own]);
    expect(mergeContexts('u:1', own)).toEqual(['u:1', own]);
  });
});
