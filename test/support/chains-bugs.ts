import type { EpcisEvent, ItemLine, LogRecord } from '../../src/core/epcis/event.ts';
import { stepOf } from '../../src/core/epcis/step.ts';
import { describeKey } from '../../src/core/gs1/key.ts';
import { linesByItem } from '../../src/core/lineage/books.ts';
import { isDeclaration } from '../../src/core/lineage/knowledge.ts';
import type { LineageRules } from '../../src/core/lineage/rules.ts';
import type { Transformation } from '../../src/core/lineage/transformations.ts';
import { reference as right } from './chains-answers.ts';
import type { Reference } from './chains-answers.ts';

/** A mistake that a service of this kind makes, planted in the reference. */
export interface Bug {
  readonly name: string;
  readonly reference: Reference;
}

const withRules = (rules: Partial<LineageRules>): Reference => ({
  ...right,
  rules: { ...right.rules, ...rules },
});

/** Every part of the reference sees these records instead. */
const seenAs = (change: (records: readonly LogRecord[]) => readonly LogRecord[]): Reference => ({
  ...right,
  knowledgeAt: (records, ...rest) => right.knowledgeAt(change(records), ...rest),
  traceReference: (records, ...rest) => right.traceReference(change(records), ...rest),
});

const eachEvent = (change: (event: EpcisEvent, record: LogRecord) => EpcisEvent): Reference =>
  seenAs((records) =>
    records.map((record) => ({ ...record, event: change(record.event, record) })),
  );

const eachLine = (change: (line: ItemLine) => ItemLine): Reference =>
  eachEvent((event) => ({ ...event, items: event.items.map(change) }));

const eachMaking = (change: (one: Transformation) => Transformation): Reference =>
  withRules({
    transformationsOf: (record) =>
      right.rules.transformationsOf(record).map((one) => (one.kind === 'MADE' ? change(one) : one)),
  });

const without = (wrong: (record: LogRecord) => boolean): Reference =>
  seenAs((records) => records.filter((record) => !wrong(record)));

const isPacking = ({ event }: LogRecord): boolean => event.type === 'AggregationEvent';

const isFixing = ({ event }: LogRecord): boolean => event.type === 'AssociationEvent';

const childrenOf = ({ event }: LogRecord): readonly string[] =>
  event.items.filter(({ role }) => role === 'CHILD').map(({ key }) => key);

const begun: Partial<EpcisEvent> = { action: 'ADD', bizStep: 'commissioning' };

/** Who shares a pallet, read as if they were made of one another. */
const siblings = (record: LogRecord): readonly Transformation[] => {
  if (!isPacking(record) || record.event.action !== 'ADD') return [];
  const all = childrenOf(record);
  const { position, owner } = record;
  const { instant } = record.event.time;
  return [
    {
      kind: 'MADE',
      position,
      owner,
      process: null,
      instant,
      inputs: all,
      outputs: all,
      carriers: [],
    },
  ];
};

/** Declarations whose event had not arrived yet are forgotten. */
const declaredInTime = (records: readonly LogRecord[]): readonly LogRecord[] =>
  records.filter(
    (record) =>
      !isDeclaration(record) ||
      records.some(
        (other) =>
          !isDeclaration(other) &&
          other.position < record.position &&
          other.owner === record.owner &&
          other.eventKey === record.eventKey,
      ),
  );

const isShipping = ({ event }: LogRecord): boolean => stepOf(event) === 'SHIP';

/** The youngest shipping of each sender stands at the time of its oldest, and the other way round. */
const newestFirst = (records: readonly LogRecord[]): readonly LogRecord[] =>
  records.map((record) => {
    if (!isShipping(record)) return record;
    const own = records
      .filter((one) => isShipping(one) && one.owner === record.owner)
      .toSorted((a, b) => (a.event.time.instant < b.event.time.instant ? -1 : 1));
    const other = own.at(-1 - own.indexOf(record)) ?? record;
    return { ...record, event: { ...record.event, time: other.event.time } };
  });

const atArrival = (event: EpcisEvent, { position }: LogRecord): EpcisEvent => {
  const instant = `2026-02-01T${String(position).padStart(2, '0')}:00:00.000000Z`;
  return { ...event, time: { ...event.time, instant } };
};

