import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { readBatches } from '../log/batch.store.ts';
import { lockHead } from '../log/head.store.ts';
import { PROJECTORS, type Projector } from '../log/projector.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';

/** Positions that are projected in one transaction, at least one batch. */
const CHUNK = 512;

/**
 * Fills read models that are younger than the log, before the first request is served: a new version of the service may bring one along
 * (its migration leaves a row in `projection.progress`). What it has filled stays when it is killed half-way.
 */
@Injectable()
export class CatchUpService implements OnModuleInit {
  private readonly logger = new Logger(CatchUpService.name);

  constructor(
    private readonly database: Database,
    @Inject(PROJECTORS) private readonly projectors: readonly Projector[],
  ) {}

  async onModuleInit(): Promise<void> {
    for (const projector of this.projectors) {
      for (let left = await this.step(projector); left > 0; left = await this.step(projector)) {
        this.logger.warn(
          `The read model of ${projector.name} is being filled: ${left} events left.`,
        );
      }
    }
  }

  /** Takes in some more of the log; answers how much of it is left. Under the head lock, so that two instances do not do it twice. */
  private step(projector: Projector): Promise<number> {
    return this.database.transaction(null, async (tx) => {
      const { next } = await lockHead(tx);
      const upto = await readProgress(tx, projector.name);
      if (upto === null) return 0;
      const batches = await readBatches(tx, upto + 1, CHUNK);
      for (const records of batches) await projector.apply(tx, records);
      const last = batches.at(-1)?.at(-1)?.position ?? next - 1;
      await writeProgress(tx, projector.name, last >= next - 1 ? null : last);
      return next - 1 - last;
    });
  }
}

/** The last position that a read model has taken in; null: it is current. */
const readProgress = async (tx: Transaction, name: string): Promise<number | null> => {
  const rows = await tx.query<{ upto: string }>(
    'select upto from projection.progress where name = $1',
    [name],
  );
  return rows[0] === undefined ? null : Number(rows[0].upto);
};

const writeProgress = (tx: Transaction, name: string, upto: number | null): Promise<unknown> =>
  upto === null
    ? tx.query('delete from projection.progress where name = $1', [name])
    : tx.query('update projection.progress set upto = $2 where name = $1', [name, upto]);
