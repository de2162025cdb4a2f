import type { Amount } from '../core/lineage/amount.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { mixtureOf } from '../core/lineage/shares.ts';
import type { MixAct, MixTake } from '../core/lineage/shares-question.ts';
import { shareText } from '../core/lineage/shares-rounding.ts';
import { WHOLE } from '../core/lineage/shares-weights.ts';
import type { Births } from '../projections/birth.store.ts';
import type { ItemRow } from '../projections/item.store.ts';
import type { DatedLineRow, MixLineRow } from './mix.store.ts';
import { type Packed, packedActs } from './packed-acts.ts';
import type { ReachedXform } from './walk.store.ts';

/** What the asked item is a mixture of; a share is a decimal with 4 places. */
export interface TracedShares {
  /** By internal id; null: cannot be told. What is not here carries nothing. */
  readonly items: ReadonlyMap<number, string | null>;
  /** The same for all that an organisation made. */
  readonly makers: ReadonlyMap<number, string | null>;
  /** False: nothing can be told of any item, because several were asked about. */
  readonly told: boolean;
  /** By primary item, in parts of `WHOLE` (core/lineage/shares-weights.ts). */
  readonly origins: ReadonlyMap<number, bigint>;
  /** The rest: origin or quantity not recorded. */
  readonly unknown: bigint;
  /** Items without whose mass shares cannot be told, and the organisation to ask. */
  readonly unweighed: ReadonlyMap<number, number>;
  /** Some shares are missing because too much goes round in rings. */
  readonly tooLarge: boolean;
}

/** A trace as far as shares need it. */
export interface Mixed {
  readonly start: readonly number[];
  readonly xforms: readonly ReachedXform[];
  /** Links that were walked. */
  readonly depth: number;
  readonly items: ReadonlyMap<number, ItemRow>;
  readonly births: Births['births'];
  readonly lines: readonly MixLineRow[];
  readonly packed: Packed;
}

/** A product without lot stands for things of several lots: of these nothing is said (domain rule 46). */
const untold: TracedShares = {
  items: new Map(),
  makers: new Map(),
  told: false,
  origins: new Map(),
  unknown: WHOLE,
  unweighed: new Map(),
  tooLarge: false,
};

const singles: ReadonlySet<ItemRow['kind'] | undefined> = new Set([
  'SERIAL',
  'LOGISTIC_UNIT',
  'RETURNABLE_ASSET',
  'INDIVIDUAL_ASSET',
]);

const ONE_PIECE: Amount = { value: '1', unit: null };

/** Indicator digit of trade items of variable measure (GS1 General Specifications, section 2.1.10): their pieces do not weigh the same. */
const VARIABLE_MEASURE = '9';

const nameOf = ({ id, process }: ReachedXform): string => process ?? `#${id}`;

/** From what was read of a trace to its shares, in steps: what to read next depends on what was made how often. */
export class Mixing {
  private readonly acts: readonly MixAct<number>[];
  /** Positions of events that lead to the asked item. */
  private readonly leading = new Set<number>();

  constructor(private readonly mixed: Mixed) {
    const lines = groupedBy(mixed.lines, ({ position }) => position);
    const levels = new Map<string, number>();
    for (const xform of mixed.xforms) {
      const name = nameOf(xform);
      levels.set(name, Math.min(levels.get(name) ?? xform.level, xform.level));
    }
    this.acts = mixed.xforms.map((xform) => {
      const opened = (levels.get(nameOf(xform)) ?? 0) < mixed.depth;
      return this.act(xform, lines.get(xform.position) ?? [], opened);
    });
  }

  /** Items that a transformation made: more of them may have been born. */
  made(): readonly number[] {
    const made = this.acts.filter(({ kind }) => kind === 'MADE');
    return [...new Set(made.flatMap(({ outputs }) => outputs.map(({ item }) => item)))];
  }

  /** Items that came about more than once: what was left in between matters. */
  madeAgain(born: readonly DatedLineRow[]): readonly number[] {
    const made = this.acts.flatMap(({ outputs }) => [...new Set(outputs.map(({ item }) => item))]);
    const times = new Map<number, number>();
    for (const item of [...made, ...born.map((line) => line.item)]) {
      times.set(item, (times.get(item) ?? 0) + 1);
    }
    return [...times].flatMap(([item, count]) => (count > 1 ? [item] : []));
  }

