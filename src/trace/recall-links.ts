import { compareText } from '../core/lineage/order.ts';
import type { RecallLinkView, RecallView } from './recall.ts';

/**
 * Links that come with some parts, a page of the list: those between listed parts whose later end, in the order of the list, is one of
 * them; in the order of that end, then of the other. Null: there are too many in all.
 */
export const linksOnPage = (
  { parts, links }: Pick<RecallView, 'parts' | 'links'>,
  page: ReadonlySet<number>,
): readonly RecallLinkView[] | null => {
  const places = new Map(parts.map(({ item }, place) => [item.id, place]));
  const found = links?.flatMap((link) => {
    const [a, b] = [places.get(link.from), places.get(link.to)];
    if (a === undefined || b === undefined) return [];
    const later = a < b ? link.to : link.from;
    return page.has(later) ? [{ link, ends: [Math.max(a, b), Math.min(a, b)] as const }] : [];
  });
  if (found === undefined) return null;
  return found
    .toSorted(
      ({ link: one, ends: a }, { link: two, ends: b }) =>
        a[0] - b[0] || a[1] - b[1] || compareText(one.kind, two.kind) || one.from - two.from,
    )
    .map(({ link }) => link);
};
