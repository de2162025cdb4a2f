import type { LogRecord } from '../epcis/event.ts';
import type { usedAlong } from './along.ts';
import { loadsOf } from './containment.ts';
import type { Transformation } from './transformations.ts';

/** What becomes of what: `LineageRules` has them. */
interface UsedRules {
  readonly transformationsOf: (record: LogRecord) => readonly Transformation[];
  readonly usedAlong: typeof usedAlong;
}

/** What some believed records say about items becoming items, with what was used inside containers. */
export const transformationsIn = (
  records: readonly LogRecord[],
  rules: UsedRules,
): readonly Transformation[] => {
  const loads = loadsOf(records);
  return records.flatMap(rules.transformationsOf).map((one) => {
    const { contents, carriers } = rules.usedAlong(one, loads);
    return { ...one, inputs: [...one.inputs, ...contents], carriers };
  });
};
