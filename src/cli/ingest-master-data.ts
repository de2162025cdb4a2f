import { ask, type Target } from './ingest-service.ts';

/** What `generate` writes beside its events. */
export interface MasterDataFile {
  readonly type: 'ThroughlineMasterData';
  readonly organisations: readonly {
    readonly name: string;
    readonly country: string;
    readonly gln: string;
    readonly sites: readonly {
      readonly name: string;
      readonly country: string;
      readonly gln: string;
    }[];
  }[];
  readonly products: readonly {
    readonly gtin: string;
    readonly name: string;
    readonly unit: string | null;
    readonly hsCode: string;
  }[];
}

/** How much of a file was registered now, and what was there before. */
export interface Registered {
  readonly added: number;
  readonly known: number;
}

/** Begins every such file: the documents of events begin in other ways, and are not read here. */
const beginning = /^\s*\{\s*"type"\s*:\s*"ThroughlineMasterData"/;

/** The master data that a file holds; null: it is something else. */
export const masterDataIn = (document: string): MasterDataFile | null =>
  beginning.test(document) ? (JSON.parse(document) as MasterDataFile) : null;

interface Payload {
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

interface Answer {
  readonly data?: { readonly done: Payload } | null;
  readonly errors?: readonly { readonly message: string }[];
}

type Noun = 'Organisation' | 'Site' | 'Product';

/** Adds one; false: it was there before. */
const register = async (noun: Noun, input: object, target: Target): Promise<boolean> => {
  const query = `mutation($input: Register${noun}Input!) { done: register${noun}(input: $input) { problems { code message } } }`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query, variables: { input } });
  const answer = await ask('/graphql', { method: 'POST', headers, body }, target);
  const { data, errors } = (await answer.json().catch(() => ({}))) as Answer;
  const problems = data?.done.problems ?? errors ?? [{ message: `${answer.status}` }];
  const [problem] = problems;
  if (problem === undefined) return true;
  if ('code' in problem && problem.code === 'ALREADY_EXISTS') return false;
  throw new Error(`${noun} ${JSON.stringify(input)}: ${problem.message}`);
};

/** Registers organisations, their places and products under one key, which needs the scope MASTER_DATA. */
export const registerAll = async (
  { organisations, products }: MasterDataFile,
  target: Target,
): Promise<Registered> => {
  const inputs: readonly (readonly [Noun, object])[] = [
    ...organisations.map(({ sites: _sites, ...input }) => ['Organisation', input] as const),
    ...organisations.flatMap(({ sites }) => sites.map((input) => ['Site', input] as const)),
    ...products.map((input) => ['Product', input] as const),
  ];
  let added = 0;
  for (const [noun, input] of inputs) added += (await register(noun, input, target)) ? 1 : 0;
  return { added, known: inputs.length - added };
};
