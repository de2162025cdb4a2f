import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageFile } from './package-root.ts';
import { readSettings, Settings, settingNames, SettingsError } from './settings.ts';

describe('settings', () => {
  it('has a default for everything', () => {
    expect(readSettings({}, {})).toEqual(new Settings());
    expect(readSettings({}, { PORT: '', DATABASE_URL: '' })).toEqual(new Settings());
  });

  it('takes what the environment gives', () => {
    const settings = readSettings(
      {},
      {
        PORT: ' 8080 ',
        HOST: '0.0.0.0',
        DATABASE_URL: 'postgres://me:secret@db:5432/throughline?sslmode=require',
        THROUGHLINE_DATA_DIRECTORY: 'somewhere',
        LOG_LEVEL: 'debug',
        THROUGHLINE_POOL_SIZE: '20',
        THROUGHLINE_STATEMENT_TIMEOUT_MS: '1000',
        ALLOW_SAMPLE: 'true',
      },
    );
    expect(settings).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      databaseUrl: 'postgres://me:secret@db:5432/throughline?sslmode=require',
      dataDirectory: resolve('somewhere'),
      dataDirectoryGiven: true,
      logLevel: 'debug',
      poolSize: 20,
      publicUrl: 'http://localhost:8080',
      statementTimeoutMs: 1000,
      allowSample: true,
      demo: false,
    });
  });

  it.each([
    ['PORT', '80a', 'PORT is "80a": give a whole number from 0 to 65535, or leave it out.'],
    ['PORT', '65536', 'PORT is "65536": give a whole number from 0 to 65535, or leave it out.'],
    ['PORT', '-1', 'PORT is "-1": give a whole number from 0 to 65535, or leave it out.'],
    ['HOST', ' ', 'HOST is " ": give an address to listen on, such as 0.0.0.0.'],
    [
      'THROUGHLINE_DATA_DIRECTORY',
      '   ',
      'THROUGHLINE_DATA_DIRECTORY is "   ": give a folder, or leave it out.',
    ],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud": give one of trace, debug, info,'],
    [
      'THROUGHLINE_POOL_SIZE',
      '1',
      'THROUGHLINE_POOL_SIZE is "1": give a whole number from 2 to 200',
    ],
    [
      'THROUGHLINE_PUBLIC_URL',
      'tl.example',
      'THROUGHLINE_PUBLIC_URL is "tl.example": give the http',
    ],
    ['THROUGHLINE_PUBLIC_URL', 'https://tl.example/', 'without a slash at its end.'],
    ['THROUGHLINE_STATEMENT_TIMEOUT_MS', '1e3', 'give a whole number of milliseconds from 100'],
    ['THROUGHLINE_STOP_TIMEOUT_MS', 'soon', 'give a whole number of milliseconds from 0'],
    ['THROUGHLINE_BODY_MAX_MB', '0', 'give a whole number of megabytes from 1 to 1000'],
    ['ALLOW_SAMPLE', 'yes', 'ALLOW_SAMPLE is "yes": give true or false.'],
    ['THROUGHLINE_POOLSIZE', '5', 'THROUGHLINE_POOLSIZE is no setting: take it out, or use one of'],
  ])('refuses %s=%s and says what to do', (name, value, sentence) => {
    expect(() => readSettings({}, { [name]: value })).toThrow(SettingsError);
    expect(() => readSettings({}, { [name]: value })).toThrow(sentence);
  });

  it.each(['70000', '-1', 'x', '0.5'])('blames PORT=%s alone', (value) => {
    expect(() => readSettings({}, { PORT: value })).toThrow(/^PORT is [^\n]+$/);
  });

  it('takes PORT=0, any port that is free', () => {
    expect(readSettings({}, { PORT: '0' }).port).toBe(0);
  });

  it('never repeats a wrong DATABASE_URL, which may hold a password', () => {
    const read = () => readSettings({}, { DATABASE_URL: 'mysql://me:secret@db/x' });
    expect(read).toThrow('DATABASE_URL is not an address of Postgres: give postgres://');
    expect(read).not.toThrow('secret');
  });

  it('tells all that is wrong at once', () => {
    expect(() => readSettings({}, { PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT.*\n.*LOG_LEVEL/);
  });

  it('keeps the sample world to this machine unless told otherwise', () => {
    const outside = { HOST: '0.0.0.0' };
    expect(() => readSettings({ demo: true }, outside)).toThrow('set ALLOW_SAMPLE=true');
    expect(readSettings({ demo: true }, { ...outside, ALLOW_SAMPLE: 'true' }).demo).toBe(true);
    expect(readSettings({ demo: true }, {}).dataDirectory).toBe(resolve('.throughline', 'demo'));
    expect(readSettings({}, outside).demo).toBe(false);
  });

  it('has a line in the guide for each name, with its default', () => {
    const guide = readFileSync(packageFile('docs', 'guides', 'settings.md'), 'utf8');
    const lines = guide.split('\n').filter((line) => line.startsWith('| `'));
    expect(lines.map((line) => line.split('`')[1])).toEqual(settingNames.map(({ name }) => name));
    const { dataDirectory: _, ...defaults } = new Settings();
    for (const [index, { field }] of settingNames.entries()) {
      if (field === 'dataDirectory' || defaults[field] === null) continue;
      expect(lines[index]).toContain(`\`${defaults[field]}\``);
    }
  });

  it('names every setting of the class that can be given', () => {
    const fields = Object.keys(new Settings()).toSorted();
    const named = settingNames.map(({ field }) => field);
    expect([...named, 'dataDirectoryGiven', 'demo'].toSorted()).toEqual(fields);
  });
});
