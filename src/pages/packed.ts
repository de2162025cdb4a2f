import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** How a page is packed, the tightest first. */
const encodings = ['br', 'gzip'] as const;
type Encoding = (typeof encodings)[number];

/** Of brotli, 0 to 11: a page is packed while somebody waits, and above this it takes twice as long for a few percent. */
const QUALITY = 5;

const brotli = promisify(brotliCompress);

const packers: Readonly<Record<Encoding, (text: Buffer) => Promise<Buffer>>> = {
  br: (text) =>
    brotli(text, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
  gzip: promisify<Buffer, Buffer>(gzip),
};

/** The tightest encoding that an `Accept-Encoding` takes (RFC 9110, section 12.5.3); null: none. */
export const encodingOf = (accepted: string | undefined): Encoding | null => {
  const asked = new Negotiator({ headers: { 'accept-encoding': accepted } });
  const taken = asked.encodings([...encodings]);
  return encodings.find((name) => taken.includes(name)) ?? null;
};

/** Packs HTML where its reader takes it, and says so; never for answers that come piece by piece, which packing would hold back. */
export const packHtml = async (
  request: FastifyRequest,
  reply: FastifyReply,
  html: string,
): Promise<Buffer> => {
  const encoding = encodingOf(request.headers['accept-encoding']);
  const text = Buffer.from(html);
  const body = encoding === null ? text : await packers[encoding](text);
  if (encoding !== null) void reply.header('content-encoding', encoding);
  void reply
    .header('cache-control', 'no-store')
    .header('vary', 'accept-encoding')
    .type('text/html; charset=utf-8');
  return body;
};

/** Answers with HTML, packed. */
export const sendHtml = async (
  request: FastifyRequest,
  reply: FastifyReply,
  html: string,
): Promise<void> => {
  await reply.send(await packHtml(request, reply, html));
};
