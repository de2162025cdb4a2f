import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, edgeOf } from './connection.ts';
import { DateTime, CalendarDay, LogPosition, Uri } from './scalars.ts';
import { Node } from './node.types.ts';
import type { StoredRecord } from './records.ts';
import { Quantity } from './values.types.ts';

/** The plain words of production steps. The mapping to EPCIS is in `RecordStepInput` and is reversible; what maps to none is OTHER. */
export const StepKind = {
  HARVEST: 'HARVEST',
  COMMISSION: 'COMMISSION',
  MAKE: 'MAKE',
  PACK: 'PACK',
  UNPACK: 'UNPACK',
  SHIP: 'SHIP',
  RECEIVE: 'RECEIVE',
  INSPECT: 'INSPECT',
  SELL: 'SELL',
  DESTROY: 'DESTROY',
  COUNT: 'COUNT',
  HOLD: 'HOLD',
  RELEASE: 'RELEASE',
  ATTACH: 'ATTACH',
  DETACH: 'DETACH',
  OTHER: 'OTHER',
} as const;
export type StepKind = keyof typeof StepKind;
registerEnumType(StepKind, {
  name: 'StepKind',
  description:
    'The plain words of production steps. The mapping to EPCIS is in `RecordStepInput` and is reversible; what maps to none is OTHER.',
  valuesMap: {
    HARVEST: {
      description: 'ADD with commissioning or creating_class_instance, and a harvest date.',
    },
    COMMISSION: {
      description:
        'First recorded: opening stock, labels, containers. ADD with commissioning or creating_class_instance, without a harvest date.',
    },
    MAKE: { description: 'Parts made out of parts.' },
    PACK: { description: 'Put into a container.' },
    UNPACK: { description: 'Taken out of a container.' },
    SHIP: { description: 'Sent to somebody: bizStep shipping, whatever the event type.' },
    RECEIVE: {
      description:
        'Received from somebody: bizStep receiving or accepting, whatever the event type.',
    },
    INSPECT: { description: 'Checked.' },
    SELL: { description: 'Sold to an end user.' },
    DESTROY: { description: 'Destroyed or disposed of.' },
    COUNT: {
      description:
        'Stock count: what is there, whatever the books say (bizStep cycle_counting, stock_taking).',
    },
    HOLD: { description: 'Put on hold or under recall.' },
    RELEASE: { description: 'Hold or recall lifted.' },
    ATTACH: { description: 'Fixed to an asset (association).' },
    DETACH: { description: 'Taken off an asset.' },
    OTHER: { description: 'None of these; see `bizStep`.' },
  },
});

/** The five event types of EPCIS 2.0, and EXTENDED. */
export const EventType = {
  OBJECT: 'OBJECT',
  AGGREGATION: 'AGGREGATION',
  ASSOCIATION: 'ASSOCIATION',
  TRANSACTION: 'TRANSACTION',
  TRANSFORMATION: 'TRANSFORMATION',
  EXTENDED: 'EXTENDED',
} as const;
export type EventType = keyof typeof EventType;
registerEnumType(EventType, {
  name: 'EventType',
  description: 'The five event types of EPCIS 2.0, and EXTENDED.',
  valuesMap: {
    OBJECT: { description: 'Something was observed, added or removed.' },
    AGGREGATION: { description: 'Packing and unpacking.' },
    ASSOCIATION: { description: 'Fixing to an asset or place.' },
    TRANSACTION: { description: 'Linking to a business transaction.' },
    TRANSFORMATION: { description: 'Inputs became outputs.' },
    EXTENDED: { description: 'A type of its own, outside the five: its URI is `type` in `epcis`.' },
  },
});

/** EPCIS action. */
export const EventAction = {
  ADD: 'ADD',
  OBSERVE: 'OBSERVE',
  DELETE: 'DELETE',
} as const;
export type EventAction = keyof typeof EventAction;
registerEnumType(EventAction, {
  name: 'EventAction',
  description: 'EPCIS action.',
  valuesMap: {
    ADD: { description: 'Begins: created, packed, linked.' },
    OBSERVE: { description: 'Goes on: seen, shipped, received.' },
    DELETE: { description: 'Ends: destroyed, unpacked, unlinked.' },
  },
});

