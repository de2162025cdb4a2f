import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { stepKinds, stepOf } from '../core/epcis/step.ts';
import { canonicalKey } from '../core/gs1/key.ts';
import type { Problem } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Database } from '../platform/database.ts';
import { shown } from './step-form.ts';
import { readNearSteps, type TwinSought } from './step-twin.store.ts';

/** The same again within this time is rather told twice than done twice. */
export const TWIN_MINUTES = 60;

/** A step that was made, and where it stands in the log when it was recorded. */
export interface MadeAt {
  readonly event: EpcisEvent;
  /** URIs of lots that the service numbered: whoever tells it twice is given two. */
  readonly created: readonly string[];
  readonly position: number | null;
}

/** Finds what was recorded under another id before: LIKELY_DUPLICATE, never a refusal. */
@Injectable()
export class StepTwinService {
  constructor(
    private readonly database: Database,
    private readonly log: LogReaderService,
  ) {}

  /**
   * For each step the warning that the viewer's organisation has recorded the same before: same step, place, parties, papers, items and
   * quantities, at most an hour apart.
   */
  async warnings(
    viewer: Viewer,
    steps: readonly MadeAt[],
  ): Promise<readonly (readonly Problem[])[]> {
    const owner = viewer.organisation;
    if (owner === null || steps.length === 0) return steps.map(() => []);
    const near = await this.database.read(viewer, (tx) =>
      readNearSteps(tx, owner, steps.map(soughtOf), TWIN_MINUTES),
    );
    const positions = [...new Set(near.flat())];
    const records = new Map(
      (await this.log.byPositions(viewer, positions)).map((record) => [record.position, record]),
    );
    const standings =
      positions.length === 0 ? new Map() : await this.log.standings(viewer, positions);
    return steps.map((step, index) => {
      const twin = (near[index] ?? [])
        .filter((position) => standings.get(position)?.standing === 'CURRENT')
        .map((position) => records.get(position))
        .find((record) => record !== undefined && isTwin(step, record.event));
      return twin === undefined ? [] : [likelyDuplicate(twin.eventKey)];
    });
  }
}

const soughtOf = ({ event, created, position }: MadeAt): TwinSought => {
  const fresh = new Set(created.map(canonicalKey));
  return {
    eventKey: event.eventId ?? '',
    step: stepKinds.indexOf(stepOf(event)),
    instant: event.time.instant,
    item: event.items.find(({ key }) => !fresh.has(key))?.key ?? null,
    location: event.bizLocation === null ? null : canonicalKey(event.bizLocation),
    before: position,
  };
};

/** What a lot is a lot of. */
const withoutLot = (key: string): string => key.replace(/\/10\/[^/]*$/, '');

const isTwin = ({ event, created }: MadeAt, other: EpcisEvent): boolean => {
  const numbered = new Set(created.map((uri) => withoutLot(canonicalKey(uri))));
  const nameOf = (key: string): string => {
    const product = withoutLot(key);
    return numbered.has(product) ? product : key;
  };
  return contentOf(event, nameOf) === contentOf(other, nameOf);
};

/** All that makes a step that step, but its id, its time and what is said beside it. */
const contentOf = (event: EpcisEvent, nameOf: (key: string) => string): string => {
  const ends = (list: EpcisEvent['sources']): readonly string[] =>
    list.map(({ type, key }) => JSON.stringify([type, key])).toSorted();
  const lines = event.items.map(({ role, key, quantity, unit }) =>
    JSON.stringify([role, nameOf(key), quantity, unit]),
  );
  return JSON.stringify([
    [event.type, event.action, event.bizStep, event.disposition, event.transformationId],
    [event.persistentDisposition, event.readPoint, event.bizLocation],
    [ends(event.sources), ends(event.destinations), ends(event.businessTransactions)],
    lines.toSorted(),
  ]);
};

const likelyDuplicate = (eventKey: string): Problem => ({
  code: 'LIKELY_DUPLICATE',
  message: `You recorded the same within the hour as "${shown(eventKey)}". Both are recorded; if it happened once, void one of them.`,
  at: '/step',
});
