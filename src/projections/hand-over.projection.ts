import { Injectable } from '@nestjs/common';
import type { LogRecord } from '../core/epcis/event.ts';
import { handOverWords } from '../core/lineage/handover.ts';
import { isDeclaration } from '../core/lineage/knowledge.ts';
import type { Projector } from '../log/projector.ts';
import type { Transaction } from '../platform/transaction.ts';
import {
  closeHandOvers,
  insertHandOvers,
  insertUnset,
  type ToldHandOver,
} from './hand-over.store.ts';
import { readBatchKnowledge } from './knowledge.store.ts';

/**
 * Who says to have handed over to whom, and which persistent dispositions are lifted: only what an event tells by itself. Hops,
 * holdings and states are derived when they are asked for, by the rules of core/lineage.
 */
@Injectable()
export class HandOverProjection implements Projector {
  readonly name = 'custody';

  async apply(tx: Transaction, records: readonly LogRecord[]): Promise<void> {
    const knownFrom = records[0]?.knownFrom;
    if (knownFrom === undefined) return;
    const { closed, stillborn } = await readBatchKnowledge(tx, records);
    const events = records.filter((record) => !isDeclaration(record));
    const told = events.flatMap((record): readonly ToldHandOver[] => {
      const words = handOverWords(record.event);
      return words === null ? [] : [{ record, words, stillborn: stillborn.has(record.position) }];
    });
    const unset = events
      .map(({ position, event }) => ({ position, words: event.persistentDisposition.unset }))
      .filter(({ words }) => words.length > 0);
    await closeHandOvers(tx, closed, knownFrom);
    await insertHandOvers(tx, told);
    await insertUnset(tx, unset);
  }
}
