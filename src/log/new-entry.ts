import { randomBytes } from 'node:crypto';
import { eventHash } from '../core/epcis/hash.ts';
import { stepKinds, stepOf } from '../core/epcis/step.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { stringifyJson } from '../core/json/parse.ts';
import { commitment } from '../core/merkle/commitment.ts';
import type { NewEntry } from './entry.ts';

/** Whose event it is, and who sent it: internal ids of organisations. */
export interface Origin {
  readonly owner: number;
  readonly recorder: number;
}

/** Makes an event ready for the log: everything that costs time, before the head lock is taken. */
export const prepareEntry = (event: EpcisEvent, { owner, recorder }: Origin): NewEntry => {
  const hash = eventHash(event);
  const secret = randomBytes(32);
  return {
    owner,
    recorder,
    event,
    eventKey: event.eventId ?? hash,
    hash,
    step: stepKinds.indexOf(stepOf(event)),
    text: stringifyJson(event.body),
    secret,
    leaf: commitment(event.body, hash, secret),
  };
};
