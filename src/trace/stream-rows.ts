import type { WalkLink } from './assemble.ts';
import { quantityName } from './graph.store.ts';
import type { GapView, ProvenanceNodeView } from './provenance.ts';
import type { TracedQuantity } from './traced-quantity.ts';
import { hopColumns } from './stream-whole.service.ts';
import type { BlockNames } from './stream-names.ts';
import type { QuantityAsked } from './stream.store.ts';
import type { Cell, RowKind } from './stream.ts';

/** What a provenance is streamed as. */
export const provenanceRows = {
  node: {
    kind: 'node',
    table: 'nodes',
    columns:
      'key name uri granularity lot serial distance tier madeBy country day quantity unit share step more corrected'.split(
        ' ',
      ),
  },
  link: {
    kind: 'link',
    table: 'links',
    columns: 'from to kind quantityIn unitIn quantityOut unitOut step'.split(' '),
  },
  hop: { kind: 'hop', table: 'hops', columns: hopColumns },
  gap: { kind: 'gap', table: 'gaps', columns: 'reason node name text ask'.split(' ') },
} as const satisfies Readonly<Record<string, RowKind>>;

/** How things are written for one viewer. */
export interface Spelling {
  readonly names: BlockNames;
  readonly key: (item: number) => string;
  readonly event: (position: number | null) => string | null;
}

/** A node in the order of its columns. */
export const nodeRow = (
  node: ProvenanceNodeView,
  { names, key, event }: Spelling,
): readonly Cell[] => {
  const { item, quantity } = node;
  return [
    key(item.id),
    node.name,
    item.uri,
    item.kind,
    item.lot,
    item.serial,
    node.distance,
    node.tier,
    names.organisation(node.madeBy),
    node.country,
    node.day,
    quantity?.value ?? null,
    quantity?.unit ?? null,
    node.share,
    event(node.step),
    node.more,
    node.corrected,
  ];
};

/** A link in the order of its columns. */
export const linkRow = (
  { from, to, kind, steps, sources }: WalkLink,
  told: ReadonlyMap<string, TracedQuantity | null>,
  { key, event }: Pick<Spelling, 'key' | 'event'>,
): readonly Cell[] => {
  const only = (
    item: number,
    positions: readonly number[],
    role: QuantityAsked['role'] | 'CHILD',
  ) => {
    const found = positions.flatMap((one) => told.get(quantityName(one, item, role)) ?? []);
    return found.length === 1 ? found[0] : undefined;
  };
  const [taken, made] = [
    only(from, sources, kind === 'PACKED_IN' ? 'CHILD' : 'INPUT'),
    only(to, steps, 'OUTPUT'),
  ];
  return [
    key(from),
    key(to),
    kind,
    taken?.value ?? null,
    taken?.unit ?? null,
    made?.value ?? null,
    made?.unit ?? null,
    kind === 'LOT_MEMBER' ? null : event(steps.at(-1) ?? null),
  ];
};

/** A gap in the order of its columns. */
export const gapRow = (
  { reason, item, text, ask }: GapView,
  nodes: readonly ProvenanceNodeView[],
  { names, key }: Pick<Spelling, 'names' | 'key'>,
): readonly Cell[] => {
  const name = nodes.find((node) => node.item.id === item)?.name ?? null;
  return [reason, item === null ? null : key(item), name, text, names.organisation(ask)];
};
