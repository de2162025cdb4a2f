import { canonicalKey, describeKey } from '../gs1/key.ts';
import { type JsonObject, type JsonValue, JsonNumber } from '../json/value.ts';
import { THROUGHLINE_NAMESPACE, epcisContextUrl, masterDataNamespace } from './namespace.ts';
import type { ResolvedAmount, ResolvedPrice, ResolvedStep, ResolvedVerb } from './resolved-step.ts';

/** The fields of an event; those that are undefined or empty are left out. */
type Fields = Readonly<Record<string, JsonValue | undefined>>;

const containerKinds: ReadonlySet<string> = new Set([
  'LOGISTIC_UNIT',
  'RETURNABLE_ASSET',
  'INDIVIDUAL_ASSET',
]);

/** A decimal text as a JSON number, exact also where a double is not. */
const exactNumber = (decimal: string): JsonValue => {
  const value = Number(decimal);
  return String(value) === decimal ? value : new JsonNumber(decimal);
};

/** Leaves out what is undefined, null or an empty list. */
const compact = (fields: Fields): JsonObject => {
  const object: Record<string, JsonValue> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) {
    const empty = Array.isArray(value) && value.length === 0;
    if (value !== undefined && value !== null && !empty) object[name] = value;
  }
  return object;
};

const nullIfEmpty = (object: JsonObject): JsonObject | undefined =>
  Object.keys(object).length === 0 ? undefined : object;

const instances = (amounts: readonly ResolvedAmount[]): readonly string[] => [
  ...new Set(amounts.filter(({ classLevel }) => !classLevel).map(({ id }) => id)),
];

const classes = (amounts: readonly ResolvedAmount[]): readonly JsonObject[] =>
  amounts
    .filter(({ classLevel }) => classLevel)
    .map(({ id, quantity, unit }) =>
      compact({
        epcClass: id,
        quantity: quantity === null ? undefined : exactNumber(quantity),
        uom: quantity === null ? undefined : (unit ?? undefined),
      }),
    );

/** What an object event is about. */
const about = (items: readonly ResolvedAmount[]): Fields => ({
  epcList: instances(items),
  quantityList: classes(items),
});

const hasContainers = (items: readonly ResolvedAmount[]): boolean =>
  items.some(({ id, classLevel }) =>
    containerKinds.has(describeKey(canonicalKey(id), classLevel).kind),
  );

/** Outputs share one `ilmd`, so a lot number stands there only when it is everybody's. */
const sharedLot = (outputs: readonly ResolvedAmount[]): string | undefined => {
  const lots = new Set(outputs.map(({ lot }) => lot));
  return lots.size === 1 ? ([...lots][0] ?? undefined) : undefined;
};

const priceOf = ({ id, quantity }: ResolvedAmount, price: ResolvedPrice): JsonObject =>
  compact({
    item: id,
    quantity: quantity ?? undefined,
    amount: price.amount,
    currency: price.currency,
    basis: price.basis ?? undefined,
  });

const lineValues = (amounts: readonly ResolvedAmount[]): readonly JsonObject[] =>
  amounts.flatMap((amount) => (amount.price === null ? [] : [priceOf(amount, amount.price)]));

/** One end of a hand-over: who, where, and who owns. */
interface End {
  readonly party: string | null;
  readonly site: string | null;
}

const endList = (name: 'source' | 'destination', end: End, owns: boolean): readonly JsonObject[] =>
  [
    { type: 'possessing_party', id: end.party },
    { type: 'owning_party', id: owns ? end.party : null },
    { type: 'location', id: end.site },
  ].flatMap(({ type, id }) => (id === null ? [] : [compact({ type, [name]: id })]));

const handOver = (from: End, to: End, owns: boolean): Fields => ({
  sourceList: endList('source', from, owns),
  destinationList: endList('destination', to, owns),
});

const birth = (fields: Fields): Fields => ({ ilmd: nullIfEmpty(compact(fields)) });

const object = (action: string, bizStep: string | undefined, disposition?: string): Fields => ({
  type: 'ObjectEvent',
  action,
  bizStep,
  disposition,
});

const packing = (
  { container, items }: Extract<ResolvedVerb, { verb: 'PACK' | 'UNPACK' }>,
  bizStep: string,
): Fields => ({
  type: 'AggregationEvent',
  bizStep,
  disposition: 'in_progress',
  parentID: container,
  childEPCs: instances(items),
  childQuantityList: classes(items),
});

const pack = (step: Extract<ResolvedVerb, { verb: 'PACK' }>): Fields => ({
  action: 'ADD',
  ...packing(step, hasContainers(step.items) ? 'loading' : 'packing'),
});

const unpack = (step: Extract<ResolvedVerb, { verb: 'UNPACK' }>): Fields => {
  const nested = step.items.length === 0 ? step.holdsContainers : hasContainers(step.items);
  return { action: 'DELETE', ...packing(step, nested ? 'unloading' : 'unpacking') };
};

const make = (verb: Extract<ResolvedVerb, { verb: 'MAKE' }>): Fields => {
  const pieces = verb.outputs.filter(({ classLevel }) => !classLevel);
  return {
    type: 'TransformationEvent',
    bizStep: pieces.length > 0 ? 'commissioning' : 'creating_class_instance',
    disposition: 'active',
    inputEPCList: instances(verb.inputs),
    inputQuantityList: classes(verb.inputs),
    outputEPCList: instances(verb.outputs),
    outputQuantityList: classes(verb.outputs),
    transformationID: verb.process ?? undefined,
    ...birth({
      'cbvmda:lotNumber': pieces.length > 0 ? sharedLot(verb.outputs) : undefined,
      'cbvmda:bestBeforeDate': verb.bestBefore ?? undefined,
    }),
    'tl:processStep': verb.processStep ?? undefined,
    'tl:lineValues': lineValues(verb.outputs),
  };
};

