/** What is needed to write a step as an EPCIS event, every reference resolved to a URI and every number to a decimal text. */
export interface ResolvedStep {
  /** eventID: `urn:uuid:…`. */
  readonly id: string;
  /** RFC 3339 with offset: `2026-03-02T08:00:00.000+03:00`. */
  readonly time: string;
  /** URI of the site: `https://id.gs1.org/414/…`; null when it is not known. */
  readonly site: string | null;
  /** URI of the organisation whose event it is: `https://id.gs1.org/417/…`. */
  readonly party: string;
  readonly step: ResolvedVerb;
  readonly documents: readonly ResolvedDocument[];
  readonly evidence: readonly ResolvedEvidence[];
  readonly note: string | null;
}

/** A business transaction. */
export interface ResolvedDocument {
  /** CBV word (`po`), a foreign URI, or null for a type that is not said. */
  readonly type: string | null;
  /** `urn:epcglobal:cbv:bt:<issuer GLN>:<number>` or any URI. */
  readonly id: string;
}

/** A file behind the event, known by its hash. */
export interface ResolvedEvidence {
  readonly kind: string;
  readonly title: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Internet media type. */
  readonly mediaType: string;
}

/** An item and how much of it. */
export interface ResolvedAmount {
  /** URI of the item. */
  readonly id: string;
  /** True for a lot or a product class, false for a piece or a container. */
  readonly classLevel: boolean;
  /** Lot number, also of a piece's lot; null when there is none. Written as birth data only when all outputs share it. */
  readonly lot: string | null;
  /** Exact decimal; null when not recorded. Pieces and containers have none. */
  readonly quantity: string | null;
  /** UN/ECE Rec 20; null is a count. */
  readonly unit: string | null;
  /** Price of the whole line; null when none was given. */
  readonly price: ResolvedPrice | null;
}

/** Money as recorded. */
export interface ResolvedPrice {
  /** Exact decimal. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Incoterm: EXW, FOB, CIF, DAP; null when not said. */
  readonly basis: string | null;
}

/** Who hands over to whom. */
interface HandOver {
  readonly items: readonly ResolvedAmount[];
  /** Ownership changes too. */
  readonly ownership: boolean;
}

/** Exactly one thing that happened. Days are `YYYY-MM-DD`. */
export type ResolvedVerb =
  | {
      readonly verb: 'HARVEST';
      readonly outputs: readonly ResolvedAmount[];
      /** Null: the day of `time`. */
      readonly harvestedOn: string | null;
    }
  | {
      readonly verb: 'COMMISSION';
      readonly outputs: readonly ResolvedAmount[];
      readonly madeOn: string | null;
      readonly bestBefore: string | null;
    }
  | {
      readonly verb: 'MAKE';
      readonly inputs: readonly ResolvedAmount[];
      readonly outputs: readonly ResolvedAmount[];
      readonly bestBefore: string | null;
      readonly processStep: string | null;
      /** transformationID, a URI. */
      readonly process: string | null;
    }
  | { readonly verb: 'PACK'; readonly container: string; readonly items: readonly ResolvedAmount[] }
  | {
      readonly verb: 'UNPACK';
      readonly container: string;
      /** Empty: everything. */
      readonly items: readonly ResolvedAmount[];
      /** For everything: whether containers come out (unloading, not unpacking). */
      readonly holdsContainers: boolean;
    }
  | ({
      readonly verb: 'SHIP';
      /** URI of the receiving party. */
      readonly to: string;
      readonly toSite: string | null;
      /** Promised arrival. */
      readonly due: string | null;
      /** UN/LOCODE. */
      readonly via: readonly string[];
    } & HandOver)
  | ({
      readonly verb: 'RECEIVE';
      /** URI of the sending party; null when unknown. */
      readonly from: string | null;
      readonly fromSite: string | null;
      /** Nothing more will come of this shipment. */
      readonly complete: boolean;
      readonly condition: string | null;
    } & HandOver)
  | {
      readonly verb: 'INSPECT';
      readonly items: readonly ResolvedAmount[];
      readonly passed: boolean;
      readonly result: string | null;
    }
  | { readonly verb: 'SELL'; readonly items: readonly ResolvedAmount[] }
  | { readonly verb: 'DESTROY'; readonly items: readonly ResolvedAmount[]; readonly reason: string }
  | {
      readonly verb: 'COUNT';
      readonly items: readonly ResolvedAmount[];
      /** A count of the whole stock of the place. */
      readonly all: boolean;
    }
  | {
      readonly verb: 'HOLD';
      readonly items: readonly ResolvedAmount[];
      readonly reason: string;
      /** Under recall, not only on hold. */
      readonly recall: boolean;
    }
  | {
      readonly verb: 'RELEASE';
      readonly items: readonly ResolvedAmount[];
      readonly reason: string;
    };
