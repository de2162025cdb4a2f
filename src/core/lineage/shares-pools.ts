import type { Amount } from './amount.ts';
import { groupedBy } from './grouped-by.ts';
import { compareText } from './order.ts';
import type { MixAct, MixQuestion, MixTake } from './shares-question.ts';
import { inUnitOf, WHOLE } from './shares-weights.ts';
import type { MixRules } from './shares-weights.ts';

/** Material of one item, and of what it is a mixture. */
export interface MixNode<K> {
  readonly item: K;
  /** ORIGIN: it was born here. UNKNOWN: what lies behind is not recorded, or not followed. */
  readonly end: 'ORIGIN' | 'UNKNOWN' | null;
  /** False: a quantity is missing, so the weights of the parts mean nothing. */
  readonly known: boolean;
  /** The items without which the weights cannot be told, and whom to ask. */
  readonly missing: readonly K[];
  readonly owner: number | null;
  /** Worked out when it is first asked for: rings are legal. */
  readonly parts: () => readonly MixPart<K>[];
}

/** A part of a mixture, in parts of `WHOLE`. */
export interface MixPart<K> {
  readonly to: MixNode<K>;
  readonly weight: bigint;
  /** Made later than it was used: right for a wrong clock, wrong when it comes from this very use. */
  readonly late: boolean;
}

const nothing = { missing: [], owner: null, known: true, parts: () => [] } as const;

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
};

/** What is in an item at some time. */
interface Stock<K> {
  readonly node: MixNode<K>;
  /** In the unit of the item; null: unknown. */
  readonly left: bigint | null;
  /** The newest act that made some of it. */
  readonly by: MixAct<K>;
}

/** Something happens to an item: some is made of it, or taken away. */
interface Step<K> {
  readonly instant: string;
  /** Within an instant: making, taking by what makes it again, making it again, all other taking. */
  readonly rank: 0 | 1 | 2 | 3;
  readonly amounts: readonly (Amount | null)[];
  /** Null: it is taken. */
  readonly made: MixAct<K> | null;
}

/** What was in an item at the end of one step. */
interface Kept<K> extends Pick<Step<K>, 'instant' | 'rank'> {
  readonly node: MixNode<K>;
}

/** Takes of the item, by the acts of the trace or by others. */
type TakesOf<K> = (item: K) => readonly (MixTake<K> & { readonly process: string | null })[];

/** What each item was a mixture of when it was used, from event time and amounts. */
export class Pools<K> {
  readonly #question: MixQuestion<K>;
  readonly #rules: MixRules;
  readonly #makers: ReadonlyMap<K, readonly { readonly item: K; readonly act: MixAct<K> }[]>;
  readonly #acts: ReadonlyMap<string, readonly MixAct<K>[]>;
  readonly #inside: ReadonlyMap<K, ReturnType<TakesOf<K>>>;
  readonly #outside: ReadonlyMap<K, readonly MixTake<K>[]>;
  readonly #histories = new Map<K, readonly Kept<K>[]>();
  readonly #sources = new Map<K, Map<string, MixNode<K>>>();
  readonly #late = new Map<K, MixNode<K>>();

  constructor(question: MixQuestion<K>, rules: MixRules) {
    this.#question = question;
    this.#rules = rules;
    const { acts, taken } = question;
    const making = acts.flatMap((act) =>
      [...new Set(act.outputs.map(({ item }) => item))].map((item) => ({ item, act })),
    );
    this.#makers = groupedBy(making, ({ item }) => item);
    this.#acts = groupedBy(acts, ({ process }) => process);
    const takes = acts.flatMap(({ inputs, instant, process, kind }) =>
      kind === 'MEMBER' ? [] : (inputs ?? []).map((line) => ({ ...line, instant, process })),
    );
    this.#inside = groupedBy(takes, ({ item }) => item);
    this.#outside = groupedBy(taken, ({ item }) => item);
  }

  /** The asked item as a whole: all that was made of it, less what went back into it. */
  whole(): MixNode<K> {
    const { asked } = this.#question;
    const inside: TakesOf<K> = (item) => this.#inside.get(item) ?? [];
    return this.#history(asked, inside).at(-1)?.node ?? unrecorded(asked);
  }

  /** What an item was a mixture of when a process used it. */
  #used(item: K, instant: string, process: string): MixNode<K> | null {
    const history = this.#histories.get(item) ?? this.#history(item, (one) => this.#takes(one));
    this.#histories.set(item, history);
    const again = (this.#makers.get(item) ?? []).some(({ act }) => act.process === process);
    const by = { instant, rank: again ? 1 : 3 };
    let [low, high] = [0, history.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const kept = history[middle];
      if (kept !== undefined && compareSteps(kept, by) <= 0) low = middle + 1;
      else high = middle;
    }
    return history[low - 1]?.node ?? null;
  }

