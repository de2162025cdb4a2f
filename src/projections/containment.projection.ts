import { Injectable } from '@nestjs/common';
import type { LogRecord } from '../core/epcis/event.ts';
import { loadsOf } from '../core/lineage/containment.ts';
import { isDeclaration } from '../core/lineage/knowledge.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import { readChildren, readEmptied, readPackings, replaceLoads } from './containment.store.ts';
import { readBatchKnowledge } from './knowledge.store.ts';

const isPacking = ({ event: { type } }: LogRecord): boolean =>
  type === 'AggregationEvent' || type === 'AssociationEvent';

/**
 * What lay in what, when, and how much of it. Packing has no order of arrival: of every child that a batch may have moved all packing is
 * replayed by `core/lineage/containment.ts`, from the item rows that `ItemProjection` has just written.
 */
@Injectable()
export class ContainmentProjection implements Projector {
  readonly name = 'containment';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    const knownFrom = records[0]?.knownFrom;
    if (knownFrom === undefined) return;
    const { closed } = await readBatchKnowledge(tx, records);
    const packed = records.filter((record) => isPacking(record) && !isDeclaration(record));
    const positions = [...packed.map(({ position }) => position), ...closed];
    if (positions.length === 0) return;
    const children = [
      ...new Set([...(await readChildren(tx, positions)), ...(await readEmptied(tx, positions))]),
    ];
    if (children.length === 0) return;
    const packings = await readPackings(tx, children, knownFrom);
    const loads = [...packings.values()].flatMap((own) => loadsOf(own));
    await replaceLoads(tx, children, { loads, knownFrom });
  }
}
