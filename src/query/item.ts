import type { Page } from '../access/page.ts';
import type { ItemKind } from '../core/gs1/key.ts';
import type { Moment } from './moment.ts';

/** An item: what is traced, or what carries it. */
export interface ItemView {
  readonly id: number;
  /** Canonical key. */
  readonly key: string;
  /** As first recorded. */
  readonly uri: string;
  readonly kind: ItemKind;
  /** 14 digits; null without a GS1 key. */
  readonly gtin: string | null;
  readonly lot: string | null;
  readonly serial: string | null;
  /** Log position of the first event that names it; null: only registered. */
  readonly firstPosition: number | null;
}

/** The event in which an item began. */
export interface ItemBirth {
  /** Log position. */
  readonly position: number;
  /** Organisation whose event it is. */
  readonly owner: number;
  /** Day in the event's own offset. */
  readonly day: string;
  /** Exact decimal; null: not recorded. */
  readonly quantity: string | null;
  readonly unit: string | null;
  /** Canonical key of the place; null: not recorded. */
  readonly place: string | null;
}

/** A further number of an item (domain rules 3, 44). */
export interface ItemNumber {
  readonly scheme: string;
  readonly value: string;
  /** Whose number it is, internal id. */
  readonly organisation: number;
}

/** When what is made from an item is asked about. */
export interface UseTimes {
  /** Record time; null: as `known` says. */
  readonly asKnownAt: string | null;
  /** Null: as known now. */
  readonly known: Moment | null;
}

/** A page of items. */
export interface ItemPage extends Page<ItemView> {
  /** Null: no record time was asked for. */
  readonly moment: Moment | null;
}

/** Conditions on items; all hold together. */
export interface ItemFilter {
  /** Canonical keys of products by GTIN; any of these. */
  readonly gtins?: readonly string[];
}
