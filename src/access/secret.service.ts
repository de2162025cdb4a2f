import { hkdfSync, randomBytes } from 'node:crypto';
import { Database } from '../platform/database.ts';
import { keepSecret, readSecret } from './secret.store.ts';

const rootName = 'root';
const rootBytes = 32;
/** A key is derived for each organisation that asks; more than this are derived again. */
const cachedMax = 5_000;

/** The deployment's secret, made once at the first start; all other keys are derived from it and never stored. */
export class SecretService {
  private readonly derived = new Map<string, Uint8Array>();

  private constructor(private readonly root: Uint8Array) {}

  /** Reads the secret, or makes it. Safe with several instances starting at once. */
  static async load(database: Database): Promise<SecretService> {
    const root = await database.transaction(null, async (tx) => {
      await keepSecret(tx, rootName, randomBytes(rootBytes));
      return readSecret(tx, rootName);
    });
    return new SecretService(root);
  }

  /** A key of `bytes` bytes for one purpose: HKDF-SHA-256 (RFC 5869) of the secret, the purpose as `info`. */
  key(purpose: string, bytes: number): Uint8Array {
    const name = `${bytes} ${purpose}`;
    const known = this.derived.get(name);
    if (known !== undefined) return known;
    const key = new Uint8Array(hkdfSync('sha256', this.root, '', `throughline ${purpose}`, bytes));
    if (this.derived.size >= cachedMax) this.derived.clear();
    this.derived.set(name, key);
    return key;
  }
}
