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
    for (let left = await this.step(); left > 0; left = await this.step()) {
      this.logger.warn(`Read models are being filled: ${left} events left.`);
    }
  }

  /**
   * Takes in some more of the log; answers how much of it is left. Batch by batch in the order of the read models, since one may look at
   * what another has made of the batches before. Under the head lock, so that two instances do not do it twice.
   */
  private step(): Promise<number> {
    return this.database.transaction(null, async (tx) => {
      const { next } = await lockHead(tx);
      const progress = await readProgress(tx);
      const young = this.projectors.filter(({ name }) => progress.has(name));
      if (young.length === 0) return 0;
      const uptos = young.map(({ name }) => progress.get(name) ?? 0);
      const batches = await readBatches(tx, Math.min(...uptos) + 1, CHUNK);
      for (const records of batches) {
        const first = records[0]?.position ?? 0;
        for (const [place, projector] of young.entries()) {
          if ((uptos[place] ?? 0) < first) await projector.apply(tx, records);
        }
      }
      const last = batches.at(-1)?.at(-1)?.position ?? next - 1;
      for (const [place, { name }] of young.entries()) {
        const upto = Math.max(last, uptos[place] ?? 0);
        await writeProgress(tx, name, upto >= next - 1 ? null : upto);
      }
      return next - 1 - last;
    });
  }
}

/** The last position that each read model that is not current has taken in, by name. */
const readProgress = async (tx: Transaction): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx.query<{ name: string; upto: string }>(
    'select name, upto from projection.progress',
  );
  return new Map(rows.map(({ name, upto }) => [name, Number(upto)]));
};

const writeProgress = (tx: Transaction, name: string, upto: number | null): Promise<unknown> =>
  upto === null
    ? tx.query('delete from projection.progress where name = $1', [name])
    : tx.query('update projection.progress set upto = $2 where name = $1', [name, upto]);
