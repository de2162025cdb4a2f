import type {
  Action,
  EpcisEvent,
  ErrorDeclaration,
  EventType,
  ItemLine,
  ItemRole,
  LogRecord,
  TypedId,
} from '../../src/core/epcis/event.ts';

/**
 * An item in an event, in short: its key and, when said, how much (kilograms unless another unit
 * is named).
 */
export interface LineInput {
  readonly key: string;
  readonly quantity?: string | null;
  readonly unit?: string | null;
}

/** An event in short; everything left out is not recorded. */
export interface EventInput {
  readonly type: EventType;
  readonly action?: Action | null;
  /** UTC instant: `2026-03-01T08:00:00Z`. */
  readonly time: string;
  readonly step?: string | null;
  readonly items: Readonly<Partial<Record<ItemRole, readonly (string | LineInput)[]>>>;
  readonly process?: string | null;
  readonly lotNumber?: string | null;
  readonly declared?: { readonly reason?: string; readonly correctives?: readonly string[] } | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly fromSite?: string | null;
  readonly toSite?: string | null;
  readonly ownership?: boolean;
  readonly place?: string | null;
  readonly readPoint?: string | null;
  readonly documents?: readonly TypedId[];
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly disposition?: string | null;
  readonly body?: EpcisEvent['body'];
}

/** A lot key of one of our test products (GS1 prefix 952). */
export const lot = (number: string, product = 1): string =>
  `https://id.gs1.org/01/${gtin(product)}/10/${number}`;

/** A piece key. */
export const piece = (serial: string, product = 1): string =>
  `https://id.gs1.org/01/${gtin(product)}/21/${serial}`;

/** A bare product key. */
export const product = (number = 1): string => `https://id.gs1.org/01/${gtin(number)}`;

/** A GTIN of 14 digits with a right check digit. */
export const gtin = (number: number): string => {
  const digits = `0952100${String(number).padStart(6, '0')}`;
  return digits + checkDigit(digits);
};

/** The GS1 check digit of the digits before it. */
export const checkDigit = (digits: string): string => {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
};

/** A logistic unit key. */
export const sscc = (number: number): string => {
  const digits = `09521005${String(number).padStart(9, '0')}`;
  return `https://id.gs1.org/00/${digits}${checkDigit(digits)}`;
};

const line = (role: ItemRole, input: string | LineInput, index: number): ItemLine => {
  const given = typeof input === 'string' ? { key: input } : input;
  const quantity = given.quantity ?? null;
  return {
    role,
    id: given.key,
    key: given.key,
    classLevel: !given.key.includes('/21/') && !given.key.includes('/00/'),
    quantity,
    unit: quantity === null ? null : given.unit === undefined ? 'KGM' : given.unit,
    at: `/${role}/${index}`,
  };
};

const instantOf = (time: string): string =>
  new Date(time).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');

const declaration = (declared: EventInput['declared'], time: string): ErrorDeclaration | null =>
  declared === undefined || declared === null
    ? null
    : {
        declaredAt: time,
        instant: instantOf(time),
        reason: declared.reason ?? 'incorrect_data',
        correctiveEventIds: declared.correctives ?? [],
      };

const ends = (
  party: string | null | undefined,
  site: string | null | undefined,
  owning: boolean,
): readonly TypedId[] => [
  ...(party ? [{ type: 'possessing_party', id: party, key: party }] : []),
  ...(party && owning ? [{ type: 'owning_party', id: party, key: party }] : []),
  ...(site ? [{ type: 'location', id: site, key: site }] : []),
];

/** An event built directly, without a document. */
export const event = (input: EventInput): EpcisEvent => {
  const instant = instantOf(input.time);
  const roles = Object.entries(input.items) as [ItemRole, readonly (string | LineInput)[]][];
  return {
    body: input.body ?? {},
    type: input.type,
    action: input.action ?? null,
    eventId: null,
    time: { text: input.time, instant, offset: '+00:00', day: instant.slice(0, 10) },
    bizStep: input.step ?? null,
    disposition: input.disposition ?? null,
    persistentDisposition: { set: input.set ?? [], unset: input.unset ?? [] },
    readPoint: input.readPoint ?? input.place ?? null,
    bizLocation: input.place ?? null,
    items: roles.flatMap(([role, lines]) => lines.map((one, index) => line(role, one, index))),
    transformationId: input.process ?? null,
    businessTransactions: input.documents ?? [],
    sources: ends(input.from, input.fromSite, input.ownership ?? false),
    destinations: ends(input.to, input.toSite, input.ownership ?? false),
    ilmd: null,
    lotNumber: input.lotNumber ?? null,
    errorDeclaration: declaration(input.declared, input.time),
  };
};

/** One event with its owner and its key, before it has a place in a log. */
export interface Told {
  readonly owner: number;
  readonly key: string;
  readonly event: EpcisEvent;
}

/** A made lot: ObjectEvent ADD. */
export const harvest = (
  owner: number,
  key: string,
  time: string,
  item: string | LineInput,
): Told => ({
  owner,
  key,
  event: event({
    type: 'ObjectEvent',
    action: 'ADD',
    time,
    step: 'commissioning',
    items: { ITEM: [item] },
  }),
});

/** A transformation of inputs into outputs. */
export const make = (
  owner: number,
  key: string,
  time: string,
  items: {
    readonly from?: readonly (string | LineInput)[];
    readonly into?: readonly (string | LineInput)[];
    readonly process?: string;
    readonly lotNumber?: string;
  },
): Told => ({
  owner,
  key,
  event: event({
    type: 'TransformationEvent',
    time,
    step: 'creating_class_instance',
    items: { INPUT: items.from ?? [], OUTPUT: items.into ?? [] },
    process: items.process ?? null,
    lotNumber: items.lotNumber ?? null,
  }),
});

/** A declaration that an event told before (or later) was wrong. */
export const declare = (
  told: Told,
  time: string,
  declared: { readonly reason?: string; readonly correctives?: readonly string[] } = {},
): Told => ({
  ...told,
  event: { ...told.event, errorDeclaration: declaration(declared, time) },
});

/**
 * A log of what was told, in this order of arrival; `batches` gives the size of each batch
 * (default: one event each).
 */
export const log = (told: readonly Told[], batchOf = 1): readonly LogRecord[] =>
  told.map((one, position) => ({
    position,
    owner: one.owner,
    recordTime: new Date(
      Date.UTC(2026, 5, 1) + Math.floor(position / batchOf) * 1000,
    ).toISOString(),
    knownFrom: Math.min(told.length - 1, (Math.floor(position / batchOf) + 1) * batchOf - 1),
    eventKey: one.key,
    hash: `ni:///sha-256;${one.key}?ver=CBV2.0`,
    event: one.event,
  }));

/** The last position of a log. */
export const now = (records: readonly LogRecord[]): number => records.length - 1;
