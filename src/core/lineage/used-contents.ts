import type { LogRecord } from '../epcis/event.ts';
import { contentsAt, type Load, loadsOf } from './containment.ts';
import type { Transformation } from './transformations.ts';

/**
 * What a container that is used takes along: all that is packed in it then, however deep (domain rules 11, 24). By canonical key,
 * each once, in their order.
 */
export const contentsUsed = (
  { kind, inputs, instant }: Transformation,
  loads: readonly Load[],
): readonly string[] => {
  if (kind !== 'MADE') return [];
  const inside = inputs.flatMap((input) => contentsAt(input, instant, loads));
  const named = new Set(inputs);
  return [...new Set(inside.map(({ load }) => load.child))]
    .filter((key) => !named.has(key))
    .toSorted();
};

/** What becomes of what: `LineageRules` has them. */
interface UsedRules {
  readonly transformationsOf: (record: LogRecord) => readonly Transformation[];
  readonly contentsUsed: typeof contentsUsed;
}

/** What some believed records say about items becoming items, with what was used inside containers. */
export const transformationsIn = (
  records: readonly LogRecord[],
  rules: UsedRules,
): readonly Transformation[] => {
  const loads = loadsOf(records);
  return records.flatMap(rules.transformationsOf).map((one) => {
    const inside = rules.contentsUsed(one, loads);
    return inside.length === 0 ? one : { ...one, inputs: [...one.inputs, ...inside] };
  });
};
