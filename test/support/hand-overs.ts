import type { EpcisEvent, LogRecord } from '../../src/core/epcis/event.ts';
import { THROUGHLINE_NAMESPACE } from '../../src/core/epcis/namespace.ts';
import { event, log } from './events.ts';
import type { LineInput, Told } from './events.ts';

/** An act of a hand-over in short. */
export interface HandOverAct {
  readonly id: string;
  readonly step: 'SHIP' | 'RECEIVE' | 'PACK' | 'UNPACK';
  readonly time: string;
  /** Who does it; `to` or `from` names the other side. */
  readonly by: string;
  readonly to?: string;
  readonly from?: string;
  readonly items: readonly {
    readonly role: 'ITEM' | 'PARENT' | 'CHILD';
    readonly item: string;
    readonly quantity?: string;
  }[];
  readonly documents?: readonly string[];
  readonly complete?: boolean;
}

/** The party key of a name. */
export const partyKey = (name: string): string => `https://parties.example/${name}`;

const completed = {
  '@context': [{ tl: THROUGHLINE_NAMESPACE }],
  'tl:complete': true,
} satisfies EpcisEvent['body'];

const eventOf = (act: HandOverAct, keyOf: (item: string) => string): EpcisEvent => {
  const lines = (role: string): readonly LineInput[] =>
    act.items
      .filter((one) => one.role === role)
      .map((one) => ({ key: keyOf(one.item), quantity: one.quantity ?? null }));
  const items = { ITEM: lines('ITEM'), PARENT: lines('PARENT'), CHILD: lines('CHILD') };
  if (act.step === 'PACK' || act.step === 'UNPACK') {
    const [action, step] =
      act.step === 'PACK' ? (['ADD', 'packing'] as const) : (['DELETE', 'unpacking'] as const);
    return event({ type: 'AggregationEvent', action, step, time: act.time, items });
  }
  const [from, to] = act.step === 'SHIP' ? [act.by, act.to ?? null] : [act.from ?? null, act.by];
  return event({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    step: act.step === 'SHIP' ? 'shipping' : 'receiving',
    time: act.time,
    items,
    from: from === null ? null : partyKey(from),
    to: to === null ? null : partyKey(to),
    documents: (act.documents ?? []).map((id) => ({ type: 'desadv', id, key: id })),
    ...(act.complete === true && { body: completed }),
  });
};

/** The acts as records of a log, in the order given; each name is an owner of its own. */
export const handOverLog = (
  acts: readonly HandOverAct[],
  keyOf: (item: string) => string,
): readonly LogRecord[] => {
  const names = [...new Set(acts.map((act) => act.by))].toSorted();
  return log(
    acts.map((act): Told => ({
      owner: names.indexOf(act.by) + 1,
      key: act.id,
      event: eventOf(act, keyOf),
    })),
  );
};
