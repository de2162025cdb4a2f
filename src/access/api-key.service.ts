import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { keyInHeader, makeKey, sampleKey, splitKey } from './api-key.ts';
import type { KeyView, SplitKey } from './api-key.ts';
import { findKey, hasSampleKeys, insertKey, keysOf, revokeKey } from './api-key.store.ts';
import type { KeptKey } from './api-key.store.ts';
import { canBeStored } from './checks.ts';
import { KeyUseJob } from './key-use.job.ts';
import type { Scope, Viewer } from './viewer.ts';

/** What a new key may do. */
export interface KeyGrant {
  readonly scopes: readonly Scope[];
  /** Default place of its steps; null without. */
  readonly site: number | null;
  /** `tl_test_…` instead of `tl_live_…`. */
  readonly test: boolean;
  /** For people: what the key is for. */
  readonly label: string;
  readonly expiresAt: Date | null;
}

/** A look-up of a key under way. */
interface LookUp {
  readonly key: Promise<KeptKey | null>;
  /** A key of this prefix was revoked meanwhile: what is found may not be kept. */
  isStale: boolean;
}

interface Cached {
  readonly key: KeptKey;
  readonly untilMs: number;
}

/** How long a key that was revoked by another instance may still be taken, in milliseconds. */
const cacheMs = 2_000;
/** Keys remembered; beyond it the oldest is forgotten. */
const cachedMax = 1_000;
/** Compared with when there is no such key, so that both take the same time. */
const noHash = Buffer.alloc(32);

/** Keys of organisations, for programs. A key is shown once and kept as a hash. */
@Injectable()
export class ApiKeyService {
  private readonly cache = new Map<string, Cached>();
  /** Look-ups under way, by prefix: whoever comes with the same key meanwhile shares the answer. */
  private readonly finding = new Map<string, LookUp>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly uses: KeyUseJob,
  ) {}

  /** Makes a key for an organisation; the only time it can be read. */
  async issue(organisation: number, grant: KeyGrant): Promise<string> {
    const key = makeKey(grant);
    if (await this.keep(key, organisation, { ...grant, sample: false })) return key;
    // One in 36^8 that the id is taken.
    return this.issue(organisation, grant);
  }

  /** Makes the well-known key of a role in the sample world; the same one when it was made before. */
  async issueSample(organisation: number, role: string, grant: KeyGrant): Promise<string> {
    const key = sampleKey(role);
    await this.keep(key, organisation, { ...grant, test: true, sample: true });
    return key;
  }

  /** On whose behalf a request with this `Authorization` header is made; null without a key that is good now. */
  async authenticate(header: string | undefined): Promise<Viewer | null> {
    const split = splitKey(keyInHeader(header) ?? '');
    if (split === null) return null;
    const kept = await this.find(split);
    const same = timingSafeEqual(split.hash, kept?.hash ?? noHash);
    if (kept === null || !same || !isGood(kept, this.clock.now())) return null;
    this.uses.note(kept.id, this.clock.now());
    const { organisation, scopes, site, test, id } = kept;
    return { organisation, scopes, site, test, key: id };
  }

  /** Ends a key of the organisation, named by its first two parts (`tl_live_<8 id>`); false when it has none such. */
  async revoke(organisation: number, prefix: string): Promise<boolean> {
    const done = await this.database.transaction({ organisation }, (tx) =>
      revokeKey(tx, organisation, prefix, this.clock.now()),
    );
    const underWay = this.finding.get(prefix);
    if (underWay !== undefined) underWay.isStale = true;
    this.finding.delete(prefix);
    this.cache.delete(prefix);
    return done;
  }

  /**
   * Ends a key of whomever, named by its prefix or by all of it, as somebody finds it where it should not be: for the command line,
   * not for viewers. Answers its prefix; null when there is none such.
   */
  async revokeAny(named: string): Promise<string | null> {
    const prefix = splitKey(named)?.prefix ?? named;
    if (!canBeStored(prefix)) return null;
    const key = await this.database.read(null, (tx) => findKey(tx, prefix));
    return key !== null && (await this.revoke(key.organisation, prefix)) ? prefix : null;
  }

  /** The keys of an organisation, revoked ones too, the oldest first; never what opens anything. */
  list(organisation: number): Promise<readonly KeyView[]> {
    return this.database.read({ organisation }, (tx) => keysOf(tx, organisation));
  }

  /** True while keys that anybody can read in the source open this deployment. */
  hasSampleKeys(): Promise<boolean> {
    return this.database.read(null, hasSampleKeys);
  }

  private async keep(
    key: string,
    organisation: number,
    grant: KeyGrant & { readonly sample: boolean },
  ): Promise<boolean> {
    const split = splitKey(key);
    if (split === null) throw new Error('a key must be made by makeKey or sampleKey');
    const createdAt = this.clock.now();
    const id = await this.database.transaction({ organisation }, (tx) =>
      insertKey(tx, { ...grant, ...split, organisation, createdAt }),
    );
    return id !== null;
  }

  /** Only keys that exist are remembered: a flood of wrong ones must not push the others out. */
  private async find({ prefix, hash }: SplitKey): Promise<KeptKey | null> {
    const nowMs = performance.now();
    const cached = this.cache.get(prefix);
    if (cached !== undefined && cached.untilMs > nowMs) return cached.key;
    const found = this.lookUp(prefix);
    const key = await found.key;
    if (found.isStale) return key;
    this.cache.delete(prefix);
    if (key !== null && timingSafeEqual(hash, key.hash)) this.remember(prefix, key, nowMs);
    return key;
  }

  private lookUp(prefix: string): LookUp {
    const underWay = this.finding.get(prefix);
    if (underWay !== undefined) return underWay;
    const read = this.database.read(null, (tx) => findKey(tx, prefix));
    const found: LookUp = {
      isStale: false,
      key: read.finally(() => {
        if (this.finding.get(prefix) === found) this.finding.delete(prefix);
      }),
    };
    this.finding.set(prefix, found);
    return found;
  }

  private remember(prefix: string, key: KeptKey, nowMs: number): void {
    const oldest = this.cache.keys().next().value;
    if (this.cache.size >= cachedMax && oldest !== undefined) this.cache.delete(oldest);
    this.cache.set(prefix, { key, untilMs: nowMs + cacheMs });
  }
}

const isGood = ({ expiresAt, revokedAt }: KeptKey, now: Date): boolean =>
  revokedAt === null && (expiresAt === null || now < expiresAt);