  /** The shares, from the births and the uses of those items. */
  shares(born: readonly DatedLineRow[], uses: readonly DatedLineRow[]): TracedShares {
    const { start, items, births } = this.mixed;
    const [asked] = start;
    if (asked === undefined || start.length > 1) return untold;
    const mixture = mixtureOf<number>({
      asked,
      acts: [
        ...this.acts,
        ...born.map((line) => this.born(line)),
        ...this.firstBirths(),
        ...packedActs(this.mixed.packed, (one) => this.line(one).amount),
      ],
      taken: uses.flatMap((line) => (this.leading.has(line.position) ? [] : [this.take(line)])),
      isSingle: (item) => singles.has(items.get(item)?.kind),
      productOf: (item) => {
        const gtin = items.get(item)?.gtin ?? null;
        return gtin?.startsWith(VARIABLE_MEASURE) === true ? null : gtin;
      },
    });
    const byItem = mixture.carried((item) => item);
    const byMaker = mixture.carried((item) => births.get(item)?.owner ?? null);
    return {
      items: inText(byItem.shares),
      makers: inText(byMaker.shares),
      told: true,
      origins: mixture.origins,
      unknown: mixture.unknown,
      unweighed: mixture.unweighed,
      tooLarge: byItem.tooLarge || byMaker.tooLarge,
    };
  }

  private act(xform: ReachedXform, lines: readonly MixLineRow[], opened: boolean): MixAct<number> {
    const { kind, instant, owner, met, beyond, position } = xform;
    const act = { kind, process: nameOf(xform), instant, owner };
    if (kind === 'MEMBER') {
      const inputs = opened ? beyond.map((item) => ({ item, amount: null })) : null;
      return { ...act, inputs, outputs: [...met].map((item) => ({ item, amount: ONE_PIECE })) };
    }
    const inputs = this.inputs(xform, lines);
    const outputs = lines.filter(({ role, item }) => role === 'OUTPUT' && met.has(item));
    const told = new Set(outputs.map(({ item }) => item));
    const withoutLine = [...met].filter((item) => !told.has(item));
    if (opened) this.leading.add(position);
    return {
      ...act,
      inputs: opened || beyond.length === 0 ? inputs : null,
      outputs: [
        ...outputs.map((line) => this.line(line)),
        ...withoutLine.map((item) => ({ item, amount: null })),
      ],
    };
  }

  /** What went in: the lines of the event, and what it used without naming it, packed in that or fixed to it; not what that was only packed in. */
  private inputs(
    { beyond, carriers }: ReachedXform,
    lines: readonly MixLineRow[],
  ): MixAct<number>['inputs'] & object {
    const told = lines.filter(({ role, item }) => role === 'INPUT' && !carriers.includes(item));
    const named = new Set(told.map(({ item }) => item));
    const unsaid = beyond.filter((item) => !named.has(item) && !carriers.includes(item));
    return [
      ...told.map((line) => this.line(line)),
      ...unsaid.map((item) => this.line({ item, quantity: null, unit: null })),
    ];
  }

  /** Items that nothing made, and that began somewhere: the primary ones. Of a bare product nobody knows which of it was meant. */
  private firstBirths(): readonly MixAct<number>[] {
    const { items, births, packed } = this.mixed;
    const made = new Set(this.acts.flatMap(({ outputs }) => outputs.map(({ item }) => item)));
    for (const carrier of packed.packing.carriers) made.add(carrier);
    return [...births.values()]
      .filter(({ item }) => !made.has(item) && items.get(item)?.kind !== 'CLASS')
      .map((birth) => this.born({ ...birth, instant: '' }));
  }

  private born(line: Omit<DatedLineRow, 'position'>): MixAct<number> {
    const { item, instant, owner } = line;
    const process = `born ${item} ${instant}`;
    return { kind: 'BORN', process, instant, owner, inputs: [], outputs: [this.line(line)] };
  }

  private take(line: DatedLineRow): MixTake<number> {
    return { ...this.line(line), instant: line.instant };
  }

  private line(line: Pick<DatedLineRow, 'item' | 'quantity' | 'unit'>): {
    readonly item: number;
    readonly amount: Amount | null;
  } {
    const { item, quantity, unit } = line;
    if (quantity !== null) return { item, amount: { value: quantity, unit } };
    return { item, amount: singles.has(this.mixed.items.get(item)?.kind) ? ONE_PIECE : null };
  }
}

const inText = (shares: ReadonlyMap<number, bigint | null>): ReadonlyMap<number, string | null> =>
  new Map([...shares].map(([id, share]) => [id, share === null ? null : shareText(share)]));