const localTime = (event: EpcisEvent): EpcisEvent => {
  const instant = `${event.time.text.slice(0, 19)}.000000Z`;
  return { ...event, time: { ...event.time, instant } };
};

const ownerHasIt = (event: EpcisEvent): EpcisEvent => {
  const swapped = (list: EpcisEvent['sources']): EpcisEvent['sources'] => {
    const owner = list.find(({ type }) => type === 'owning_party');
    if (owner === undefined) return list;
    return list.map((one) =>
      one.type === 'possessing_party' ? { ...owner, type: 'possessing_party' } : one,
    );
  };
  return {
    ...event,
    sources: swapped(event.sources),
    destinations: swapped(event.destinations),
  };
};

const liftedByAnything = (event: EpcisEvent): EpcisEvent => {
  const { set, unset } = event.persistentDisposition;
  if (set.length > 0 || event.disposition === null) return event;
  const persistentDisposition = { set, unset: [...unset, 'unavailable', 'recalled'] };
  return { ...event, persistentDisposition };
};

const changed = (when: (event: EpcisEvent) => boolean, patch: Partial<EpcisEvent>): Reference =>
  eachEvent((event) => (when(event) ? { ...event, ...patch } : event));

const isStep =
  (step: ReturnType<typeof stepOf>) =>
  (event: EpcisEvent): boolean =>
    stepOf(event) === step;

const lineageBugs: Readonly<Record<string, Reference>> = {
  'only the first source counts': eachMaking((one) => ({ ...one, inputs: one.inputs.slice(0, 1) })),
  'by-products are lost': eachMaking((one) => ({ ...one, outputs: one.outputs.slice(0, 1) })),
  'only one level is followed': {
    ...right,
    traceReference: (records, question, rules) =>
      right.traceReference(records, { ...question, depth: 1 }, rules),
  },
  'later events count too': withRules({ leftOut: () => false }),
  'siblings are ancestors': withRules({
    transformationsOf: (record) => [...right.rules.transformationsOf(record), ...siblings(record)],
  }),
  'a container that is used takes nothing along': withRules({
    usedAlong: () => ({ contents: [], carriers: [] }),
  }),
  'halves of a transformation stay apart': withRules({ processMates: (one) => [one] }),
  'one process id joins two companies': withRules({
    processMates: (one, all) =>
      one.process === null ? [one] : all.filter((other) => other.process === one.process),
  }),
  'equal times do not feed': withRules({
    feeds: (source, use, makers) =>
      source.instant < use.instant || makers.every((one) => one.instant > use.instant),
  }),
  'a wrong clock cuts the trace': withRules({
    feeds: (source, use) => source.instant <= use.instant,
  }),
  'any making feeds any use': withRules({ feeds: () => true }),
  'a bare product joins': withRules({ joinsNothing: () => false }),
  'pieces forget their lot': eachEvent((event) => ({ ...event, lotNumber: null })),
};

const knowledgeBugs: Readonly<Record<string, Reference>> = {
  'corrections are ignored': withRules({ superseded: () => false }),
  'a declaration that came first is forgotten': seenAs(declaredInTime),
  'anybody may declare wrong': withRules({
    superseded: (record, declared) =>
      !isDeclaration(record) && [...declared].some((name) => name.endsWith(` ${record.eventKey}`)),
  }),
  'knowledge has no date': {
    ...right,
    knowledgeAt: (records, _knownAt, rule) => right.knowledgeAt(records, records.length, rule),
    traceReference: (records, question, rules) =>
      right.traceReference(records, { ...question, knownAt: records.length }, rules),
  },
  'the order of arrival decides': eachEvent(atArrival),
  'the clock on the wall is compared': eachEvent(localTime),
  'claims count': { ...right, withoutClaims: () => (records) => records },
  'nobody but the first is believed': {
    ...right,
    claimsOf: (records, facts) => right.claimsOf(records, { ...facts, partyOf: () => null }),
    withoutClaims: (facts) => right.withoutClaims({ ...facts, partyOf: () => null }),
  },
};

