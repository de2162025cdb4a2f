import type { BookLine } from '../../src/core/lineage/book-lines.ts';

/** Why something is missing. */
export type GapReason =
  | 'ORIGIN_NOT_RECORDED'
  | 'NO_LOT'
  | 'NOT_YET_RECEIVED'
  | 'SHIPPING_NOT_RECORDED'
  | 'QUANTITY_NOT_RECORDED'
  | 'TOO_LARGE'
  | 'CLAIM_NOT_COUNTED';

/** What happened, in plain words of the contract. */
export type StepKind =
  | 'ATTACH'
  | 'COMMISSION'
  | 'COUNT'
  | 'DESTROY'
  | 'DETACH'
  | 'HARVEST'
  | 'HOLD'
  | 'INSPECT'
  | 'MAKE'
  | 'OTHER'
  | 'PACK'
  | 'RECEIVE'
  | 'RELEASE'
  | 'SELL'
  | 'SHIP'
  | 'UNPACK';

/** Where a hand-over stands. */
export type HopStatus =
  'IN_TRANSIT' | 'PARTLY_RECEIVED' | 'RECEIVED' | 'SHORT' | 'OVER' | 'UNANNOUNCED';

/** What two sides differ about. */
export type DisagreementKind =
  'QUANTITY' | 'ITEM_MISSING' | 'ITEM_UNEXPECTED' | 'SITE' | 'DOCUMENT' | 'PARTY' | 'TIME';

/** Kind of a paper. */
export type DocumentType =
  | 'BILL_OF_LADING'
  | 'CERTIFICATE'
  | 'DESPATCH_ADVICE'
  | 'INVOICE'
  | 'OTHER'
  | 'PEDIGREE'
  | 'PRODUCTION_ORDER'
  | 'PURCHASE_ORDER'
  | 'PURCHASE_ORDER_CONFIRMATION'
  | 'RECEIVING_ADVICE'
  | 'RETURN_AUTHORISATION'
  | 'TEST_PROCEDURE'
  | 'TEST_RESULT'
  | 'UPSTREAM_EVENT';

/** Kind of a number. */
export type IdentifierScheme =
  | 'GIAI'
  | 'GLN'
  | 'GRAI'
  | 'GTIN'
  | 'GTIN_LOT'
  | 'GTIN_SERIAL'
  | 'LOCAL'
  | 'OTHER'
  | 'OWN'
  | 'PGLN'
  | 'SSCC';

/** How much, as the contract writes it. */
export interface Amount {
  /** Decimal without exponent. */
  readonly value: string;
  /** UN/ECE Rec 20; null: pieces. */
  readonly unit: string | null;
}

/** Who; the name is null where nobody is known. */
export interface PartyAnswer {
  readonly name: string | null;
  readonly country: string | null;
}

/** A place. */
export interface SiteAnswer {
  readonly name: string;
  readonly place: { readonly country: string | null };
}

/** An item as it is named wherever it stands. */
export interface ItemAnswer {
  readonly __typename: 'Part' | 'Container';
  readonly id: string;
  readonly name: string;
  readonly digitalLink: string | null;
  /** False: its name is a word for its kind and its number. */
  readonly isDescribed: boolean;
  readonly identifiers: readonly IdentifierAnswer[];
}

/** One number of an item. */
export interface IdentifierAnswer {
  readonly scheme: IdentifierScheme;
  readonly value: string;
  readonly uri: string | null;
}

/** Some of an item in one hand and place. */
export interface HoldingAnswer {
  readonly holder: PartyAnswer;
  readonly site: SiteAnswer | null;
  readonly container: ItemAnswer | null;
  readonly quantity: Amount | null;
  readonly status: 'ON_HAND' | 'IN_TRANSIT' | 'SOLD';
  readonly since: string | null;
}

/** Where the asked item is. */
export interface StateAnswer {
  readonly at: string;
  readonly disposition: string | null;
  readonly onHold: boolean;
  readonly holder: PartyAnswer | null;
  readonly site: SiteAnswer | null;
  readonly holdings: Page<HoldingAnswer>;
}

/** What became of its quantity. */
export type BooksAnswer = { readonly [line in BookLine]: string | null } & {
  readonly unit: string | null;
  readonly notes: readonly string[];
};

/** The asked item with its own facts; what only a part has is left out of a container's. */
export interface AskedAnswer extends ItemAnswer {
  readonly granularity?: 'CLASS' | 'LOT' | 'SERIAL';
  readonly product?: { readonly name: string; readonly gtin: string | null } | null;
  readonly birth?: BirthAnswer | null;
  readonly balance?: BooksAnswer;
  readonly state: StateAnswer;
}

/** What the making of a part fixed. */
export interface BirthAnswer {
  readonly day: string | null;
  readonly harvestedOn: string | null;
  readonly bestBefore: string | null;
  readonly country: string | null;
  readonly madeBy: PartyAnswer;
  readonly quantity: Amount | null;
  readonly site: SiteAnswer | null;
}

