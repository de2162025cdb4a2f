import type { HopLineView, HopView } from '../query/hop.ts';
import { compareText } from '../core/lineage/order.ts';
import { documentOf } from './event-fields.ts';
import { Disagreement, Hop, HopLine } from './hop.types.ts';
import { boundedListMax } from './limits.ts';
import type { Loaders } from './loaders.ts';
import { make } from './make.ts';
import { quantityOf } from './quantity.ts';

/** A hand-over as a type of the contract. */
export function hopOf(view: HopView): Hop {
  const { status, fromCountry, toCountry, crossesBorder, shippedAt, receivedAt } = view;
  return make(Hop, {
    view,
    status,
    fromCountry,
    toCountry,
    crossesBorder,
    shippedAt,
    receivedAt,
    lineCount: view.lines.length,
    documents: view.documents.slice(0, boundedListMax).map(documentOf),
    disagreements: view.disagreements
      .slice(0, boundedListMax)
      .map((one) => make(Disagreement, { kind: one.kind, view: one, hop: view })),
    ownershipChanges: view.ownershipChanges,
  });
}

/** One part in it. */
export const hopLineOf = (view: HopLineView): HopLine =>
  make(HopLine, {
    view,
    shipped: view.shipped && quantityOf(view.shipped.value, view.shipped.unit),
    received: view.received && quantityOf(view.received.value, view.received.unit),
    difference: view.difference,
  });

/** Lines by name of the part, then of the container; what is not packed comes first. */
export async function inOrder(
  lines: readonly HopLineView[],
  { itemName }: Loaders,
): Promise<readonly HopLineView[]> {
  if (lines.length < 2) return lines;
  const named = await Promise.all(
    lines.map(async (line) => ({
      line,
      name: await itemName.load(line.item),
      container: line.container === null ? null : await itemName.load(line.container),
    })),
  );
  return named
    .toSorted(
      (a, b) =>
        compareText(a.name ?? '', b.name ?? '') ||
        compareText(a.container ?? '', b.container ?? ''),
    )
    .map(({ line }) => line);
}