const containmentBugs: Readonly<Record<string, Reference>> = {
  'unpacking is ignored': without((one) => isPacking(one) && one.event.action === 'DELETE'),
  'emptying without children is ignored': without(
    (one) => isPacking(one) && one.event.action === 'DELETE' && childrenOf(one).length === 0,
  ),
  'only the first level of contents counts': {
    ...right,
    contentsAt: (...asked) => right.contentsAt(...asked).filter(({ level }) => level === 1),
  },
  'a use empties nothing': {
    ...right,
    contentsAt: (container, instant, loads) =>
      right.contentsAt(
        container,
        instant,
        loads.map((load) =>
          load.until?.event.type === 'TransformationEvent' ? { ...load, until: null } : load,
        ),
      ),
  },
  'what is fixed to what is fixed stays behind': {
    ...right,
    stateAt: (item, instant, records) =>
      right.stateAt(
        item,
        instant,
        records.filter((one) => !isFixing(one) || childrenOf(one).includes(item)),
      ),
  },
  'what is fixed is packed': changed(({ type }) => type === 'AssociationEvent', {
    type: 'AggregationEvent',
  }),
  'a hold stops at the pallet': {
    ...right,
    stateAt: (item, instant, records) =>
      right.stateAt(
        item,
        instant,
        records.filter((one) => !isPacking(one)),
      ),
  },
  'the next step lifts a hold': eachEvent(liftedByAnything),
  'the state is that of now': {
    ...right,
    stateAt: (item, _instant, records) => right.stateAt(item, '9999', records),
  },
};

const bookBugs: Readonly<Record<string, Reference>> = {
  'receipts answer the newest shipping': seenAs(newestFirst),
  'documents do not matter': eachEvent((event) => ({ ...event, businessTransactions: [] })),
  'the receiver never closes': eachEvent((event) => ({ ...event, body: {} })),
  'owners are taken for holders': eachEvent(ownerHasIt),
  'every hop of a lot is on the way': {
    ...right,
    stagesOfTrace: (answer, { hops }) =>
      answer.nodes
        .filter(({ distance }) => distance > 0)
        .flatMap(({ key }) => linesByItem(hops).get(key) ?? []),
  },
  'a count is a birth': changed(isStep('COUNT'), begun),
  'a count is nothing': without(({ event }) => isStep('COUNT')(event)),
  'a receipt is a birth': changed(isStep('RECEIVE'), begun),
  'units are not looked at': eachLine((line) => ({ ...line, unit: null })),
  'the part that is shipped is the whole lot': eachEvent((event) =>
    isStep('SHIP')(event)
      ? { ...event, items: event.items.map((line) => ({ ...line, quantity: null })) }
      : event,
  ),
  'a box holds what was packed, whatever its receiver counted': {
    ...right,
    holdingsAt: (item, question, facts) => {
      const packed = right.holdingsAt(
        item,
        { ...question, records: question.records.map(uncounted) },
        facts,
      );
      return right
        .holdingsAt(item, question, facts)
        .map((one) =>
          one.container === null || one.status !== 'ON_HAND'
            ? one
            : (packed.find(({ container }) => container === one.container) ?? one),
        );
    },
  },
  'what lies in a container stays on hand': {
    ...right,
    booksOf: (item, records, facts) => right.booksOf(item, records.map(withoutContainers), facts),
    holdingsAt: (item, question, facts) =>
      right.holdingsAt(
        item,
        { ...question, records: question.records.map(withoutContainers) },
        facts,
      ),
  },
  'what is not recorded is zero': eachLine((line) =>
    line.classLevel && line.quantity === null ? { ...line, quantity: '0' } : line,
  ),
};

/** What is used, sold, destroyed or moved, without the containers among it. */
const withoutContainers = (record: LogRecord): LogRecord => {
  const step = stepOf(record.event);
  if (isPacking(record) || step === 'SHIP' || step === 'RECEIVE') return record;
  const items = record.event.items.filter(({ key }) => describeKey(key, false).gtin !== null);
  return { ...record, event: { ...record.event, items } };
};

/** A receipt that says what came, and not how much. */
const uncounted = (record: LogRecord): LogRecord =>
  isStep('RECEIVE')(record.event)
    ? {
        ...record,
        event: {
          ...record.event,
          items: record.event.items.map((line) => ({ ...line, quantity: null })),
        },
      }
    : record;

/** The planted mistakes, each of which at least one chain must catch. */
export const bugs: readonly Bug[] = Object.entries({
  ...lineageBugs,
  ...knowledgeBugs,
  ...containmentBugs,
  ...bookBugs,
}).map(([name, reference]) => ({ name, reference }));
