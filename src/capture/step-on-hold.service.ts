import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent, LogRecord } from '../core/epcis/event.ts';
import type { ResolvedVerb } from '../core/epcis/resolved-step.ts';
import { canonicalKey } from '../core/gs1/key.ts';
import { groupedBy } from '../core/lineage/grouped-by.ts';
import { inOrder } from '../core/lineage/order.ts';
import { stateAfter } from '../core/lineage/state.ts';
import type { Problem } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Database } from '../platform/database.ts';
import { itemsAt, type StepItem } from './step-items.ts';
import { type Persisting, readPersisting } from './step-on-hold.store.ts';

/** A step that was made. */
export interface UsingStep {
  readonly event: EpcisEvent;
  readonly uses: readonly StepItem[];
}

/** Whoever looks at, unpacks or destroys what is on hold does what a hold is for. */
export const usesOf = (verb: ResolvedVerb): readonly StepItem[] => {
  switch (verb.verb) {
    case 'MAKE':
      return itemsAt('/step/make/inputs', verb.inputs);
    case 'SHIP':
      return itemsAt('/step/ship/items', verb.items);
    case 'SELL':
      return itemsAt('/step/sell/items', verb.items);
    default:
      return [];
  }
};

/** Finds what is used, shipped or sold while it is on hold or recalled: ON_HOLD, never a refusal. */
@Injectable()
export class StepOnHoldService {
  constructor(
    private readonly database: Database,
    private readonly log: LogReaderService,
  ) {}

  /** For each step a warning for each item that is on hold at its time, or that holds something that is (domain rules 11, 21). */
  async warnings(
    viewer: Viewer,
    steps: readonly UsingStep[],
  ): Promise<readonly (readonly Problem[])[]> {
    const used = steps.flatMap(({ event, uses }, step) =>
      uses.map(({ id, at }) => ({
        key: canonicalKey(id),
        instant: event.time.instant,
        at,
        step,
      })),
    );
    if (used.length === 0) return steps.map(() => []);
    const { position: known } = await this.log.watermark();
    const persisting = await this.database.read(viewer, (tx) => readPersisting(tx, used, known));
    const held = await this.heldIn(viewer, persisting);
    return steps.map((_, step) =>
      used.flatMap(({ at, step: own }, asked) =>
        own === step && held.has(asked) ? [onHold(at)] : [],
      ),
    );
  }

  private async heldIn(
    viewer: Viewer,
    persisting: readonly Persisting[],
  ): Promise<ReadonlySet<number>> {
    if (persisting.length === 0) return new Set();
    const positions = [...new Set(persisting.map(({ position }) => position))];
    return heldAmong(persisting, await this.log.byPositions(viewer, positions));
  }
}

/** Of what was asked about, that for which a hold or a recall is in force by these records (domain rules 9, 21). */
export const heldAmong = (
  persisting: readonly Persisting[],
  records: readonly LogRecord[],
): ReadonlySet<number> => {
  const byPosition = new Map(records.map((record) => [record.position, record]));
  const lives = groupedBy(persisting, ({ asked, item }) => `${asked} ${item}`);
  const held = [...lives.values()].filter((life) => {
    const positions = new Set(life.map(({ position }) => position));
    const own = [...positions].flatMap((position) => byPosition.get(position) ?? []);
    return stateAfter(inOrder(own)).onHold;
  });
  return new Set(held.flatMap((life) => life.map(({ asked }) => asked)));
};

const onHold = (at: string): Problem => ({
  code: 'ON_HOLD',
  message:
    'This is on hold or recalled, or something in it is. The step is recorded; stop, or have it released.',
  at,
});
