import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Database } from '../platform/database.ts';
import { type ItemRow, readItems } from '../projections/item.store.ts';
import { completenessOf, type CountedNode, gapsOf, nodesOf, shareGapsOf } from './answer.ts';
import { tiersOf, type WalkGraph, type WalkLink } from './assemble.ts';
import { startOf, stowedQuantities, type TracedGraph } from './graph.store.ts';
import type { GapView, ProvenanceNodeView } from './provenance.ts';
import type { TracedQuantity } from './traced-quantity.ts';
import type { StreamQuestion } from './stream-link.service.ts';
import { type BlockNames, gapNames, namesOfBlock, noNames } from './stream-names.ts';
import { type QuantityAsked, readBlock, readStreamQuantities } from './stream.store.ts';
import { gapRow, linkRow, nodeRow, provenanceRows, type Spelling } from './stream-rows.ts';
import { inStreamOrder } from './stream-order.ts';
import { type StreamWhole, StreamWholeService } from './stream-whole.service.ts';
import type { RowBlock, RowKind, RowStream, StreamHeader } from './stream.ts';
import { walkAll } from './walk-all.store.ts';

/** Links walked: the most that can be asked for. */
const DEPTH = 200;
/** Rows read and held at a time. */
const BLOCK = 1_000;

/** A walk, before anything is read of what it reached. */
interface Walked {
  readonly question: StreamQuestion;
  /** Log position. */
  readonly known: number;
  readonly graph: WalkGraph;
  /** How much of what was packed, by `quantityName`. */
  readonly stowed: ReadonlyMap<string, TracedQuantity | null>;
  readonly tooLarge: boolean;
  readonly whole: StreamWhole;
}

/** What a first pass over all blocks finds. */
interface Counted {
  readonly header: StreamHeader;
  readonly tiers: ReadonlyMap<number, number>;
  /** The blocks that have gaps: only they are read once more to tell them. */
  readonly withGaps: readonly (readonly number[])[];
}

/** Some items of a trace with all that is told of them. */
interface Block {
  readonly nodes: readonly ProvenanceNodeView[];
  readonly traced: TracedGraph;
  readonly names: BlockNames;
}

/**
 * Traces without pages, a block at a time: only the bare graph, which is numbers, is held as a whole. Nodes come nearest first, then as
 * they were first recorded; names are those of the moment that the link names.
 */
@Injectable()
export class ProvenanceStreamService {
  constructor(
    private readonly database: Database,
    private readonly redaction: RedactionService,
    private readonly ids: NodeIdService,
    readonly organisations: OrganisationService,
    readonly products: ProductService,
    readonly sites: SiteService,
    private readonly wholes: StreamWholeService,
  ) {}

  /** The whole answer; null when the item is hidden or unknown. */
  async open(viewer: Viewer, question: StreamQuestion): Promise<RowStream | null> {
    const [item] = await this.database.read(viewer, (tx) => readItems(tx, [question.item]));
    if (item === undefined || this.redaction.redact(viewer, item) === null) return null;
    const walked = await this.walk(viewer, item, question);
    const counted = await this.count(viewer, item, walked);
    return {
      name: `provenance-${question.direction.toLowerCase()}`,
      whole: tooLargeGap(walked).length === 0,
      header: counted.header,
      kinds: Object.values(provenanceRows),
      blocks: (wanted = Object.values(provenanceRows)) =>
        this.blocks(viewer, { walked, counted, wanted }),
    };
  }

  private async walk(viewer: Viewer, item: ItemRow, question: StreamQuestion): Promise<Walked> {
    const { asKnownAt, known, at, direction } = question;
    const request = { item, direction, known, at, depth: DEPTH };
    const found = await this.database.read(viewer, async (tx) =>
      walkAll(tx, { ...request, start: await startOf(tx, request) }),
    );
    const walked = { ...found, graph: inStreamOrder(found.graph) };
    const { start, graph, stowed, tooLarge } = walked;
    const asked = { ...request, start, namesAt: asKnownAt };
    const whole = await this.wholes.read(viewer, asked, walked);
    return { question, known, graph, stowed: stowedQuantities(stowed), tooLarge, whole };
  }

