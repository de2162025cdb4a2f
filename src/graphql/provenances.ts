import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { NodeIdService } from '../access/node-id.service.ts';
import type { ItemView } from '../query/item.ts';
import type {
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
import {
  Completeness,
  Provenance,
  ProvenanceLink,
  ProvenanceNode,
  ProvenanceSummary,
} from './provenance.types.ts';
import { quantityOf } from './quantity.ts';

/** Traces as types of the contract. */
@Injectable()
export class Provenances {
  constructor(
    private readonly service: ProvenanceService,
    private readonly ids: NodeIdService,
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
      summary: make(ProvenanceSummary, view.summary),
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
        startCursor: nodes.length === 0 ? null : (page.cursors[0] ?? null),
        endCursor: page.cursors[nodes.length - 1] ?? null,
      }),
    });
  }

  private node(view: ProvenanceNodeView, context: RequestContext): ProvenanceNode {
    const { distance, tier, country, quantity, more, corrected } = view;
    return make(ProvenanceNode, {
      view,
      key: this.key(view.item.id, context),
      distance,
      tier,
      country,
      quantity: quantity && quantityOf(quantity.value, quantity.unit),
      more,
      corrected,
    });
  }

  /** One item has one node, so its id for the viewer is the node's key. */
  private key(item: number, { viewer }: RequestContext): string {
    return this.ids.encode(viewer, 'part', item);
  }
}
