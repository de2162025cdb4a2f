import { expect } from '@jest/globals';
import { ApiKeyService } from '../../src/access/api-key.service.ts';
import { OrganisationService } from '../../src/access/organisation.service.ts';
import { type Scope, scopes } from '../../src/access/viewer.ts';
import { canonicalKey } from '../../src/core/gs1/key.ts';
import { LogReaderService } from '../../src/log/log-reader.service.ts';
import type { TestService } from './service.ts';

/** An organisation with a key that opens all doors. */
export interface TestAccount {
  readonly organisation: number;
  readonly key: string;
}

/** Makes an organisation and its key; `allowed` narrows what the key may do, by its `gln` others can name it. */
export const openTestAccount = async (
  { server }: TestService,
  name: string,
  { allowed = scopes, gln = null }: { allowed?: readonly Scope[]; gln?: string | null } = {},
): Promise<TestAccount> => {
  const account = { name, country: 'KE', ...(gln !== null && { gln }) };
  const made = await server.app.get(OrganisationService).createAccount(account);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const grant = { scopes: allowed, site: null, test: true, label: name, expiresAt: null };
  const key = await server.app.get(ApiKeyService).issue(made.value.id, grant);
  return { organisation: made.value.id, key };
};

/** Last visible position of the log. */
export const logPosition = async ({ server }: TestService): Promise<number> =>
  (await server.app.get(LogReaderService).watermark()).position;

/** What a REST door is given: a key, and headers beyond the usual ones. */
export interface Posting {
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts a body to a path under `/epcis`. */
export const post = (
  url: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  { key, headers }: Posting,
): Promise<Response> =>
  fetch(`${url}/epcis/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });

/** The answer of a question by GraphQL, which must be without errors. */
export const graphql = async <Data>(
  url: string,
  key: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Data> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { readonly data: Data; readonly errors?: unknown };
  expect(answer.errors).toBeUndefined();
  return answer.data;
};

/** A trace by the names of the contract, items by their canonical keys. */
export interface AskedTrace {
  readonly nodes: readonly {
    readonly key: string;
    readonly distance: number;
    readonly tier: number;
    readonly madeBy: string | null;
    readonly corrected: boolean;
    readonly more: boolean;
  }[];
  readonly links: readonly string[];
}

interface Provenance {
  readonly nodes: readonly {
    readonly key: string;
    readonly item: { readonly digitalLink: string | null; readonly identifiers: [{ uri: string }] };
    readonly distance: number;
    readonly tier: number;
    readonly madeBy: { readonly name: string | null } | null;
    readonly corrected: boolean;
    readonly more: boolean;
  }[];
  readonly links: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
}

const traceQuery = `query($number: String!, $direction: Direction!, $asKnownAt: DateTime) {
  provenance(item: { number: $number }, direction: $direction, asKnownAt: $asKnownAt) {
    nodes { key item { digitalLink identifiers { uri } } distance tier madeBy { name } corrected more }
    links { from to kind } } }`;

/** What is asked of an item. */
export interface TraceAsked {
  readonly number: string;
  readonly direction: 'BACK' | 'FORWARD';
  readonly asKnownAt?: string;
}

/** Asks the running service; null when it knows no such item. */
export const askTrace = async (
  url: string,
  key: string,
  asked: TraceAsked,
): Promise<AskedTrace | null> => {
  const { provenance } = await graphql<{ readonly provenance: Provenance | null }>(
    url,
    key,
    traceQuery,
    { ...asked },
  );
  if (provenance === null) return null;
  const keys = new Map(
    provenance.nodes.map(({ key: node, item }) => [
      node,
      canonicalKey(item.digitalLink ?? item.identifiers[0].uri),
    ]),
  );
  return {
    nodes: provenance.nodes
      .map(({ key: node, item: _item, madeBy, ...rest }) => ({
        ...rest,
        key: keys.get(node) ?? '',
        madeBy: madeBy?.name ?? null,
      }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    links: provenance.links
      .map(({ from, to, kind }) => `${keys.get(from)} ${kind} ${keys.get(to)}`)
      .toSorted(),
  };
};
