import type { EpcisEvent } from '../core/epcis/event.ts';
import type { ResolvedAmount, ResolvedVerb } from '../core/epcis/resolved-step.ts';
import { canonicalKey } from '../core/gs1/key.ts';

/** An item of a step. */
export interface StepItem {
  /** URI. */
  readonly id: string;
  /** JSON Pointer into the input of the step. */
  readonly at: string;
}

/** An item of which a step takes some away from whoever records it. */
export interface TakenItem {
  /** Canonical key. */
  readonly key: string;
  /** JSON Pointer to the quantity in the input of the step. */
  readonly at: string;
  /** Exact decimal. */
  readonly quantity: string;
  /** UN/ECE Rec 20; null: pieces. */
  readonly unit: string | null;
}

/** What a step uses up, ships, sells or destroys, as far as it says how much. */
export const takenBy = (verb: ResolvedVerb): readonly TakenItem[] => {
  switch (verb.verb) {
    case 'MAKE':
      return takenAt('/step/make/inputs', verb.inputs);
    case 'SHIP':
      return takenAt('/step/ship/items', verb.items);
    case 'SELL':
      return takenAt('/step/sell/items', verb.items);
    case 'DESTROY':
      return takenAt('/step/destroy/items', verb.items);
    default:
      return [];
  }
};

const takenAt = (at: string, amounts: readonly ResolvedAmount[]): readonly TakenItem[] =>
  amounts.flatMap(({ id, quantity, unit }, index) =>
    quantity === null
      ? []
      : [{ key: canonicalKey(id), at: `${at}/${index}/quantity`, quantity, unit }],
  );

/** Items of one list of an input. */
export const itemsAt = (
  at: string,
  amounts: readonly Pick<ResolvedAmount, 'id'>[],
): readonly StepItem[] => amounts.map(({ id }, index) => ({ id, at: `${at}/${index}` }));

/** Every item that a step names, and where. */
export const itemsOf = (verb: ResolvedVerb): readonly StepItem[] => {
  const at = `/step/${verb.verb.toLowerCase()}`;
  switch (verb.verb) {
    case 'HARVEST':
    case 'COMMISSION':
      return itemsAt(`${at}/outputs`, verb.outputs);
    case 'MAKE':
      return [...itemsAt(`${at}/inputs`, verb.inputs), ...itemsAt(`${at}/outputs`, verb.outputs)];
    case 'PACK':
    case 'UNPACK':
      return [{ id: verb.container, at: `${at}/container` }, ...itemsAt(`${at}/items`, verb.items)];
    default:
      return itemsAt(`${at}/items`, verb.items);
  }
};

/** Where the input names the item that a pointer into the event means; null: it means none. */
export const itemPointer = (
  at: string,
  event: EpcisEvent,
  named: readonly StepItem[],
): string | null => {
  const key = event.items.find((line) => line.at === at)?.key;
  if (key === undefined) return null;
  return named.find(({ id }) => canonicalKey(id) === key)?.at ?? null;
};