  /** Looks at every node once, without its names, to say beforehand how complete the answer is. */
  private async count(viewer: Viewer, item: ItemRow, walked: Walked): Promise<Counted> {
    const { question, graph } = walked;
    const makers = new Map<number, number>();
    const nodes: CountedNode[] = [];
    const gaps: GapView[] = [...tooLargeGap(walked)];
    const withGaps: (readonly number[])[] = [];
    for (const ids of slices([...graph.distances.keys()])) {
      const { nodes: some, traced } = await this.block(viewer, walked, { ids, names: noNames });
      for (const { item: id, owner } of traced.births.births.values()) makers.set(id, owner);
      const holes = gapsOf(some, traced, gapNames(traced, noNames));
      if (holes.length > 0) withGaps.push(ids);
      for (const gap of holes) gaps.push({ ...gap, text: '' });
      for (const { item, step, more, distance } of some)
        nodes.push({ item: { id: item.id }, step, more, distance });
    }
    const more = await this.further(viewer, walked, noNames);
    const hops = await this.wholes.countLines(viewer, walked.whole);
    const counts = { nodes: nodes.length, links: graph.links.length, hops };
    const { direction, at, asKnownAt } = question;
    return {
      tiers: tiersOf(graph, makers),
      withGaps,
      header: {
        question: {
          item: this.ids.encode(viewer, 'part', item.id),
          uri: item.uri,
          direction,
          at,
          depth: DEPTH,
        },
        asKnownAt,
        counts: { ...counts, gaps: gaps.length + more.gaps.length },
        completeness: completenessOf({ direction, nodes, gaps, graph }),
      },
    };
  }

  private async *blocks(
    viewer: Viewer,
    {
      walked,
      counted: { tiers, withGaps },
      wanted,
    }: {
      readonly walked: Walked;
      readonly counted: Counted;
      readonly wanted: readonly RowKind[];
    },
  ): AsyncGenerator<RowBlock> {
    const ids = [...walked.graph.distances.keys()];
    const named = (some: readonly number[]): Promise<Block> =>
      this.block(viewer, walked, { ids: some, tiers });
    if (wanted.includes(provenanceRows.node)) {
      for (const some of slices(ids)) {
        const { nodes, names } = await named(some);
        const steps = nodes.map(({ step }) => step);
        const spelling = { names, ...this.spelling(viewer, some, steps) };
        yield { kind: provenanceRows.node, rows: nodes.map((node) => nodeRow(node, spelling)) };
      }
    }
    if (wanted.includes(provenanceRows.link)) {
      for (const some of slices(walked.graph.links)) {
        const told = await this.quantities(viewer, walked, some);
        const ends = some.flatMap(({ from, to }) => [from, to]);
        const steps = some.map((link) => link.steps.at(-1) ?? null);
        const spelling = this.spelling(viewer, ends, steps);
        yield {
          kind: provenanceRows.link,
          rows: some.map((link) => linkRow(link, told, spelling)),
        };
      }
    }
    if (wanted.includes(provenanceRows.hop)) {
      const spelling = this.spelling(viewer, [], []);
      for await (const rows of this.wholes.hops(viewer, walked.whole, spelling)) {
        yield { kind: provenanceRows.hop, rows };
      }
    }
    if (wanted.includes(provenanceRows.gap)) yield* this.gaps(viewer, walked, withGaps);
  }

  /** How ids are written: those of a block are enciphered together, others when they are met. */
  private spelling(
    viewer: Viewer,
    items: readonly number[],
    positions: readonly (number | null)[],
  ): Omit<Spelling, 'names'> {
    const keys = this.ids.encodeAll(viewer, 'part', items);
    const found = positions.flatMap((position) => position ?? []);
    const events = this.ids.encodeAll(viewer, 'event', found);
    return {
      key: (id) => keys.get(id) ?? this.ids.encode(viewer, 'part', id),
      event: (position) =>
        position === null
          ? null
          : (events.get(position) ?? this.ids.encode(viewer, 'event', position)),
    };
  }

  private async *gaps(
    viewer: Viewer,
    walked: Walked,
    withGaps: Counted['withGaps'],
  ): AsyncGenerator<RowBlock> {
    const key = (id: number): string => this.ids.encode(viewer, 'part', id);
    const rowsOf = (
      gaps: readonly GapView[],
      nodes: readonly ProvenanceNodeView[],
      names: BlockNames,
    ): RowBlock => ({
      kind: provenanceRows.gap,
      rows: gaps.map((gap) => gapRow(gap, nodes, { names, key })),
    });
    yield rowsOf(tooLargeGap(walked), [], noNames);
    for (const ids of withGaps) {
      const { nodes, traced, names } = await this.block(viewer, walked, { ids });
      yield rowsOf(gapsOf(nodes, traced, gapNames(traced, names)), nodes, names);
    }
    const { gaps, nodes, names } = await this.further(viewer, walked);
    yield rowsOf(gaps, nodes, names);
  }

