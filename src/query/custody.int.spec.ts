import fc from 'fast-check';
import {
  custodyBelief,
  custodyFacts,
  custodyThings,
  custodyWorld,
  registerCustody,
} from '../../test/support/custody-worlds.ts';
import { testDatabase, type TestDatabase } from '../../test/support/database.ts';
import { capturePacking, undoneIn } from '../../test/support/packing-log.ts';
import { patience } from '../../test/support/patience.ts';
import type { LogRecord } from '../core/epcis/event.ts';
import { withoutClaims } from '../core/lineage/belief.ts';
import { balanceIn, booksOf, linesByItem } from '../core/lineage/books.ts';
import { carriedHolding } from '../core/lineage/carried.ts';
import type { Holding } from '../core/lineage/holding.ts';
import { dossierAt, holdingsAt, holdingsIn } from '../core/lineage/holdings.ts';
import { type Hop, hopsBetween, hopsOf } from '../core/lineage/hops.ts';
import { knowledgeAt } from '../core/lineage/knowledge.ts';
import { stateAfter, stateAt } from '../core/lineage/state.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { CustodyReader, type FactSource } from './custody-reader.ts';
import { readFollowed, readLives } from './life.store.ts';

/** A twentieth in every run, all of it with FULL=1. */
const runs = process.env['FULL'] === '1' ? 1_000 : 50;

const source: FactSource = {
  facts: { ...custodyFacts, partyNamed: (key) => key },
  load: () => Promise.resolve(),
};
const instants = [
  '2026-03-02T11:00:00.000000Z',
  '2026-03-02T14:00:00.000000Z',
  '2026-03-03T00:00:00.000000Z',
];

const hopText = (hop: Hop): string =>
  JSON.stringify({
    ...hop,
    shipping: hop.shipping?.position,
    receivings: hop.receivings.map(({ position }) => position),
    documents: hop.documents.map(({ type, key }) => [type, key]),
    disagreements: hop.disagreements.map((one) => (one.kind === 'TIME' ? one.kind : one)),
  });
const holdingText = (holding: Holding): string =>
  JSON.stringify({ ...holding, since: holding.since?.position });

/** The lives of everything there is, read together, by instant. */
const livesAt = async (tx: Transaction, known: number) => {
  const items = (await readItemsByKeys(tx, custodyThings)).map(({ id }) => id);
  const lives = new Map<string, Awaited<ReturnType<typeof readLives>>>();
  for (const instant of instants) {
    lives.set(instant, await readLives(tx, items, { known, instant }));
  }
  return lives;
};

interface Known {
  readonly known: number;
  readonly lives: Awaited<ReturnType<typeof livesAt>>;
}

const answers = async (tx: Transaction, key: string, { known, lives }: Known) => {
  const [item] = await readItemsByKeys(tx, [key]);
  if (item === undefined) return null;
  const reader = new CustodyReader((work) => work(tx), known, source);
  const positions = await reader.handOversOf([item.id]);
  const sides = await reader.sidesAround(positions);
  const hops = hopsBetween(sides, source.facts);
  const books = await reader.booksOf([item.id]);
  const dossier = {
    records: books.records.get(item.id) ?? [],
    loads: books.loads.get(item.id) ?? [],
    sides,
  };
  const facts = source.facts;
  const linesOf = (all: readonly Hop[]) => linesByItem(all).get(key) ?? [];
  const holdings: (readonly string[])[] = [];
  const states = [];
  for (const instant of instants) {
    const life = lives.get(instant)?.get(item.id) ?? [];
    const state = stateAfter(life);
    states.push({ ...state, lastEvent: state.lastEvent?.position });
    const then = dossierAt(dossier, instant);
    const [followed] = await readFollowed(tx, [item.id], { known, instant });
    const question = { item: key, life, dossier: then, facts, instant };
    const lines = linesOf(hopsBetween(then.sides, facts));
    const found =
      followed !== undefined
        ? carriedHolding(question).holdings
        : holdingsIn(key, then, { instant, hops: lines, facts });
    holdings.push(found.map(holdingText));
  }
  return {
    hops: hops.filter((hop) => hop.lines.some((line) => line.item === key)).map(hopText),
    balance: balanceIn(key, dossier, { hops: linesOf(hops), facts }),
    holdings,
    states,
  };
};

const expected = (records: readonly LogRecord[], key: string) => ({
  hops: hopsOf(records, custodyFacts)
    .filter((hop) => hop.lines.some((line) => line.item === key))
    .map(hopText),
  balance: booksOf(key, records, custodyFacts),
  holdings: instants.map((instant) =>
    holdingsAt(key, { instant, records }, custodyFacts).map(holdingText),
  ),
  states: instants.map((instant) => {
    const state = stateAt(key, instant, records);
    return { ...state, lastEvent: state.lastEvent?.position };
  }),
});

describe('custody read from the database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it(
    'is that of the reference, for every item and as known at several positions',
    async () => {
      let [worlds, nonTrivial, questions] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(custodyWorld, ({ batches }) =>
          undoneIn(db, async (tx) => {
            await registerCustody(tx);
            const records = await capturePacking(tx, batches);
            const positions = [...new Set(records.map(({ knownFrom }) => knownFrom))];
            const asked = [positions.at(-1), positions[Math.floor(positions.length / 2)]];
            let matched = 0;
            for (const known of asked) {
              if (known === undefined) continue;
              const believed = withoutClaims(custodyBelief)(knowledgeAt(records, known).believed);
              matched += hopsOf(believed, custodyFacts).filter(
                (hop) => hop.shipping !== null && hop.receivings.length > 0,
              ).length;
              const lives = await livesAt(tx, known);
              for (const key of custodyThings) {
                const found = await answers(tx, key, { known, lives });
                if (found === null) continue;
                expect(found).toEqual(expected(believed, key));
                questions += 1;
              }
            }
            worlds += 1;
            if (matched > 0) nonTrivial += 1;
          }),
        ),
        { seed: 20_261_140, numRuns: runs, endOnFailure: true },
      );
      console.log(`worlds ${worlds}, non-trivial ${nonTrivial}, questions ${questions}`);
      expect(nonTrivial).toBeGreaterThan(worlds / 3);
    },
    patience(600_000),
  );
});
