import { type Cipher, createCipheriv, createDecipheriv } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretService } from './secret.service.ts';
import type { Viewer } from './viewer.ts';

/**
 * What has a global id: its prefix, so that people and logs can tell what an id is, and its number inside. Both are for ever:
 * ids stand in other systems.
 */
const nodeTypes = {
  part: { prefix: 'prt', number: 1 },
  container: { prefix: 'ctr', number: 2 },
  product: { prefix: 'prd', number: 3 },
  event: { prefix: 'evt', number: 4 },
  organisation: { prefix: 'org', number: 5 },
  site: { prefix: 'sit', number: 6 },
  certificate: { prefix: 'crt', number: 7 },
  job: { prefix: 'job', number: 8 },
  recall: { prefix: 'rec', number: 9 },
} as const;

/** Kind of thing that has a global id. */
export type NodeType = keyof typeof nodeTypes;

/** What a global id stands for. */
export interface NodeKey {
  readonly type: NodeType;
  /** Internal id; of an event its log position. */
  readonly id: number;
}

const layoutVersion = 1;
const blockBytes = 16;
/** A cipher is kept for each organisation that asks; more than this are made again. */
const ciphersMax = 5_000;
const pattern = /^([a-z]{3})_([A-Za-z0-9_-]{22})$/;

/**
 * Global ids: one AES-128 block under a key of the viewer's organisation over type, layout version, internal id and six zeros
 * (api.md, section 1). The same thing has the same id for one organisation for ever, and another one for every other organisation.
 */
@Injectable()
export class NodeIdService {
  private readonly ciphers = new Map<number | null, Cipher>();

  constructor(private readonly secrets: SecretService) {}

  /** The id of a thing for this viewer: prefix, `_` and 22 base64url characters. */
  encode(viewer: Viewer, type: NodeType, id: number): string {
    const { prefix, number } = nodeTypes[type];
    const block = Buffer.alloc(blockBytes);
    writeBlock(block, 0, { number, id });
    return `${prefix}_${this.cipher(viewer).update(block).toString('base64url')}`;
  }

  /** The ids of many things for this viewer, by what they are ids of: enciphered together, for a fifth of the work. */
  encodeAll(viewer: Viewer, type: NodeType, ids: Iterable<number>): ReadonlyMap<number, string> {
    const { prefix, number } = nodeTypes[type];
    const once = [...new Set(ids)];
    const blocks = Buffer.alloc(blockBytes * once.length);
    for (const [place, id] of once.entries())
      writeBlock(blocks, place * blockBytes, { number, id });
    const sealed = this.cipher(viewer).update(blocks);
    const textAt = (place: number): string =>
      sealed.toString('base64url', place * blockBytes, (place + 1) * blockBytes);
    return new Map(once.map((id, place) => [id, `${prefix}_${textAt(place)}`]));
  }

  /** What the id stands for; null for a foreign, altered or invented one. */
  decode(viewer: Viewer, text: string): NodeKey | null {
    const [, prefix, body] = pattern.exec(text) ?? [];
    if (prefix === undefined || body === undefined) return null;
    const sealed = Buffer.from(body, 'base64url');
    // Four bits of the last character are not used: only one spelling is an id.
    if (sealed.toString('base64url') !== body) return null;
    const decipher = createDecipheriv('aes-128-ecb', this.key(viewer), null).setAutoPadding(false);
    return read(Buffer.concat([decipher.update(sealed), decipher.final()]), prefix);
  }

  /** The internal id when the id stands for a thing of this type, else null. */
  decodeAs(viewer: Viewer, type: NodeType, text: string): number | null {
    const key = this.decode(viewer, text);
    return key?.type === type ? key.id : null;
  }

  /** One block in is one block out, whatever came before: a cipher serves for every id of an organisation. */
  private cipher(viewer: Viewer): Cipher {
    const known = this.ciphers.get(viewer.organisation);
    if (known !== undefined) return known;
    const cipher = createCipheriv('aes-128-ecb', this.key(viewer), null).setAutoPadding(false);
    if (this.ciphers.size >= ciphersMax) this.ciphers.clear();
    this.ciphers.set(viewer.organisation, cipher);
    return cipher;
  }

  private key({ organisation }: Viewer): Uint8Array {
    return this.secrets.key(`node ids of ${organisation ?? 'nobody'}`, blockBytes);
  }
}

const writeBlock = (
  blocks: Buffer,
  at: number,
  { number, id }: { readonly number: number; readonly id: number },
): void => {
  blocks.writeUInt8(number, at);
  blocks.writeUInt8(layoutVersion, at + 1);
  blocks.writeBigUInt64BE(BigInt(id), at + 2);
};

const read = (block: Buffer, prefix: string): NodeKey | null => {
  const number = block.readUInt8(0);
  const id = block.readBigUInt64BE(2);
  const zeros = block.subarray(10).every((byte) => byte === 0);
  if (block.readUInt8(1) !== layoutVersion || !zeros) return null;
  if (id > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const type = (Object.keys(nodeTypes) as NodeType[]).find(
    (name) => nodeTypes[name].number === number && nodeTypes[name].prefix === prefix,
  );
  return type === undefined ? null : { type, id: Number(id) };
};
