import type { ItemLine, LogRecord } from '../../src/core/epcis/event.ts';
import type { Amount } from '../../src/core/lineage/amount.ts';
import { type Birth, birthsByItem } from '../../src/core/lineage/births.ts';
import { type Load, loadsOf } from '../../src/core/lineage/containment.ts';
import { groupedBy } from '../../src/core/lineage/grouped-by.ts';
import { compareText } from '../../src/core/lineage/order.ts';
import type { LineageRules } from '../../src/core/lineage/rules.ts';
import { type Mixture, mixtureOf } from '../../src/core/lineage/shares.ts';
import type { MixAct, MixLine } from '../../src/core/lineage/shares-question.ts';
import { shareText, unitsText, wholeInUnits } from '../../src/core/lineage/shares-rounding.ts';
import { WHOLE } from '../../src/core/lineage/shares-weights.ts';
import { startingItems } from '../../src/core/lineage/trace.ts';
import {
  gtinOf,
  isClassKey,
  isObjectBirth,
  isPieceKey,
  keysInRole,
  type Transformation,
} from '../../src/core/lineage/transformations.ts';
import { transformationsIn } from '../../src/core/lineage/used-contents.ts';

/** What an item is a mixture of, as the records tell it. */
export interface Shares {
  /** Null: several things were asked about, or it cannot be told. */
  readonly of: (item: string) => string | null;
  /** Each group with its share, then what is not known; together 1.0000. */
  readonly by: (groupOf: (birth: Birth) => string | null) => readonly string[];
  /** Items whose mass is missing where they went in. */
  readonly unweighed: readonly string[];
}

/** By item: the transformations that a walk back meets, each through which of its items. */
type Met = ReadonlyMap<Transformation, ReadonlySet<string>>;

/** What lies behind an item, all the way (domain rules 2, 13, 14, 22). */
const metBehind = (
  item: string,
  believed: readonly LogRecord[],
  rules: LineageRules,
): { readonly met: Met; readonly reached: ReadonlySet<string> } => {
  const all = transformationsIn(believed, rules);
  const makersOf = (key: string): readonly Transformation[] => {
    const makers = all.filter(({ outputs }) => outputs.includes(key));
    const made = makers.filter(({ kind }) => kind === 'MADE');
    return made.length > 0 ? made : makers;
  };
  const feedersOf = (mate: Transformation) =>
    mate.inputs
      .filter((input) => !rules.joinsNothing(input))
      .flatMap((through) => {
        const makers = makersOf(through);
        return makers
          .filter((maker) => rules.feeds(maker, mate, makers))
          .map((one) => ({ one, through }));
      });
  const starts = startingItems(item, believed);
  const met = new Map<Transformation, Set<string>>();
  const reached = new Set(starts);
  const open = starts.flatMap((through) => makersOf(through).map((one) => ({ one, through })));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { one, through } = next;
    const known = met.get(one) ?? new Set<string>();
    if (known.has(through)) continue;
    met.set(one, known.add(through));
    for (const mate of rules.processMates(one, all)) {
      if (!met.has(mate)) met.set(mate, new Set());
      for (const input of mate.inputs) reached.add(input);
      open.push(...feedersOf(mate));
    }
  }
  return { met, reached };
};

const amountOf = ({ key, quantity, unit }: ItemLine): Amount | null => {
  if (quantity !== null) return { value: quantity, unit };
  return isPieceKey(key) ? { value: '1', unit: null } : null;
};

const linesIn = (
  { event }: LogRecord,
  role: ItemLine['role'],
  items: ReadonlySet<string>,
): readonly MixLine<string>[] =>
  event.items
    .filter((line) => line.role === role && items.has(line.key))
    .map((line) => ({ item: line.key, amount: amountOf(line) }));

const processOf = ({ owner, process, position, kind }: Transformation): string =>
  process === null ? `${kind} ${position}` : `${owner} ${process}`;

/** What an event used without naming it, as much as was taken out by it; not what that was packed in. */
const usedUnnamed = (
  one: Transformation,
  record: LogRecord,
  loads: readonly Load[],
): readonly MixLine<string>[] => {
  const named = new Set(keysInRole(record, 'INPUT'));
  const unnamed = one.inputs.filter((item) => !named.has(item) && !one.carriers.includes(item));
  return unnamed.flatMap((item): readonly MixLine<string>[] => {
    const ended = loads.filter((load) => load.child === item && endedBy(load) === record.position);
    return ended.length === 0
      ? [{ item, amount: isPieceKey(item) ? { value: '1', unit: null } : null }]
      : ended.map(({ amount }) => ({ item, amount }));
  });
};

/** The use that took out what was packed; null: it was not taken out by a use. */
const endedBy = ({ kind, until }: Load): number | null =>
  kind === 'PACKED' && until?.event.type === 'TransformationEvent' ? until.position : null;

