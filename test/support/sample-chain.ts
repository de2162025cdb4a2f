import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '../../src/core/epcis/event.ts';
import type { CustodyFacts } from '../../src/core/lineage/facts.ts';
import { recordsOf } from './world-log.ts';
import type { PlainJson } from './worlds.ts';

interface SampleOrganisation {
  readonly name: string;
  readonly country: string;
  readonly partyUri: string;
  readonly site?: { readonly name: string; readonly uri: string; readonly country: string };
}
interface Sample {
  readonly now: string;
  readonly organisations: Readonly<Record<string, SampleOrganisation>>;
  readonly captures: readonly {
    readonly by: string;
    readonly recordTime: string;
    readonly document: { readonly epcisBody: { readonly eventList: readonly PlainJson[] } };
  }[];
}

const sample = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../src/sample/sample-chain.json'), 'utf8'),
) as Sample;
const names = Object.keys(sample.organisations);
/** Whose an owner number of `sampleLog` is. */
export const organisationOf = (owner: number): SampleOrganisation | undefined =>
  sample.organisations[names[owner - 1] ?? ''];
/** Parties and places of the sample. */
export const organisations = Object.values(sample.organisations);

/** What the sample's master data says. */
export const sampleFacts: CustodyFacts = {
  partyOf: (owner) => organisationOf(owner)?.partyUri ?? null,
  operatorOf: (site) => organisations.find((one) => one.site?.uri === site)?.partyUri ?? null,
  countryOf: (site) => organisations.find((one) => one.site?.uri === site)?.country ?? null,
  issuerOf: () => null,
};
/** The name of a party. */
export const nameOf = (party: string | null): string | null =>
  organisations.find((one) => one.partyUri === party)?.name ?? null;

const inFileOrder = sample.captures.map((_, index) => index);

/** Read once: every order of arrival has the same events. */
const records = recordsOf(
  sample.captures.map(({ by, document }) => ({
    owner: names.indexOf(by),
    events: document.epcisBody.eventList,
  })),
  names.map((_, index) => index + 1),
).map((record, index) => ({ ...record, recordTime: sample.captures[index]?.recordTime ?? '' }));

/** The sample's log as it was captured, at its own record times. */
export const sampleLog: readonly LogRecord[] = records;

/** The same records as they would lie in the log after another order of arrival. */
const arrived = (order: readonly number[]): readonly LogRecord[] =>
  order
    .flatMap((index) => records[index] ?? [])
    .map((record, position) => ({ ...record, position, knownFrom: position }));

const shuffle = (seed: number): readonly number[] =>
  inFileOrder
    .map((index) => ({ index, rank: ((index + 1) * (7919 + seed * 104_729)) % 1009 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ index }) => index);

/** The sample in its own and 50 other orders of arrival. */
export const sampleLogs: readonly (readonly LogRecord[])[] = [
  records,
  ...Array.from({ length: 50 }, (_, seed) => arrived(shuffle(seed + 1))),
];
