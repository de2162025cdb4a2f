import type { LogRecord } from '../core/epcis/event.ts';
import { type Transformation, transformationsOf } from '../core/lineage/transformations.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readCounted } from './counted.ts';
import { ensureItems, type NamedItem } from './item.store.ts';
import { readInputs, readUsedAlong, readUsesOfRepacked } from './used-contents.store.ts';

/** Its items, as they may be met here for the first time: a lot that pieces are born into. */
export const namedBy = ({ inputs, outputs, position }: Transformation): readonly NamedItem[] =>
  [...inputs, ...outputs].map((key) => ({ key, uri: key, classLevel: true, position }));

/** What is asked of transformations. */
interface ContentsQuestion {
  readonly known: number;
  /** Internal ids of what may hold something; null: everything may. */
  readonly filled: ReadonlySet<number> | null;
}

/** Transformations with what containers among their inputs take along (core/lineage/used-contents.ts). */
export const withContents = async (
  tx: Transaction,
  all: readonly Transformation[],
  { known, filled }: ContentsQuestion,
): Promise<readonly Transformation[]> => {
  const made = all.filter(({ kind }) => kind === 'MADE');
  if (filled?.size === 0 || made.length === 0) return all;
  const ids = await ensureItems(tx, made.flatMap(namedBy));
  const used = made
    .flatMap((one) => {
      const { instant, position } = one;
      return one.inputs.map((key) => ({ one, item: ids.get(key) ?? 0, instant, position }));
    })
    .filter(({ item }) => filled === null || filled.has(item));
  const along = new Map<Transformation, { contents: Set<string>; carriers: Set<string> }>();
  for (const [index, { contents, carriers }] of await readUsedAlong(tx, used, known)) {
    const one = used[index]?.one;
    if (one === undefined) continue;
    const found = along.get(one) ?? { contents: new Set(), carriers: new Set() };
    for (const key of contents) if (!one.inputs.includes(key)) found.contents.add(key);
    for (const key of carriers) found.carriers.add(key);
    along.set(one, found);
  }
  return all.map((one) => {
    const found = along.get(one);
    if (found === undefined) return one;
    const inputs = [...one.inputs, ...[...found.contents].toSorted()];
    return { ...one, inputs, carriers: [...found.carriers].toSorted() };
  });
};

const usesOf = (one: Pick<Transformation, 'inputs' | 'carriers'> | undefined): string =>
  JSON.stringify([one?.inputs, one?.carriers]);

/** Transformations of earlier records that take along something else since a batch, as they are now. */
export const usedOtherwise = async (
  tx: Transaction,
  records: readonly LogRecord[],
  closed: readonly number[],
): Promise<readonly Transformation[]> => {
  const [first] = records;
  if (first === undefined) return [];
  const settled = new Set(closed);
  const uses = await readUsesOfRepacked(tx, first.knownFrom, first.position);
  const positions = uses.filter((position) => !settled.has(position));
  if (positions.length === 0) return [];
  const counted = await readCounted(tx, positions, first.knownFrom);
  const now = await withContents(tx, counted.flatMap(transformationsOf), {
    known: first.knownFrom,
    filled: null,
  });
  const before = await readInputs(tx, positions);
  const changed = new Set(
    now
      .filter((one) => one.kind === 'MADE' && usesOf(one) !== usesOf(before.get(one.position)))
      .map(({ position }) => position),
  );
  return now.filter(({ position }) => changed.has(position));
};