/** Where an event stands after corrections. */
export const EventStatus = {
  CURRENT: 'CURRENT',
  CORRECTED: 'CORRECTED',
  VOIDED: 'VOIDED',
  CLAIM: 'CLAIM',
} as const;
export type EventStatus = keyof typeof EventStatus;
registerEnumType(EventStatus, {
  name: 'EventStatus',
  description: 'Where an event stands after corrections.',
  valuesMap: {
    CURRENT: { description: 'The truth as far as known.' },
    CORRECTED: { description: 'Declared wrong (incorrect_data): see `correction.correctedBy`.' },
    VOIDED: { description: 'Declared wrong (did_not_occur): counts for nothing.' },
    CLAIM: {
      description:
        'Its recorder had neither issued the id nor had custody by then, and nobody who had names it: kept and shown, counted in no books, state, hold or lineage, and it gives no rights. Not a claim: what the first holder records of an item of which nobody else, its issuer included, has recorded anything (a supplier without account). Becomes CURRENT when a record that makes it credible arrives. An event about several items is a claim when this holds for all of them; else it counts for the others, see `EventItem.claim`.',
    },
  },
});

/** How an event names an item (EPCIS lists). */
export const ItemRole = {
  ITEM: 'ITEM',
  INPUT: 'INPUT',
  OUTPUT: 'OUTPUT',
  PARENT: 'PARENT',
  CHILD: 'CHILD',
} as const;
export type ItemRole = keyof typeof ItemRole;
registerEnumType(ItemRole, {
  name: 'ItemRole',
  description: 'How an event names an item (EPCIS lists).',
  valuesMap: {
    ITEM: { description: 'Object or transaction event.' },
    INPUT: { description: 'Went into a transformation.' },
    OUTPUT: { description: 'Came out of a transformation.' },
    PARENT: { description: 'The container of a packing event.' },
    CHILD: { description: 'What was packed or unpacked.' },
  },
});

/** The 13 business transaction types of CBV 2.0 (the comment is the CBV word), and OTHER for a type outside CBV. */
export const DocumentType = {
  BILL_OF_LADING: 'BILL_OF_LADING',
  CERTIFICATE: 'CERTIFICATE',
  DESPATCH_ADVICE: 'DESPATCH_ADVICE',
  INVOICE: 'INVOICE',
  PEDIGREE: 'PEDIGREE',
  PURCHASE_ORDER: 'PURCHASE_ORDER',
  PURCHASE_ORDER_CONFIRMATION: 'PURCHASE_ORDER_CONFIRMATION',
  PRODUCTION_ORDER: 'PRODUCTION_ORDER',
  RECEIVING_ADVICE: 'RECEIVING_ADVICE',
  RETURN_AUTHORISATION: 'RETURN_AUTHORISATION',
  TEST_PROCEDURE: 'TEST_PROCEDURE',
  TEST_RESULT: 'TEST_RESULT',
  UPSTREAM_EVENT: 'UPSTREAM_EVENT',
  OTHER: 'OTHER',
} as const;
export type DocumentType = keyof typeof DocumentType;
registerEnumType(DocumentType, {
  name: 'DocumentType',
  description:
    'The 13 business transaction types of CBV 2.0 (the comment is the CBV word), and OTHER for a type outside CBV.',
  valuesMap: {
    BILL_OF_LADING: { description: 'bol' },
    CERTIFICATE: { description: 'cert: certificate, for example phytosanitary or of origin' },
    DESPATCH_ADVICE: { description: 'desadv' },
    INVOICE: { description: 'inv' },
    PEDIGREE: { description: 'pedigree' },
    PURCHASE_ORDER: { description: 'po' },
    PURCHASE_ORDER_CONFIRMATION: { description: 'poc' },
    PRODUCTION_ORDER: { description: 'prodorder' },
    RECEIVING_ADVICE: { description: 'recadv' },
    RETURN_AUTHORISATION: { description: 'rma' },
    TEST_PROCEDURE: { description: 'testprd' },
    TEST_RESULT: { description: 'testres' },
    UPSTREAM_EVENT: { description: 'upevt' },
    OTHER: { description: 'A type outside CBV.' },
  },
});

@ObjectType({
  description:
    'A document that travels with a hand-over: EPCIS business transaction. Customs papers are such documents.',
})
export class Document {
  @Field(() => DocumentType, { description: 'CBV 2.0 business transaction type.' })
  readonly type!: DocumentType;

