import { RestRefusal } from './problems.ts';

/** Most events of one document (EPCIS 2.0 `GS1-EPCIS-Capture-Limit`). */
export const CAPTURE_EVENTS_MAX = 10_000;
/** Most bytes of one document (`GS1-EPCIS-Capture-File-Size-Limit`). */
export const CAPTURE_BYTES_MAX = 50_000_000;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const notAcceptable = { status: 406, exception: 'NotAcceptableException' } as const;
const invalid = { status: 400, exception: 'ValidationException' } as const;
const unsupported = { status: 415, exception: 'UnsupportedMediaTypeException' } as const;

const one = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : (value as string | undefined))?.trim();
};

/** Version as numbers, for `2`, `2.0`, `2.0.0`; null when it is none. */
const version = (text: string): readonly number[] | null =>
  /^\d{1,4}(\.\d{1,4}){0,2}$/.test(text) ? text.split('.').map(Number) : null;

const compare = (left: readonly number[], right: readonly number[]): number => {
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** What this service speaks, for both EPCIS and CBV. */
const SPOKEN = [2, 0, 0];

const bound = (headers: Headers, name: string): readonly number[] | null => {
  const text = one(headers, name);
  if (text === undefined) return null;
  const parsed = version(text);
  if (parsed === null) {
    throw new RestRefusal(invalid, `${name} is "${text}": give a version such as 2.0.`);
  }
  return parsed;
};

const checkVersion = (headers: Headers, standard: 'epcis' | 'cbv'): void => {
  const label = standard === 'epcis' ? 'EPCIS' : 'CBV';
  const given = bound(headers, `gs1-${standard}-version`);
  const least = bound(headers, `gs1-${standard}-min`);
  const most = bound(headers, `gs1-${standard}-max`);
  const fits =
    (given === null || compare(given, SPOKEN) === 0) &&
    (least === null || compare(least, SPOKEN) <= 0) &&
    (most === null || compare(most, SPOKEN) >= 0);
  if (!fits) {
    throw new RestRefusal(notAcceptable, `This service speaks ${label} 2.0: ask for that version.`);
  }
};

const accepted = ['*/*', 'application/*', 'application/json', 'application/ld+json'];

const checkAccept = (headers: Headers): void => {
  const accept = one(headers, 'accept');
  if (accept === undefined || accept === '') return;
  const asked = accept.split(',').map((part) => (part.split(';')[0] ?? '').trim().toLowerCase());
  if (asked.some((type) => accepted.includes(type) || type === 'application/problem+json')) return;
  throw new RestRefusal(notAcceptable, `This path answers application/json, not ${accept}.`);
};

const checkFormats = (headers: Headers): void => {
  const format = one(headers, 'gs1-epc-format');
  if (format === undefined || ['No_Preference', 'Never_Translates'].includes(format)) return;
  throw new RestRefusal(
    notAcceptable,
    `GS1-EPC-Format ${format} is not offered: ids are given back as they were recorded (Never_Translates).`,
  );
};

/** Refuses what this door cannot answer: versions, media types, translations. */
export const negotiate = (headers: Headers): void => {
  checkVersion(headers, 'epcis');
  checkVersion(headers, 'cbv');
  checkAccept(headers);
  checkFormats(headers);
};

/** What is said of a body that is no JSON. */
export const mediaTypeRefusal = (headers: Headers): RestRefusal => {
  const type = one(headers, 'content-type') ?? '';
  return new RestRefusal(
    unsupported,
    `Send application/json or application/ld+json, not ${type === '' ? 'nothing' : type}.`,
  );
};

const charsets = /;\s*charset\s*=\s*"?(?!utf-?8\b|us-ascii\b)[^\s;"]/i;

/** A body must be JSON, in UTF-8, and as it is. */
export const requireJson = (headers: Headers): void => {
  const type = (one(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'application/ld+json')
    throw mediaTypeRefusal(headers);
  if (charsets.test(one(headers, 'content-type') ?? ''))
    throw new RestRefusal(unsupported, 'JSON is sent in UTF-8: leave the charset out.');
};

/** `GS1-Capture-Error-Behaviour`: true for rollback, the default. */
export const wantsRollback = (headers: Headers): boolean => {
  const behaviour = one(headers, 'gs1-capture-error-behaviour') ?? 'rollback';
  if (behaviour === 'rollback' || behaviour === 'proceed') return behaviour === 'rollback';
  throw new RestRefusal(
    invalid,
    `GS1-Capture-Error-Behaviour is "${behaviour}": give rollback or proceed.`,
  );
};

/** Headers of every answer under the EPCIS paths. */
export const versionHeaders: Readonly<Record<string, string>> = {
  'GS1-EPCIS-Version': '2.0.0',
  'GS1-CBV-Version': '2.0.0',
  'GS1-Vendor-Version': '0.1.0',
};

/** What a capture may hold. */
export const captureHeaders: Readonly<Record<string, string>> = {
  'GS1-EPCIS-Capture-Limit': String(CAPTURE_EVENTS_MAX),
  'GS1-EPCIS-Capture-File-Size-Limit': String(CAPTURE_BYTES_MAX),
};

/** Answer to OPTIONS: the capabilities of a path. */
export const capabilities = (methods: string): Readonly<Record<string, string>> => ({
  ...versionHeaders,
  Allow: methods,
  'GS1-EPCIS-Min': '2.0.0',
  'GS1-EPCIS-Max': '2.0.0',
  'GS1-CBV-Min': '2.0.0',
  'GS1-CBV-Max': '2.0.0',
  'GS1-EPC-Format': 'Never_Translates',
  'GS1-Capture-Error-Behaviour': 'rollback,proceed',
  ...captureHeaders,
});
