import { groupedBy } from './grouped-by.ts';

/** What each part was made from, by the names of those parts that have one here, each once, in the order of the links. */
export const madeFrom = <K>(
  links: readonly { readonly from: K; readonly to: K }[],
  names: ReadonlyMap<K, string>,
): ((part: K) => readonly string[]) => {
  const into = groupedBy(links, ({ to }) => to);
  return (part) =>
    [...new Set((into.get(part) ?? []).map(({ from }) => from))].flatMap(
      (source) => names.get(source) ?? [],
    );
};
