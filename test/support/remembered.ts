import type { LogRecord } from '../../src/core/epcis/event.ts';

const numbers = new WeakMap<LogRecord, number>();
let numbered = 0;

const numberOf = (record: LogRecord): number => {
  const known = numbers.get(record) ?? (numbered += 1);
  numbers.set(record, known);
  return known;
};

/**
 * The same rule, worked out once for each list of the same records: a rule is pure, and questions, planted mistakes among them,
 * come back to the same few moments again and again. A record that was changed is another one.
 */
export const remembered = <Value>(
  rule: (records: readonly LogRecord[]) => Value,
): ((records: readonly LogRecord[]) => Value) => {
  const known = new Map<string, Value>();
  return (records) => {
    const name = records.map(numberOf).join(' ');
    if (!known.has(name)) known.set(name, rule(records));
    return known.get(name) as Value;
  };
};

/** Rules by what they are judged by, each remembered for as long as that is. */
export const rememberedFor = <Facts extends object, Value>(
  ruleFor: (facts: Facts) => (records: readonly LogRecord[]) => Value,
): ((facts: Facts) => (records: readonly LogRecord[]) => Value) => {
  const rules = new WeakMap<Facts, (records: readonly LogRecord[]) => Value>();
  return (facts) => {
    const rule = rules.get(facts) ?? remembered(ruleFor(facts));
    rules.set(facts, rule);
    return rule;
  };
};
