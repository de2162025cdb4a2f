import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent, LogRecord } from '../core/epcis/event.ts';
import { eventHash } from '../core/epcis/hash.ts';
import type { Problem } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { foreseenClaims } from '../projections/belief.ts';
import { readKeptClaims } from '../projections/claims.ts';
import { claimWarning } from './claim-warning.ts';
import { logWarnings } from './log-warnings.ts';
import { madeBeforeWarnings } from './made-before-warning.ts';

/** Foresees what the log will say of a step: CLAIM_ONLY and MADE_BEFORE, never a refusal. */
@Injectable()
export class StepForesightService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The warnings that recording would give; of what was recorded before, those that a repeat gives.
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
    if (record !== undefined) return this.database.read(viewer, (tx) => said(tx, record));
    // Declared wrong before it was recorded: nothing of it will ever stand.
    if (own.length > 0) return [];
    return this.database.read(viewer, (tx) => this.foreseen(tx, event, owner));
  }

  private async foreseen(
    tx: Transaction,
    event: EpcisEvent,
    owner: number,
  ): Promise<readonly Problem[]> {
    const hash = eventHash(event);
    const eventKey = event.eventId ?? hash;
    const recordTime = this.clock.now().toISOString();
    const record = { position: -1, knownFrom: -1, owner, recordTime, eventKey, hash, event };
    const claims = await foreseenClaims(tx, record);
    const counted = event.items.filter((_line, index) => !claims.includes(index));
    const told = { position: null, owner, hash };
    const making = { event: { ...event, items: counted }, at: '', told };
    const made = await madeBeforeWarnings(tx, [making]);
    return [...claimWarning(event, claims, ''), ...made.map(([, problem]) => problem)];
  }
}

const said = async (
  tx: Transaction,
  { position, event }: LogRecord,
): Promise<readonly Problem[]> => {
  const claims = await readKeptClaims(tx, [position]);
  return (await logWarnings(tx, [{ one: { event, at: '' }, position }], claims)).flat();
};
