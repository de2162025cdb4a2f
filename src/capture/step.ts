import type { EpcisEvent } from '../core/epcis/event.ts';
import type { Problem } from '../core/result.ts';
import type { TakenItem } from './step-items.ts';

/**
 * One production step in plain words, as forms and partners give it: everything still unchecked text. `StepService` makes one EPCIS
 * event of it. The shapes are those of the contract's `RecordStepInput`.
 */
export interface StepInput {
  /** A URI made by the client; becomes the eventID and is the idempotency key for ever. */
  readonly id: string;
  /** RFC 3339 with offset. */
  readonly time: string;
  /** Site id, GLN or Digital Link; left out: the site of the key. */
  readonly site?: string | null;
  readonly step: StepVerbs;
  readonly documents?: readonly StepDocument[] | null;
  readonly note?: string | null;
}

/** Exactly one of the verbs. */
export interface StepVerbs {
  readonly harvest?: HarvestStep | null;
  readonly commission?: CommissionStep | null;
  readonly make?: MakeStep | null;
  readonly pack?: PackStep | null;
  readonly unpack?: UnpackStep | null;
  readonly ship?: ShipStep | null;
  readonly receive?: ReceiveStep | null;
  readonly inspect?: InspectStep | null;
  readonly sell?: ItemsStep | null;
  readonly destroy?: DestroyStep | null;
  readonly count?: CountStep | null;
}

/** Names an item by exactly one of these. */
export interface ItemReference {
  readonly id?: string | null;
  readonly number?: string | null;
  readonly gtin?: GtinReference | null;
}

export interface GtinReference {
  readonly gtin: string;
  readonly lot?: string | null;
  readonly serial?: string | null;
}

/** Names an event by exactly one of these. */
export interface EventReference {
  readonly id?: string | null;
  readonly eventId?: string | null;
}

/** An item and how much of it: one that exists, or a new lot or piece of a product. */
export interface StepAmount {
  readonly item?: ItemReference | null;
  readonly product?: string | null;
  readonly lot?: string | null;
  readonly serial?: string | null;
  readonly quantity?: string | null;
  readonly unit?: string | null;
}

export interface HarvestStep {
  readonly outputs: readonly StepAmount[];
  readonly harvestedOn?: string | null;
}

export interface CommissionStep {
  readonly outputs: readonly StepAmount[];
  readonly madeOn?: string | null;
  readonly bestBefore?: string | null;
}

export interface MakeStep {
  readonly inputs: readonly StepAmount[];
  readonly outputs: readonly StepAmount[];
  readonly bestBefore?: string | null;
  readonly processStep?: string | null;
  readonly process?: string | null;
}

export interface PackStep {
  readonly container?: ItemReference | null;
  readonly items: readonly StepAmount[];
}

export interface UnpackStep {
  readonly container: ItemReference;
  readonly items?: readonly StepAmount[] | null;
}

export interface ShipStep {
  readonly items: readonly StepAmount[];
  readonly to: string;
  readonly toSite?: string | null;
  readonly ownership?: boolean | null;
  readonly due?: string | null;
  readonly via?: readonly string[] | null;
}

export interface ReceiveStep {
  readonly items: readonly StepAmount[];
  readonly from?: string | null;
  readonly fromSite?: string | null;
  readonly ownership?: boolean | null;
  readonly complete?: boolean | null;
  readonly condition?: string | null;
}

export interface InspectStep {
  readonly items: readonly StepAmount[];
  readonly passed: boolean;
  readonly result?: string | null;
}

export interface ItemsStep {
  readonly items: readonly StepAmount[];
}

export interface DestroyStep extends ItemsStep {
  readonly reason: string;
}

export interface CountStep extends ItemsStep {
  readonly all?: boolean | null;
}

export interface StepDocument {
  /** Contract word: `PURCHASE_ORDER`. */
  readonly type: string;
  readonly number: string;
  readonly issuer?: string | null;
}

/** What a step takes away from whoever records it: the input of `StepBooksService` (query). */
export interface Taking {
  /** Event time: UTC with microseconds. */
  readonly instant: string;
  /** Log position of its record; null: it is not recorded. */
  readonly position: number | null;
  readonly taken: readonly TakenItem[];
}

/** What became of one step. */
export interface StepOutcome {
  readonly status: 'RECORDED' | 'ALREADY_RECORDED' | 'REFUSED';
  /** Log position of the record; null when refused. */
  readonly position: number | null;
  /** Canonical keys of lots and containers that the service numbered. */
  readonly created: readonly string[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Null when refused, and of what takes nothing by its kind. */
  readonly taking: Taking | null;
}

/** What recording would do. */
export interface StepForecast {
  readonly recordable: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The EPCIS event it would become; null when it cannot be made. */
  readonly event: EpcisEvent | null;
  /** Null when it cannot be made. */
  readonly taking: Taking | null;
}
