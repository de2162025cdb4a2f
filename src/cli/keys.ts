import type { INestApplicationContext } from '@nestjs/common';
import { ApiKeyService } from '../access/api-key.service.ts';
import type { KeyView } from '../access/api-key.ts';
import { type AskedKey, checkKey } from '../access/key-input.ts';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { Clock } from '../platform/clock.ts';
import type { Settings } from '../platform/settings.ts';
import { StartError } from '../platform/start-error.ts';
import { valueOr, withAccess } from './key-access.ts';

/** Where keys are kept. */
export interface KeyPlace {
  readonly databaseUrl: string;
  readonly settings: Settings;
}

/**
 * Makes another key for an account, named by its GLN or its name; the only time that the key can be read.
 * @throws StartError with a sentence for each option that is wrong.
 */
export const makeAnotherKey = (
  { databaseUrl, settings }: KeyPlace,
  organisation: string,
  asked: AskedKey,
): Promise<string> =>
  withAccess(databaseUrl, settings, async (app) => {
    const grant = valueOr(checkKey(asked, app.get(Clock).now()));
    const { id } = await theAccount(app, organisation);
    return app.get(ApiKeyService).issue(id, grant);
  });

/**
 * The keys of an account as a table, a key a line, revoked ones too; of each only what is no secret.
 * @throws StartError when there is no such account.
 */
export const listKeys = (
  { databaseUrl, settings }: KeyPlace,
  organisation: string,
): Promise<string> =>
  withAccess(databaseUrl, settings, async (app) => {
    const { id } = await theAccount(app, organisation);
    return table([heading, ...(await app.get(ApiKeyService).list(id)).map(cellsOf)]);
  });

/**
 * Ends a key, named by its prefix; all of the key is taken too. Answers its prefix.
 * @throws StartError when there is no such key.
 */
export const endKey = ({ databaseUrl, settings }: KeyPlace, key: string): Promise<string> =>
  withAccess(databaseUrl, settings, async (app) => {
    const prefix = await app.get(ApiKeyService).revokeAny(key.trim());
    if (prefix !== null) return prefix;
    throw new StartError(
      '--key: There is no such key. Expected: its prefix as keys prints it, such as tl_live_1a2b3c4d.',
    );
  });

const theAccount = async (
  app: INestApplicationContext,
  called: string,
): Promise<OrganisationView> => {
  const [account, ...others] = await app.get(OrganisationService).accountsCalled(called);
  if (account === undefined) {
    throw new StartError(
      '--organisation: There is no such account. Expected: its GLN, or its name as it was given.',
    );
  }
  if (others.length === 0) return account;
  const numbers = [account, ...others].map((one) => one.numbers[0]?.value ?? '').join(', ');
  throw new StartError(`--organisation: Several accounts have this name. Give one of ${numbers}.`);
};

const heading = ['prefix', 'scopes', 'last use', 'works until', 'label'];

const cellsOf = ({
  prefix,
  scopes,
  lastUsedAt,
  expiresAt,
  revokedAt,
  label,
}: KeyView): readonly string[] => [
  prefix,
  scopes.join(','),
  lastUsedAt === null ? 'never' : minuteOf(lastUsedAt),
  revokedAt === null ? endOf(expiresAt) : `revoked ${minuteOf(revokedAt)}`,
  label,
];

const endOf = (at: Date | null): string => (at === null ? 'no end' : minuteOf(at));

/** `2026-12-31T23:59Z` */
const minuteOf = (at: Date): string => at.toISOString().replace(/:\d\d\.\d+Z$/, 'Z');

/** Lines whose columns stand below each other. */
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = heading.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(lineOf).join('\n');
};
