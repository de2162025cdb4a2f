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