  #takes(item: K): ReturnType<TakesOf<K>> {
    const outside = (this.#outside.get(item) ?? []).map((take) => ({ ...take, process: null }));
    return [...(this.#inside.get(item) ?? []), ...outside];
  }

  /** What was in the item after each making, oldest first. */
  #history(item: K, takesOf: TakesOf<K>): readonly Kept<K>[] {
    const takes = takesOf(item);
    const makers = this.#makers.get(item) ?? [];
    const [only] = makers;
    if (only !== undefined && makers.length === 1) {
      const { process, instant } = only.act;
      const rank = takes.some((take) => take.process === process) ? 2 : 0;
      return [{ instant, rank, node: this.#source(item, only.act) }];
    }
    const steps = this.#steps(item, takes);
    const unit = steps.flatMap(({ amounts }) => amounts).find((one) => one !== null)?.unit ?? null;
    const history: Kept<K>[] = [];
    let stock: Stock<K> | null = null;
    for (const { instant, rank, amounts, made } of steps) {
      const amount = totalOf(amounts, unit);
      if (made === null) {
        stock = this.#taken(stock, amount);
        continue;
      }
      stock = this.#added(item, stock, { by: made, left: amount, node: this.#source(item, made) });
      history.push({ instant, rank, node: stock.node });
    }
    return history;
  }

  #taken(stock: Stock<K> | null, amount: bigint | null): Stock<K> | null {
    return stock && { ...stock, left: this.#rules.leftAfter(stock.left, amount) };
  }

  #steps(item: K, takes: ReturnType<TakesOf<K>>): readonly Step<K>[] {
    const makers = (this.#makers.get(item) ?? []).map(({ act }) => act);
    const takers = new Set(takes.map(({ process }) => process));
    const again = new Set(makers.map(({ process }) => process));
    const steps: Step<K>[] = makers.map((made) => ({
      instant: made.instant,
      rank: takers.has(made.process) ? 2 : 0,
      amounts: made.outputs.filter((line) => line.item === item).map(({ amount }) => amount),
      made,
    }));
    for (const { instant, amount, process } of takes) {
      const rank = process !== null && again.has(process) ? 1 : 3;
      steps.push({ instant, rank, amounts: [amount], made: null });
    }
    return steps.toSorted((a, b) => compareSteps(a, b) || bornFirst(a) - bornFirst(b));
  }

  /** A stock with more of the item in it. */
  #added(item: K, stock: Stock<K> | null, more: Stock<K>): Stock<K> {
    if (stock === null) return more;
    if (this.#question.isSingle(item)) {
      if (more.by.kind === 'BORN') return stock;
      if (stock.by.kind === 'BORN' || stock.by.instant < more.by.instant) return more;
    }
    const weights = this.#rules.mixTwo(stock.left, more.left);
    const sum = stock.left === null || more.left === null ? null : stock.left + more.left;
    const [before, added] = weights ?? [0n, 0n];
    if (weights !== null && before === 0n && added === WHOLE) return more;
    const parts = [
      { to: stock.node, weight: before, late: false },
      { to: more.node, weight: added, late: false },
    ];
    const known = weights !== null;
    const missing = known ? [] : [item];
    const { owner } = more.by;
    return {
      node: { item, end: null, known, missing, owner, parts: () => parts },
      left: sum,
      by: more.by,
    };
  }

  /** What one process made of an item. */
  #source(item: K, act: MixAct<K>): MixNode<K> {
    const made = this.#sources.get(item) ?? new Map<string, MixNode<K>>();
    this.#sources.set(item, made);
    const node = made.get(act.process) ?? this.#made(item, act);
    made.set(act.process, node);
    return node;
  }

  #made(item: K, { kind, process, owner }: MixAct<K>): MixNode<K> {
    if (kind === 'BORN') return { ...nothing, item, end: 'ORIGIN' };
    const acts = this.#acts.get(process) ?? [];
    const uses = acts.flatMap(({ inputs, instant }) =>
      (inputs ?? []).map((line) => ({ ...line, instant })),
    );
    const whole = acts.every(({ inputs }) => inputs !== null);
    if (uses.length === 0 || !whole) return { ...nothing, item, end: 'UNKNOWN' };
    const { productOf } = this.#question;
    const lines = uses.map((line) => ({ amount: line.amount, product: productOf(line.item) }));
    const weighing = this.#rules.weigh(lines);
    const shares = 'shares' in weighing ? weighing.shares : null;
    const missing = 'missing' in weighing ? weighing.missing : [];
    return {
      item,
      end: null,
      known: shares !== null,
      missing: missing.flatMap((place) => uses[place]?.item ?? []),
      owner,
      parts: once(() =>
        uses.map((use, place) => {
          const weight = shares?.[place] ?? 0n;
          const then = this.#used(use.item, use.instant, process);
          const to = then ?? this.#lateOrUnrecorded(use.item);
          return { to, weight, late: then === null };
        }),
      ),
    };
  }

  /** All that was ever made of an item of which there was nothing when it was used. */
  #lateOrUnrecorded(item: K): MixNode<K> {
    const none: TakesOf<K> = () => [];
    const node = this.#late.get(item) ?? this.#history(item, none).at(-1)?.node;
    const found = node ?? unrecorded(item);
    this.#late.set(item, found);
    return found;
  }
}

const unrecorded = <K>(item: K): MixNode<K> => ({ ...nothing, item, end: 'UNKNOWN' });

const compareSteps = (
  a: { readonly instant: string; readonly rank: number },
  b: { readonly instant: string; readonly rank: number },
): number => compareText(a.instant, b.instant) || a.rank - b.rank;

const bornFirst = ({ made }: { readonly made: { readonly kind: string } | null }): number =>
  made === null || made.kind === 'BORN' ? 0 : 1;

const totalOf = (amounts: readonly (Amount | null)[], unit: string | null): bigint | null =>
  amounts.reduce<bigint | null>((sum, amount) => {
    const value = inUnitOf(amount, unit);
    return sum === null || value === null ? null : sum + value;
  }, 0n);
