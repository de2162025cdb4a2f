import type { LogRecord } from '../../src/core/epcis/event.ts';
import { noFacts } from '../../src/core/lineage/facts.ts';
import { readRange } from '../../src/log/log-reader.store.ts';
import { Database } from '../../src/platform/database.ts';
import { Settings } from '../../src/platform/settings.ts';
import { withAccess } from '../../src/cli/key-access.ts';
import { partyOf } from '../../src/sample/generate-companies.ts';
import type { Reference } from './chains-answers.ts';
import { END, type Kind, ReferenceAnswers } from './door-answers.ts';
import { askItems, type Given } from './door-questions.ts';
import { everybody } from './load-world.ts';

/** An answer as known at a record time. */
export interface ToldAt {
  readonly given: Given;
  readonly asKnownAt: string;
}

/** Rows that an answer has at most when it is asked first: pages hold twenty, and the log goes on. */
const ROWS_MAX = 8;
const kinds: readonly Kind[] = ['back', 'forward', 'ways', 'hops', 'hopsThen', 'state', 'recall'];

/** Questions about some items whose answers fit on a page, a kind for each item in turn and the next kind in the next round. */
export const fittingQuestions = async (
  door: { readonly url: string; readonly key: string },
  items: readonly string[],
): Promise<readonly { readonly item: string; readonly kind: Kind }[]> => {
  const fitting: { item: string; kind: Kind }[] = [];
  for (const [round] of kinds.entries()) {
    for (const [index, item] of items.entries()) {
      const kind = kinds[(index + round) % kinds.length] ?? 'state';
      const told = await askItems(door, [{ item, kind }], now).catch(() => null);
      if (told !== null && rowsOf(told[0]?.told) <= ROWS_MAX) fitting.push({ item, kind });
    }
  }
  return fitting;
};

const now = { at: null, asKnownAt: null };

/** The longest list in an answer. */
const rowsOf = (told: unknown): number =>
  Array.isArray(told)
    ? told.length
    : Math.max(0, ...Object.values(told ?? {}).map((one) => (Array.isArray(one) ? one.length : 0)));

/** The log with who wrote it. */
export interface WholeLog {
  readonly records: readonly LogRecord[];
  /** GLNs by internal id of the organisation. */
  readonly glns: ReadonlyMap<number, string>;
}

/** Reads the whole log by the way that the read models are made from. */
export const readLog = (databaseUrl: string): Promise<WholeLog> =>
  withAccess(databaseUrl, new Settings({ databaseUrl, logLevel: 'silent' }), (app) =>
    app.get(Database).read(null, async (tx) => ({
      records: await readRange(tx, 0, Number.MAX_SAFE_INTEGER),
      glns: new Map(
        (
          await tx.query<{ organisation: string; key: string }>(
            'select organisation, key from access.organisation_number',
          )
        ).map(({ organisation, key }) => [Number(organisation), key.slice(-13)]),
      ),
    })),
  );

/** All records that have to do with an item, by way of whatever they name: what it is answered from. */
const connectedTo = (item: string, records: readonly LogRecord[]): readonly LogRecord[] => {
  const byItem = new Map<string, LogRecord[]>();
  for (const record of records)
    for (const { key } of record.event.items) {
      const own = byItem.get(key) ?? [];
      own.push(record);
      byItem.set(key, own);
    }
  const found = new Set<LogRecord>();
  const keys = new Set([item]);
  for (const key of keys)
    for (const record of byItem.get(key) ?? []) {
      if (found.has(record)) continue;
      found.add(record);
      for (const line of record.event.items) keys.add(line.key);
    }
  return records.filter((record) => found.has(record));
};

/** What the reference says over the records that were known at a time, worked out once for each part of the log. */
export class ReferenceOfLog {
  readonly #parts = new Map<string, readonly LogRecord[]>();
  readonly #answers = new Map<string, ReferenceAnswers>();

  constructor(
    private readonly log: WholeLog,
    private readonly by: Reference,
    /** Records at the end of what was known that are left out: a planted mistake. */
    private readonly forgets = 0,
  ) {}

  /** Over how many different logs something was answered. */
  get logs(): number {
    return this.#answers.size;
  }

  /** True where the answer is not the one of the reference. */
  contradicts({ given, asKnownAt }: ToldAt): boolean {
    const part = this.#part(given.item);
    const known = part.filter(({ recordTime }) => recordTime <= asKnownAt).length - this.forgets;
    const answers = this.#over(part.slice(0, known));
    return JSON.stringify(answers.answer(given)) !== JSON.stringify(answers.settled(given));
  }

  /** Of items that hang together each would be told the same part. */
  #part(item: string): readonly LogRecord[] {
    const found = [...this.#parts.values()].find((records) =>
      records.some(({ event }) => event.items.some(({ key }) => key === item)),
    );
    const part = found ?? connectedTo(item, this.log.records);
    if (found === undefined) this.#parts.set(item, part);
    return part;
  }

  #over(known: readonly LogRecord[]): ReferenceAnswers {
    const name = `${known[0]?.position} ${known.length}`;
    const found = this.#answers.get(name);
    if (found !== undefined) return found;
    const records = known.map((record, position) => ({ ...record, position, knownFrom: position }));
    const partyOfOwner = (owner: number): string | null => {
      const one = everybody.find(({ gln }) => gln === this.log.glns.get(owner));
      return one === undefined ? null : partyOf(one);
    };
    const made = new ReferenceAnswers(
      {
        records,
        known: records.length - 1,
        facts: { ...noFacts, partyOf: partyOfOwner },
        names: new Map(everybody.map((one) => [partyOf(one), one.name])),
        instant: END,
      },
      this.by,
    );
    this.#answers.set(name, made);
    return made;
  }
}