  /** Gaps of the whole: what keeps shares from being told, and what hand-overs leave open. */
  private async further(
    viewer: Viewer,
    walked: Walked,
    given?: BlockNames,
  ): Promise<Pick<Block, 'nodes' | 'names'> & { readonly gaps: readonly GapView[] }> {
    const { whole, graph, question } = walked;
    const open = await this.wholes.gaps(viewer, whole);
    const unweighed = whole.traced?.shares?.unweighed ?? new Map<number, number>();
    const ids = new Set([...unweighed.keys(), ...open.flatMap(({ item }) => item ?? [])]);
    const tellers = [...unweighed.values(), ...open.flatMap(({ ask }) => ask ?? [])];
    const { nodes, names } = await this.block(viewer, walked, {
      ids: [...graph.distances.keys()].filter((id) => ids.has(id)),
      tellers,
      ...(given && { names: given }),
    });
    const told = { shares: whole.traced?.shares ?? null, graph, tooLarge: walked.tooLarge };
    return { nodes, names, gaps: [...shareGapsOf(nodes, told, question.direction), ...open] };
  }

  /** Items in the order of `ids`, as the viewer may see them. */
  private async block(
    viewer: Viewer,
    { graph, known, question, whole }: Walked,
    {
      ids,
      tiers,
      names,
      tellers: more = [],
    }: {
      readonly ids: readonly number[];
      /** Further organisations that are named. */
      readonly tellers?: readonly number[];
      readonly tiers?: Counted['tiers'];
      readonly names?: BlockNames;
    },
  ): Promise<Block> {
    const { births, firstTellers, claimed, items } = await this.database.read(viewer, (tx) =>
      readBlock(tx, ids, { known, at: question.at, direction: question.direction }),
    );
    const tellers = [
      ...firstTellers.values(),
      ...[...claimed.claims.values()].flat().map(({ owner }) => owner),
      ...more,
    ];
    const called =
      names ??
      (await namesOfBlock(
        this,
        viewer,
        {
          items: [...items, ...claimed.claimedItems.values()],
          births: births.births.values(),
          tellers,
        },
        question.asKnownAt,
      ));
    const traced: TracedGraph = {
      graph: {
        ...graph,
        distances: new Map(ids.map((id) => [id, graph.distances.get(id) ?? 0])),
        incomplete: false,
      },
      items: new Map(items.map((item) => [item.id, item])),
      births,
      firstTellers,
      ...claimed,
      tiers: tiers ?? new Map(),
      stowed: [],
      quantities: new Map(),
      shares: whole.traced?.shares ?? null,
      tooLarge: false,
    };
    const place = new Map(ids.map((id, index) => [id, index]));
    const nodes = this.redaction
      .redactAll(viewer, nodesOf(traced, gapNames(traced, called)))
      .toSorted((a, b) => (place.get(a.item.id) ?? 0) - (place.get(b.item.id) ?? 0));
    return { nodes, traced, names: called };
  }

  private async quantities(
    viewer: Viewer,
    { stowed, known }: Walked,
    links: readonly WalkLink[],
  ): Promise<ReadonlyMap<string, TracedQuantity | null>> {
    const made = links.filter(({ kind }) => kind !== 'PACKED_IN');
    const asked = made.flatMap(({ from, to, steps, sources }): QuantityAsked[] => [
      ...sources.map((position) => ({ position, item: from, role: 'INPUT' as const })),
      ...steps.map((position) => ({ position, item: to, role: 'OUTPUT' as const })),
    ]);
    const told = await this.database.read(viewer, (tx) => readStreamQuantities(tx, asked, known));
    return new Map([...stowed, ...told]);
  }
}

const tooLargeGap = ({ tooLarge, graph }: Walked): readonly GapView[] =>
  tooLarge || graph.incomplete
    ? [
        {
          reason: 'TOO_LARGE',
          item: null,
          text: 'The answer was cut for its size: ask about one of its parts.',
          ask: null,
        },
      ]
    : [];

function* slices<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += BLOCK) yield all.slice(start, start + BLOCK);
}