const actOf = (
  one: Transformation,
  through: ReadonlySet<string>,
  { record, loads }: { readonly record: LogRecord; readonly loads: readonly Load[] },
) => {
  const act = {
    kind: one.kind,
    process: processOf(one),
    instant: one.instant,
    owner: one.owner,
  };
  const material = one.inputs.filter((item) => !one.carriers.includes(item));
  const inputs = [
    ...linesIn(record, 'INPUT', new Set(material)),
    ...usedUnnamed(one, record, loads),
  ];
  const outputs = linesIn(record, 'OUTPUT', through);
  const lines =
    one.kind === 'MADE' ? outputs : [...through].map((item) => ({ item, amount: null }));
  const told = new Set(lines.map(({ item }) => item));
  const untold = [...through].filter((item) => !told.has(item));
  return {
    ...act,
    inputs: one.kind === 'MADE' ? inputs : one.inputs.map((item) => ({ item, amount: null })),
    outputs: [...lines, ...untold.map((item) => ({ item, amount: null }))],
  } satisfies MixAct<string>;
};

const born = (record: LogRecord, line: MixLine<string>, instant: string): MixAct<string> => ({
  kind: 'BORN',
  process: `born ${record.position} ${line.item}`,
  instant,
  owner: record.owner,
  inputs: [],
  outputs: [line],
});

/** What came into the world otherwise than by a transformation: more of what one makes, and all that none makes. */
const bornOf = (
  { met, reached }: ReturnType<typeof metBehind>,
  believed: readonly LogRecord[],
): readonly MixAct<string>[] => {
  const made = new Set(
    [...met].flatMap(([one, through]) => (one.kind === 'MADE' ? [...through] : [])),
  );
  const members = new Set([...met.values()].flatMap((through) => [...through]));
  const more = believed
    .filter(isObjectBirth)
    .flatMap((record) =>
      linesIn(record, 'ITEM', made).map((line) => born(record, line, record.event.time.instant)),
    );
  const births = birthsByItem(believed);
  const primary = [...reached]
    .filter((item) => !members.has(item) && !isClassKey(item))
    .flatMap((item): readonly MixAct<string>[] => {
      const birth = births.get(item)?.[0];
      if (birth === undefined) return [];
      return [born(birth.record, { item, amount: birth.line && amountOf(birth.line) }, '')];
    });
  return [...more, ...primary];
};

const mixed = (
  item: string,
  believed: readonly LogRecord[],
  rules: LineageRules,
): Mixture<string> => {
  const behind = metBehind(item, believed, rules);
  const loads = loadsOf(believed);
  const records = new Map(believed.map((record) => [record.position, record]));
  const acts = [...behind.met].flatMap(([one, through]) => {
    const record = records.get(one.position);
    return record === undefined ? [] : [actOf(one, through, { record, loads })];
  });
  const leading = new Set(
    [...behind.met.keys()].flatMap(({ kind, position }) => (kind === 'MADE' ? [position] : [])),
  );
  const taken = believed
    .filter(({ position }) => !leading.has(position))
    .flatMap((record) =>
      linesIn(record, 'INPUT', behind.reached).map((line) => ({
        ...line,
        instant: record.event.time.instant,
      })),
    );
  const along = loads.flatMap((load) => {
    const { child: item, amount, until } = load;
    const by = endedBy(load);
    const isNamed = until !== null && keysInRole(until, 'INPUT').includes(item);
    const counts = by !== null && !isNamed && !leading.has(by) && behind.reached.has(item);
    return counts && until !== null ? [{ item, amount, instant: until.event.time.instant }] : [];
  });
  return mixtureOf({
    asked: item,
    acts: [...acts, ...bornOf(behind, believed)],
    taken: [...taken, ...along],
    isSingle: isPieceKey,
    productOf: gtinOf,
  });
};

const untold: Mixture<string> = {
  carried: () => ({ shares: new Map(), tooLarge: false }),
  origins: new Map(),
  unknown: WHOLE,
  unweighed: new Map(),
};

/** Shares of a trace back over all that is believed (api.md, `Composition`); in which nothing is packed. */
export const sharesOf = (
  item: string,
  believed: readonly LogRecord[],
  rules: LineageRules,
): Shares => {
  const several = startingItems(item, believed).length > 1;
  const mixture = several ? untold : mixed(item, believed, rules);
  const { shares } = mixture.carried((one) => one);
  const births = birthsByItem(believed);
  const origins = [...mixture.origins].flatMap(([key, share]) => {
    const birth = births.get(key)?.[0];
    return birth === undefined ? [] : [{ birth, share }];
  });
  const total = (list: readonly { readonly share: bigint }[]): bigint =>
    list.reduce((sum, { share }) => sum + share, 0n);
  return {
    of: (key) => {
      if (several) return null;
      const share = shares.get(key) ?? (shares.has(key) ? null : 0n);
      return share === null ? null : shareText(share);
    },
    by: (groupOf) => {
      const groups = groupedBy(origins, ({ birth }) => groupOf(birth));
      const named = [...groups]
        .flatMap(([name, list]) => (name === null ? [] : [{ name, share: total(list) }]))
        .toSorted(
          (a, b) =>
            Number(b.share - a.share > 0n) - Number(b.share - a.share < 0n) ||
            compareText(a.name, b.name),
        );
      const rest = mixture.unknown + total(groups.get(null) ?? []);
      const units = wholeInUnits([...named.map(({ share }) => share), rest]);
      return [...named.map(({ name }) => name), 'unknown'].map(
        (name, place) => `${name} ${unitsText(units[place] ?? 0n)}`,
      );
    },
    unweighed: [...mixture.unweighed.keys()],
  };
};
