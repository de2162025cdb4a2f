/** What a key may do; each mutation names its scope. */
export const scopes = ['READ', 'RECORD', 'SHARE', 'MASTER_DATA', 'ADMIN'] as const;
export type Scope = (typeof scopes)[number];

/** On whose behalf something is asked or recorded. Every service takes one; every answer is computed for one. */
export interface Viewer {
  /** Internal id of the organisation; null is anonymous. */
  readonly organisation: number | null;
  readonly scopes: readonly Scope[];
  /** Site of the key, the default place of its steps; null without. */
  readonly site: number | null;
  /** True for test keys and the sample world. */
  readonly test: boolean;
  /** Internal id of the API key, for the audit; null for none. */
  readonly key: number | null;
}
