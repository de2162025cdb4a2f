import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { NameAndId } from './page.ts';
import { SecretService } from './secret.service.ts';
import type { Viewer } from './viewer.ts';

/** Where a page ended. */
export interface CursorPosition {
  /** Record time of the state that the first page was read from; null where a list is always read as it is now. */
  readonly asKnownAt: string | null;
  /** What the list is ordered by, of the last entry. */
  readonly key: readonly (string | number)[];
}

/** CURSOR_INVALID: altered, invented, another viewer's, or of another question. Ask again without `after`. */
export class CursorInvalidError extends Error {
  readonly code = 'CURSOR_INVALID';
  constructor() {
    super('This cursor does not belong to this question: start again without it.');
  }
}

const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
/** An order key is a name and an id at most; a longer cursor is not ours. */
const cursorCharactersMax = 4_000;

/**
 * Cursors that nobody can read or make: AES-256-GCM under a key of the viewer's organisation, tied to the question. The nonce is an HMAC of
 * question and content, so that one place has one cursor, and two places never share a nonce.
 */
@Injectable()
export class CursorService {
  constructor(private readonly secrets: SecretService) {}

  /** A cursor for a place in the answer to a question; `question` holds everything that decides the list, but not `first`. */
  encode(viewer: Viewer, question: string, { asKnownAt, key }: CursorPosition): string {
    const content = JSON.stringify([asKnownAt, key]);
    const nonce = this.nonce(viewer, question, content);
    const cipher = createCipheriv('aes-256-gcm', this.key(viewer, 'sealing'), nonce);
    cipher.setAAD(Buffer.from(question));
    const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /**
   * The place a cursor stands for.
   * @throws CursorInvalidError
   */
  decode(viewer: Viewer, question: string, cursor: string): CursorPosition {
    const bytes = Buffer.from(cursor.slice(0, cursorCharactersMax), 'base64url');
    if (bytes.toString('base64url') !== cursor || bytes.length < ivBytes + tagBytes) {
      throw new CursorInvalidError();
    }
    const nonce = bytes.subarray(0, ivBytes);
    const options = { authTagLength: tagBytes };
    const key = this.key(viewer, 'sealing');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, options);
    decipher.setAAD(Buffer.from(question));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return read(open(decipher, bytes.subarray(ivBytes, -tagBytes)));
  }

  /**
   * Where a directory, ordered by name and id, goes on; null for its beginning.
   * @throws CursorInvalidError
   */
  directoryStart(viewer: Viewer, question: string, after: string | null): NameAndId | null {
    if (after === null) return null;
    const [name, id] = this.decode(viewer, question, after).key;
    if (typeof name !== 'string' || typeof id !== 'number') throw new CursorInvalidError();
    return { name, id };
  }

  private nonce(viewer: Viewer, question: string, content: string): Uint8Array {
    return createHmac('sha256', this.key(viewer, 'nonces'))
      .update(JSON.stringify([question, content]))
      .digest()
      .subarray(0, ivBytes);
  }

  private key({ organisation }: Viewer, use: string): Uint8Array {
    return this.secrets.key(`cursor ${use} of ${organisation ?? 'nobody'}`, keyBytes);
  }
}

interface Decipher {
  update(data: Uint8Array): Buffer;
  final(): Buffer;
}

const open = (decipher: Decipher, sealed: Uint8Array): string => {
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    throw new CursorInvalidError();
  }
};

/** What is authentic was written by `encode`. */
const read = (content: string): CursorPosition => {
  const [asKnownAt, key] = JSON.parse(content) as [string | null, readonly (string | number)[]];
  return { asKnownAt, key };
};