  @Field(() => String, { description: 'The number as people write it: `BOL-5501`.' })
  readonly number!: string;

  @Field(() => Uri, {
    description: 'As recorded, for example `urn:epcglobal:cbv:bt:9521005000013:BOL-5501`.',
  })
  readonly uri!: string;
}

@ObjectType({
  description:
    'Where a record stands in the append-only log, and what it says, in one number: keep both, and nobody can change the record unnoticed.',
})
export class LogEntry {
  @Field(() => LogPosition, { description: 'Its place in the log.' })
  readonly position!: string;

  @Field(() => Uri, { description: 'CBV 2.0 event hash, `ni:///sha-256;..?ver=CBV2.0`.' })
  readonly eventHash!: string;
}

@ObjectType({
  implements: () => [Node],
  description:
    'One EPCIS 2.0 event, and in plain words one production step. Never edited: a correction is a further record and both stay.',
})
export class Event {
  readonly record!: StoredRecord;

  @Field(() => ID, { description: 'Global id.' })
  readonly id!: string;

  @Field(() => Uri, {
    nullable: true,
    description:
      'The eventID given by whoever recorded it, or the CBV 2.0 event hash when none was given.',
  })
  readonly eventId!: string | null;

  @Field(() => StepKind, { description: 'The plain word for it.' })
  readonly step!: StepKind;

  @Field(() => EventType, { description: 'EPCIS type.' })
  readonly type!: EventType;

  @Field(() => EventAction, {
    nullable: true,
    description: 'Null for a transformation, which has none (EPCIS 2.0).',
  })
  readonly action!: EventAction | null;

  @Field(() => String, { nullable: true, description: 'CBV 2.0 word, or a URI outside CBV.' })
  readonly bizStep!: string | null;

  @Field(() => String, { nullable: true, description: 'CBV 2.0 word, or a URI outside CBV.' })
  readonly disposition!: string | null;

  @Field(() => CalendarDay, { description: `Day in the event's own offset.` })
  readonly day!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it happened, with the offset as recorded.',
  })
  readonly time!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '`eventTimeZoneOffset` as recorded; it may differ from the offset in `time`.',
  })
  readonly timeZoneOffset!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When this service stored it: server clock, never hashed.',
  })
  readonly recordedAt!: string | null;

  @Field(() => Int, { description: 'How many items you may see in it.' })
  readonly itemCount!: number;

  @Field(() => [Document], { description: 'Business transactions; at most 200.' })
  readonly documents!: readonly Document[];

  @Field(() => String, { nullable: true, description: 'Free text of its recorder.' })
  readonly note!: string | null;

  @Field(() => LogEntry, { description: 'Its place in the log, at once after recording.' })
  readonly logEntry!: LogEntry;
}

@ObjectType({ description: 'EPCIS errorDeclaration.' })
export class Correction {
  /** Log positions. */
  readonly correctives!: readonly number[];

  @Field(() => DateTime, { description: 'When it was declared wrong (EPCIS declarationTime).' })
  readonly declaredAt!: string;

  @Field(() => String, {
    nullable: true,
    description: '`incorrect_data`, `did_not_occur` or a URI outside CBV.',
  })
  readonly reason!: string | null;
}

@ObjectType({ description: 'One item in an event, in its role, with its quantity there.' })
export class EventItem {
  /** Canonical key. */
  readonly itemKey!: string;

  /** Log position of the event, and index in its items. */
  readonly line!: { readonly position: number; readonly index: number };

  @Field(() => ItemRole, { description: 'Its role.' })
  readonly role!: ItemRole;

  @Field(() => Quantity, {
    nullable: true,
    description: 'Null: not recorded, or not visible to you.',
  })
  readonly quantity!: Quantity | null;
}

@ObjectType({ description: 'One side of a hand-over.' })
export class HandOverEnd {
  /** Canonical keys; null when not recorded. */
  readonly holderKey!: string | null;
  readonly ownerKey!: string | null;
  readonly siteKey!: string | null;
}

@ObjectType({ description: 'One entry of a page of events.' })
export class EventEdge extends edgeOf(() => Event) {}

@ObjectType({ description: 'A page of events.' })
export class EventConnection extends connectionOf(
  () => Event,
  () => EventEdge,
) {}
