import type { EpcisEvent } from '../core/epcis/event.ts';
import { parseEvent } from '../core/epcis/parse.ts';
import type { ResolvedAmount, ResolvedVerb } from '../core/epcis/resolved-step.ts';
import { stepToEpcis } from '../core/epcis/step-to-epcis.ts';
import type { Result } from '../core/result.ts';
import type { NamedItem } from './step-lookup.ts';
import type { ItemReference } from './step.ts';

/** Items of one hold or release. */
export const HELD_ITEMS_MAX = 1_000;

/** Items that must not be used for now, or may be used again; as forms and partners give it, still unchecked. */
export interface HoldItems {
  /** A URI made by the client; becomes the eventID and is the idempotency key for ever. */
  readonly id: string;
  readonly items: readonly ItemReference[];
  /** For people; travels with the event. */
  readonly reason: string;
}

/** HOLD: not to be used; RECALL: not to be used and called back; RELEASE: neither any more. */
export type HoldKind = 'HOLD' | 'RECALL' | 'RELEASE';

/** An item to hold, as an event names it. */
export type HeldItem = Pick<NamedItem, 'uri' | 'classLevel' | 'lot'>;

/** All that a hold or a release says. */
export interface HoldFacts {
  readonly kind: HoldKind;
  /** eventID. */
  readonly id: string;
  /** RFC 3339 with offset. */
  readonly time: string;
  /** URI of the site; null: not said. */
  readonly site: string | null;
  /** URI of the organisation. */
  readonly party: string;
  readonly items: readonly HeldItem[];
  readonly reason: string;
}

const verbOf = ({ kind, items, reason }: HoldFacts): ResolvedVerb => {
  const once = new Map(items.map((item) => [item.uri, amountOf(item)]));
  const amounts = [...once.values()];
  return kind === 'RELEASE'
    ? { verb: 'RELEASE', items: amounts, reason }
    : { verb: 'HOLD', items: amounts, reason, recall: kind === 'RECALL' };
};

/** All of it, however much there is: a hold is of the item, not of a part of it. */
const amountOf = ({ uri, classLevel, lot }: HeldItem): ResolvedAmount => ({
  id: uri,
  classLevel,
  lot,
  quantity: null,
  unit: null,
  price: null,
});

/** The EPCIS event of a hold, a recall or a release; an item named twice stands in it once. */
export const holdEvent = (facts: HoldFacts): Result<EpcisEvent> => {
  const { id, time, site, party } = facts;
  const step = { id, time, site, party, step: verbOf(facts) };
  return parseEvent(stepToEpcis({ ...step, documents: [], evidence: [], note: null }), null, '');
};
