import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** Events of an NDJSON file that are sent in one document. */
const LINES_A_DOCUMENT = 1_000;
const NEWLINE = 0x0a;

const context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

const documentOf = (lines: readonly string[]): string =>
  `{"@context":${JSON.stringify(context)},"type":"EPCISDocument","schemaVersion":"2.0","creationDate":${JSON.stringify(new Date().toISOString())},"epcisBody":{"eventList":[${lines.join(',')}]}}`;

/** How many bytes a character has that begins with this one (RFC 3629, section 3). */
const lengthOf = (lead: number): number =>
  lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

/** How many bytes at the end begin a character that is not whole yet. */
const unfinished = (bytes: Buffer): number => {
  for (let count = 1; count <= Math.min(3, bytes.length); count += 1) {
    const byte = bytes[bytes.length - count] ?? 0;
    if (byte >= 0xc0) return lengthOf(byte) > count ? count : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
};

/** Index of the first byte that is no UTF-8; there must be one. */
const firstWrong = (bytes: Buffer): number => {
  let at = 0;
  while (at < bytes.length) {
    const length = lengthOf(bytes[at] ?? 0);
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
};

const newlinesIn = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
};

/** How far into a file one has read. */
interface Place {
  readonly byte: number;
  readonly line: number;
}

const notUtf8 = (bytes: Buffer, { byte, line }: Place): Error => {
  const at = firstWrong(bytes);
  const value = (bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
  const where = `byte ${byte + at + 1} (0x${value}), line ${line + newlinesIn(bytes.subarray(0, at))}`;
  return new Error(
    `This file is not UTF-8 at ${where}: save it as UTF-8 and send it again. Nothing of it was sent.`,
  );
};

/** Looks through a whole file before any of it is sent: a wrong byte would be stored as another character, for good. */
const refuseWrongBytes = async (file: string): Promise<void> => {
  let place: Place = { byte: 0, line: 1 };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    if (!isUtf8(whole)) throw notUtf8(bytes, place);
    place = { byte: place.byte + whole.length, line: place.line + newlinesIn(whole) };
    rest = bytes.subarray(whole.length);
  }
  if (rest.length > 0) throw notUtf8(rest, place);
};

/** The text of a file bit by bit, without its byte order mark; a byte that is no UTF-8 is never replaced. */
async function* textsIn(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function* linesIn(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of textsIn(file)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

/**
 * The documents of a file: a JSON file is one, an NDJSON file (an event a line, as `export` writes) is cut into several.
 * @throws Error before the first document when the file is not UTF-8 from end to end.
 */
export async function* documentsIn(file: string): AsyncGenerator<string> {
  await refuseWrongBytes(file);
  if (!/\.(ndjson|jsonl)$/i.test(file)) {
    const texts: string[] = [];
    for await (const text of textsIn(file)) texts.push(text);
    yield texts.join('');
    return;
  }
  let lines: string[] = [];
  for await (const line of linesIn(file)) {
    if (line.trim() !== '') lines.push(line);
    if (lines.length === LINES_A_DOCUMENT) {
      yield documentOf(lines);
      lines = [];
    }
  }
  if (lines.length > 0) yield documentOf(lines);
}
