import { describe, expect, test } from '@jest/globals';
import { companyDigits } from './company-digits.ts';

describe('the digits that begin with a company prefix', () => {
  test.each([
    ['https://id.gs1.org/01/09521000000013/10/A1', '9521000000013'],
    ['https://id.gs1.org/01/19521000000010/21/7', '9521000000010'],
    ['https://id.gs1.org/00/095210050000000014', '95210050000000014'],
    ['https://id.gs1.org/414/9521000000013', '9521000000013'],
    ['https://id.gs1.org/8003/09521000000013X7', '9521000000013'],
    ['https://id.gs1.org/8004/9521000KETTLE1', '9521000'],
  ])('%s', (key, digits) => {
    expect(companyDigits(key)).toBe(digits);
  });

  test.each(['urn:example:lot:1', 'https://mill.example/lots/1'])('none in %s', (key) => {
    expect(companyDigits(key)).toBeNull();
  });
});
