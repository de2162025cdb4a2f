import { csvRow } from './csv.ts';

describe('a row of CSV', () => {
  it('is quoted as RFC 4180 wants', () => {
    expect(csvRow(['a', 'b,c', 'say "d"', 'two\nlines', null, 3, true])).toBe(
      'a,"b,c","say ""d""","two\nlines",,3,true\r\n',
    );
  });

  it('holds no formula, and leaves numbers as they are', () => {
    expect(csvRow(['=1+1', '+cmd', '-2+3', '@sum', '\tx', '-2.50', '+7'])).toBe(
      "'=1+1,'+cmd,'-2+3,'@sum,'\tx,-2.50,+7\r\n",
    );
    expect(csvRow(['=HYPERLINK("http://a","b")'])).toBe(`"'=HYPERLINK(""http://a"",""b"")"\r\n`);
  });
});
