import { type Amount, sum } from '../core/lineage/amount.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import type { MixAct } from '../core/lineage/shares-question.ts';
import type { WalkGraph } from './assemble.ts';
import type { Stowed } from './inside.store.ts';

/** What lay in the asked item, as far as shares need it. */
export interface Packed {
  readonly stowed: readonly Stowed[];
  readonly packing: WalkGraph['packing'];
  /** Organisation that packed some of it; null: there is nothing in it. */
  readonly packer: number | null;
}

type AmountOf = (one: Stowed) => Amount | null;

/** So much lies in something: as much as all of it together. */
class Weights {
  private readonly inside: ReadonlyMap<number, readonly Stowed[]>;
  /** Told once for each thing: a box may have been packed many times. */
  private readonly told = new Map<number, Amount | null>();

  constructor(
    stowed: readonly Stowed[],
    private readonly amountOf: AmountOf,
  ) {
    this.inside = groupedBy(stowed, ({ container }) => container);
  }

  /** `around`: a container in itself weighs nothing that can be told. */
  of(one: Stowed, around: readonly number[]): Amount | null {
    const loads = this.inside.get(one.item);
    if (loads === undefined) return this.amountOf(one);
    if (around.includes(one.item)) return null;
    const known = this.told.get(one.item);
    if (known !== undefined) return known;
    const weight = sum(loads.map((load) => this.of(load, [...around, one.item])));
    this.told.set(one.item, weight);
    return weight;
  }
}

/** After everything else, and the deeper the earlier: a box is full before it is mixed with what lies beside it. */
const packedAt = (level: number): string =>
  `9999-12-31T23:59:59.${String(Math.max(0, 999_999 - level)).padStart(6, '0')}Z`;

/** What carries things is, for shares, made of them: evenly mixed by what lay in it, each thing as heavy as all that lay in that. */
export const packedActs = (
  { stowed, packing, packer }: Packed,
  amountOf: AmountOf,
): readonly MixAct<number>[] => {
  if (packer === null) return [];
  const weights = new Weights(stowed, amountOf);
  const byContainer = groupedBy(stowed, ({ container }) => container);
  return [...packing.carriers].map((container): MixAct<number> => {
    const loads = byContainer.get(container);
    const inputs = loads?.map((one) => ({ item: one.item, amount: weights.of(one, [container]) }));
    return {
      kind: 'MADE',
      process: `packed ${container}`,
      instant: packedAt(loads?.[0]?.level ?? 999_999),
      owner: packer,
      inputs: inputs ?? null,
      outputs: [{ item: container, amount: null }],
    };
  });
};