const inspect = ({
  items,
  passed,
  result,
}: Extract<ResolvedVerb, { verb: 'INSPECT' }>): Fields => ({
  ...object('OBSERVE', 'inspecting'),
  ...about(items),
  persistentDisposition: compact({
    set: [passed ? 'conformant' : 'non_conformant'],
    unset: [passed ? 'non_conformant' : 'conformant'],
  }),
  'tl:result': result ?? undefined,
});

const ship = (verb: Extract<ResolvedVerb, { verb: 'SHIP' }>, mine: End): Fields => ({
  ...object('OBSERVE', 'shipping', 'in_transit'),
  ...about(verb.items),
  ...handOver(mine, { party: verb.to, site: verb.toSite }, verb.ownership),
  'tl:lineValues': lineValues(verb.items),
  'tl:due': verb.due ?? undefined,
  'tl:via': verb.via,
});

const receive = (verb: Extract<ResolvedVerb, { verb: 'RECEIVE' }>, mine: End): Fields => ({
  ...object('OBSERVE', 'receiving', 'in_progress'),
  ...about(verb.items),
  ...handOver({ party: verb.from, site: verb.fromSite }, mine, verb.ownership),
  'tl:complete': verb.complete || undefined,
  'tl:condition': verb.condition ?? undefined,
});

const born = (
  { outputs }: { readonly outputs: readonly ResolvedAmount[] },
  ilmd: Fields,
): Fields => ({
  ...object('ADD', 'commissioning', 'active'),
  ...about(outputs),
  ...birth({ 'cbvmda:lotNumber': sharedLot(outputs), ...ilmd }),
});

const hold = ({ items, reason, recall }: Extract<ResolvedVerb, { verb: 'HOLD' }>): Fields => ({
  ...object('OBSERVE', 'holding'),
  ...about(items),
  persistentDisposition: compact({ set: recall ? ['unavailable', 'recalled'] : ['unavailable'] }),
  'tl:reason': reason,
});

const release = ({ items, reason }: Extract<ResolvedVerb, { verb: 'RELEASE' }>): Fields => ({
  ...object('OBSERVE', undefined),
  ...about(items),
  persistentDisposition: compact({ set: ['available'], unset: ['unavailable', 'recalled'] }),
  'tl:reason': reason,
});

const verbFields = (step: ResolvedVerb, mine: End, day: string): Fields => {
  switch (step.verb) {
    case 'HARVEST':
      return born(step, { 'cbvmda:harvestEndDate': step.harvestedOn ?? day });
    case 'COMMISSION':
      return born(step, {
        'cbvmda:productionDate': step.madeOn ?? undefined,
        'cbvmda:bestBeforeDate': step.bestBefore ?? undefined,
      });
    case 'MAKE':
      return make(step);
    case 'PACK':
      return pack(step);
    case 'UNPACK':
      return unpack(step);
    case 'SHIP':
      return ship(step, mine);
    case 'RECEIVE':
      return receive(step, mine);
    case 'INSPECT':
      return inspect(step);
    case 'SELL':
      return { ...object('OBSERVE', 'retail_selling', 'retail_sold'), ...about(step.items) };
    case 'DESTROY': {
      const fields = { ...object('DELETE', 'destroying', 'destroyed'), ...about(step.items) };
      return { ...fields, 'tl:reason': step.reason };
    }
    case 'COUNT': {
      const bizStep = step.all ? 'stock_taking' : 'cycle_counting';
      return { ...object('OBSERVE', bizStep), ...about(step.items) };
    }
    case 'HOLD':
      return hold(step);
    case 'RELEASE':
      return release(step);
  }
};

/** After these the items are nowhere that the event could name. */
const leavesSite: ReadonlySet<ResolvedVerb['verb']> = new Set(['SHIP', 'SELL', 'DESTROY']);

const offsetOf = (time: string): string => (/[Zz]$/.test(time) ? '+00:00' : time.slice(-6));

const placeOf = (site: string | null): JsonObject | undefined =>
  site === null ? undefined : compact({ id: site });

/**
 * The EPCIS 2.0 event of a step, after the table of words: valid against the ratified JSON schema, and `stepOf` reads the same word
 * back. Nothing is looked up or checked here: a wrong time or URI is refused by `parseEvent`.
 * Extension fields (`tl:note`, `tl:evidence`, `tl:reason`, …) are in our own namespace, at the top level only.
 */
export const stepToEpcis = (step: ResolvedStep): JsonObject => {
  const mine = { party: step.party, site: step.site };
  const prefixes = { tl: THROUGHLINE_NAMESPACE, cbvmda: masterDataNamespace };
  return compact({
    '@context': [epcisContextUrl, compact(prefixes)],
    eventID: step.id,
    eventTime: step.time,
    eventTimeZoneOffset: offsetOf(step.time),
    readPoint: placeOf(step.site),
    bizLocation: leavesSite.has(step.step.verb) ? undefined : placeOf(step.site),
    ...verbFields(step.step, mine, step.time.slice(0, 10)),
    bizTransactionList: step.documents.map(({ type, id }) =>
      compact({ type: type ?? undefined, bizTransaction: id }),
    ),
    'tl:evidence': step.evidence.map(({ kind, title, sha256, mediaType }) =>
      compact({ kind, title, sha256, mediaType }),
    ),
    'tl:note': step.note ?? undefined,
  });
};
