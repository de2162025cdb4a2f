import { expect, test } from '@jest/globals';
import { csvText } from './csv.ts';

test.each([
  ['Kilele Mill', 'Kilele Mill'],
  ['', ''],
  ['-12.5', '-12.5'],
  ['+3', '+3'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2+3', "'-2+3"],
  ['＝1+1', "'＝1+1"],
  ['\n=1', '"\'\n=1"'],
  ['a "b", c', '"a ""b"", c"'],
])('%j is %j in a file', (text, field) => {
  expect(csvText(text)).toBe(field);
});
