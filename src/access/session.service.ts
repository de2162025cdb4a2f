import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { ApiKeyService } from './api-key.service.ts';
import { KeyUseJob } from './key-use.job.ts';
import { deleteSession, findSession, insertSession } from './session.store.ts';
import type { Viewer } from './viewer.ts';

/** A session that was opened; the only time that its token can be read. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/** 256 bits: nobody guesses one. */
const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}$/;
/** How long a session lasts, in milliseconds: a week of work; then the key is asked for again. */
export const SESSION_MS = 7 * 24 * 3_600_000;

const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest();

/** Sessions of people in browsers: each is bound to an API key, may do what the key may, and ends with it. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: ApiKeyService,
    private readonly uses: KeyUseJob,
  ) {}

  /** Opens a session with a key; null when the key is not good now. */
  async open(key: string): Promise<OpenedSession | null> {
    const viewer = await this.keys.authenticate(`Bearer ${key}`);
    if (viewer === null || viewer.key === null) return null;
    const token = randomBytes(tokenBytes).toString('base64url');
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + SESSION_MS);
    const session = { hash: hashOf(token), key: viewer.key, createdAt, expiresAt };
    await this.database.transaction(viewer, (tx) => insertSession(tx, session));
    return { token, expiresAt };
  }

  /** On whose behalf a request with this token is made; null when its session is over. */
  async viewer(token: string): Promise<Viewer | null> {
    if (!tokenPattern.test(token)) return null;
    const now = this.clock.now();
    const kept = await this.database.read(null, (tx) => findSession(tx, hashOf(token), now));
    if (kept !== null) this.uses.note(kept.key, now);
    return kept;
  }

  /** Ends a session. */
  async end(token: string): Promise<void> {
    if (!tokenPattern.test(token)) return;
    await this.database.transaction(null, (tx) => deleteSession(tx, hashOf(token)));
  }
}
