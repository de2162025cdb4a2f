import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent, LogRecord } from '../core/epcis/event.ts';
import { eventHash } from '../core/epcis/hash.ts';
import type { Problem } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { foreseenClaims } from '../projections/belief.ts';
import { readKeptClaims } from '../projections/claims.ts';
import { claimWarning } from './claim-warning.ts';

/** Foresees what of a step would be kept as a claim: CLAIM_ONLY, never a refusal. */
@Injectable()
export class StepClaimService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The warning that recording would give; of what was recorded before, the one that a repeat gives.
   * @param own the viewer's records under the id of the event.
   */
  async warnings(
    viewer: Viewer,
    event: EpcisEvent,
    own: readonly LogRecord[],
  ): Promise<readonly Problem[]> {
    const owner = viewer.organisation;
    if (owner === null) return [];
    const record = own.find((one) => one.event.errorDeclaration === null);
    if (record !== undefined) {
      const { position } = record;
      const claims = await this.database.read(viewer, (tx) => readKeptClaims(tx, [position]));
      return claimWarning(record.event, claims.get(position) ?? [], '');
    }
    // Declared wrong before it was recorded: nothing of it will ever stand.
    if (own.length > 0) return [];
    const hash = eventHash(event);
    const eventKey = event.eventId ?? hash;
    const recordTime = this.clock.now().toISOString();
    const foreseen = { position: -1, knownFrom: -1, owner, recordTime, eventKey, hash, event };
    const lines = await this.database.read(viewer, (tx) => foreseenClaims(tx, foreseen));
    return claimWarning(event, lines, '');
  }
}
