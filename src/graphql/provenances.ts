import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { NodeIdService } from '../access/node-id.service.ts';
import type { ItemView } from '../query/item.ts';
import type {
  CompositionShareView,
  ProvenanceNodeView,
  ProvenanceQuestion,
  ProvenanceView,
} from '../trace/provenance.ts';
import { ProvenanceService } from '../trace/provenance.service.ts';
import { PageInfo } from './connection.ts';
import { cutError } from './connections.ts';
import type { RequestContext } from './context.ts';
import { make } from './make.ts';
import { spokenAt } from './moments.ts';
import { Parties } from './parties.ts';
import {
  Completeness,
  Composition,
  type CompositionKey,
  CompositionShare,
  Provenance,
  ProvenanceLink,
  ProvenanceNode,
  ProvenanceSummary,
} from './provenance.types.ts';
import { quantityOf } from './quantity.ts';

/** What needs no hand-overs. */
const summaryOf = (view: ProvenanceView) => {
  const { parts, suppliers, tiers } = view.summary;
  return { view, parts, suppliers, tiers };
};

/** Traces as types of the contract. */
@Injectable()
export class Provenances {
  constructor(
    private readonly service: ProvenanceService,
    private readonly ids: NodeIdService,
    private readonly parties: Parties,
  ) {}

  /** @throws INVALID_VALUE, CURSOR_INVALID */
  async of(
    item: ItemView,
    question: ProvenanceQuestion,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<Provenance | null> {
    const found = await this.service.provenance(context.viewer, item, question);
    return found === null ? null : spokenAt(this.present(found, context, info), found.moment);
  }

  /** Where the asked item's primary mass was born; null when the trace is too large. */
  async composition(
    view: ProvenanceView,
    by: CompositionKey,
    context: RequestContext,
  ): Promise<Composition | null> {
    const found = this.service.composition(view, by);
    if (found === null) return null;
    const { shares, others, unknown } = found;
    return make(Composition, {
      by,
      shares: await Promise.all(shares.map((one) => this.share(one, context))),
      others,
      withheld: '0.0000',
      unknown,
    });
  }

  private async share(
    { country, supplier, site, share }: CompositionShareView,
    context: RequestContext,
  ): Promise<CompositionShare> {
    return make(CompositionShare, {
      country,
      party: supplier === null ? null : await this.parties.ofOrganisation(supplier, context),
      site: await this.parties.place(site, context),
      share,
    });
  }

  private present(
    view: ProvenanceView,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Provenance {
    const granted = context.budget.take(view.nodes.length);
    const nodes = view.nodes.slice(0, granted);
    const cut = nodes.length < view.nodes.length;
    if (cut) context.partial.push(cutError(info));
    const hidden = new Set(view.nodes.slice(granted).map(({ item }) => item.id));
    const links = view.links.filter(({ from, to }) => !hidden.has(from) && !hidden.has(to));
    const { direction, at, asKnownAt, precision, page } = view;
    return make(Provenance, {
      view,
      direction,
      at,
      asKnownAt,
      precision,
      completeness: make(Completeness, view.completeness),
      summary: make(ProvenanceSummary, summaryOf(view)),
      nodes: nodes.map((node) => this.node(node, context)),
      links: links.map((link) =>
        make(ProvenanceLink, {
          from: this.key(link.from, context),
          to: this.key(link.to, context),
          kind: link.kind,
          quantityIn: link.quantityIn && quantityOf(link.quantityIn.value, link.quantityIn.unit),
          quantityOut:
            link.quantityOut && quantityOf(link.quantityOut.value, link.quantityOut.unit),
          position: link.kind === 'LOT_MEMBER' ? null : link.step,
        }),
      ),
      pageInfo: make(PageInfo, {
        hasNextPage: page.hasNextPage || cut,
        hasPreviousPage: page.hasPreviousPage,
        startCursor: page.cursorAfter(nodes[0]),
        endCursor: page.cursorAfter(nodes.at(-1)),
      }),
    });
  }

  private node(view: ProvenanceNodeView, context: RequestContext): ProvenanceNode {
    const { distance, tier, country, quantity, share, more, corrected } = view;
    return make(ProvenanceNode, {
      view,
      key: this.key(view.item.id, context),
      distance,
      tier,
      country,
      quantity: quantity && quantityOf(quantity.value, quantity.unit),
      share,
      more,
      corrected,
    });
  }

  /** One item has one node, so its id for the viewer is the node's key. */
  private key(item: number, { viewer }: RequestContext): string {
    return this.ids.encode(viewer, 'part', item);
  }
}