/** A page of a list. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What happened, in one line. */
export interface StepAnswer {
  readonly id: string;
  readonly step: StepKind;
  readonly time: string | null;
  readonly day: string;
  readonly status: 'CURRENT' | 'CLAIM' | 'CORRECTED' | 'VOIDED';
  readonly title: string;
}

/** A part on the way. */
export interface NodeAnswer {
  readonly key: string;
  readonly item: ItemAnswer;
  readonly distance: number;
  readonly tier: number;
  readonly madeBy: PartyAnswer;
  readonly country: string | null;
  readonly quantity: Amount | null;
  readonly share: string | null;
  readonly more: boolean;
  readonly corrected: boolean;
  readonly step: Pick<StepAnswer, 'step' | 'day'> | null;
}

/** How two parts are joined. */
export interface LinkAnswer {
  readonly from: string;
  readonly to: string;
  readonly kind: 'MADE_INTO' | 'PACKED_IN' | 'LOT_MEMBER';
  readonly quantityIn: Amount | null;
  readonly quantityOut: Amount | null;
}

/** What two sides say differently. */
export interface DisagreementAnswer {
  readonly kind: DisagreementKind;
  readonly item: ItemAnswer | null;
  readonly senderSays: string | null;
  readonly receiverSays: string | null;
}

/** A paper. */
export interface DocumentAnswer {
  readonly type: DocumentType;
  readonly number: string;
}

/** One line of a hand-over. */
export interface HopLineAnswer {
  readonly item: ItemAnswer;
  readonly container: ItemAnswer | null;
  readonly shipped: Amount | null;
  readonly received: Amount | null;
  readonly difference: string | null;
}

/** A hand-over. */
export interface HopAnswer {
  /** The same wherever it is told. */
  readonly key: string;
  readonly status: HopStatus;
  readonly from: PartyAnswer;
  readonly to: PartyAnswer;
  readonly fromSite: SiteAnswer | null;
  readonly toSite: SiteAnswer | null;
  readonly fromCountry: string | null;
  readonly toCountry: string | null;
  readonly crossesBorder: boolean | null;
  readonly ownershipChanges: boolean | null;
  readonly shippedAt: string | null;
  readonly receivedAt: string | null;
  readonly documents: readonly DocumentAnswer[];
  readonly lineCount: number;
  readonly lines: readonly HopLineAnswer[];
  readonly disagreements: readonly DisagreementAnswer[];
}

/** What stands for something that an event said of an item. */
export interface EventItemAnswer {
  readonly item: ItemAnswer;
  readonly quantity: Amount | null;
  readonly role: 'ITEM' | 'INPUT' | 'OUTPUT' | 'PARENT' | 'CHILD';
  readonly claim: boolean;
}

/** A record with its lines, and the records that it puts right. */
export interface EventAnswer extends StepAnswer {
  readonly by: PartyAnswer;
  readonly at: SiteAnswer | null;
  readonly itemCount: number;
  readonly items: readonly EventItemAnswer[];
  readonly documents: readonly DocumentAnswer[];
  readonly corrects: readonly (StepAnswer & {
    readonly by: PartyAnswer;
    readonly itemCount: number;
    readonly items: readonly EventItemAnswer[];
    readonly correction: { readonly declaredAt: string; readonly reason: string | null } | null;
  })[];
}

/** A hand-over of the asked item itself, with what was recorded of it. */
export interface OwnHopAnswer extends HopAnswer {
  readonly shipping: EventAnswer | null;
  readonly receivings: readonly EventAnswer[];
}

/** A hole. */
export interface GapAnswer {
  readonly reason: GapReason;
  readonly text: string;
  readonly item: ItemAnswer | null;
  readonly ask: PartyAnswer | null;
}

/** Where the asked item comes from, by one kind of origin. */
export interface CompositionAnswer {
  readonly shares: readonly {
    readonly country: string | null;
    readonly party: PartyAnswer | null;
    readonly site: SiteAnswer | null;
    readonly share: string;
  }[];
  readonly others: string;
  readonly unknown: string;
  readonly withheld: string;
}

/** What is said of the whole trace. */
export interface TraceAnswer {
  readonly direction: Direction;
  readonly at: string | null;
  readonly asKnownAt: string;
  readonly precision: 'EXACT' | 'LOT' | 'CLASS';
  readonly completeness: {
    readonly state: 'COMPLETE' | 'PARTIAL' | 'NOTHING_RECORDED' | 'DEPTH_REACHED';
    readonly known: number;
    readonly total: number;
  };
  readonly summary: {
    readonly parts: number;
    readonly suppliers: number;
    readonly hops: number;
    readonly borders: number;
    readonly tiers: number;
    readonly countries: readonly string[];
  };
  readonly byCountry: CompositionAnswer | null;
  readonly bySupplier: CompositionAnswer | null;
  readonly bySite: CompositionAnswer | null;
}

/** Where from, or where to. */
export type Direction = 'BACK' | 'FORWARD';
