import { type GeneratedCompany, siteOf } from './generate-companies.ts';
import { randomOf } from './generate-random.ts';

/** An EPCIS 2.0 event as JSON-LD, without its context. */
export type GeneratedEvent = Readonly<Record<string, unknown>>;

/** What happened: when, at whose place, and what the event says of it. */
export interface Act {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: GeneratedCompany;
  readonly says: GeneratedEvent;
}

/** An event with the time when it is sent. */
interface Sent {
  readonly sentAt: number;
  readonly event: GeneratedEvent;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const LATE_SHARE = 0.03;
const CORRECTED_SHARE = 0.02;
/** Space for the numbers of the events of a season. */
const NUMBERS = 4_096;

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

/** An instant as somebody with this offset writes it. */
const local = (instant: number, offset: string): string =>
  new Date(instant + Number(offset.slice(0, 3)) * HOUR).toISOString().replace('Z', offset);

/** The lists in which events name lots with quantities. */
const quantityLists = ['quantityList', 'childQuantityList', 'inputQuantityList'] as const;

/** The same event with one quantity written down wrongly; null: it names none. */
const mistaken = (says: GeneratedEvent): GeneratedEvent | null => {
  for (const name of quantityLists) {
    const list = says[name];
    if (!Array.isArray(list)) continue;
    const [first, ...others] = list as readonly { readonly quantity: number }[];
    if (first !== undefined)
      return { ...says, [name]: [{ ...first, quantity: first.quantity + 7 }, ...others] };
  }
  return null;
};

/** Takes down what happens in a season, and when it is sent: some of it late, some of it wrong at first. */
export class SeasonTeller {
  readonly random: () => number;
  private readonly sent: Sent[] = [];
  private count = 0;

  constructor(
    private readonly seed: number,
    private readonly season: number,
  ) {
    this.random = randomOf(seed * 7_919 + season);
  }

  /** A whole number below `below`. */
  pick(below: number): number {
    return Math.floor(this.random() * below);
  }

  oneOf<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.pick(values.length)] ?? values[0];
  }

  tell({ at, by, says }: Act): void {
    const place = { id: siteOf(by) };
    const whole = { readPoint: place, bizLocation: place, ...says };
    const sentAt = at + (this.random() < LATE_SHARE ? HOUR + this.pick(6 * DAY) : 0);
    const wrong = this.random() < CORRECTED_SHARE ? mistaken(whole) : null;
    const head = this.head(at, by);
    if (wrong === null) {
      this.sent.push({ sentAt, event: { ...head, ...whole } });
      return;
    }
    // Found out days later: the event is declared wrong, and the right one is recorded, in either order.
    const right = { ...head, eventID: this.nextId() };
    const found = sentAt + 2 * DAY + this.pick(DAY);
    const declared = {
      declarationTime: local(found, by.offset),
      reason: 'incorrect_data',
      correctiveEventIDs: [right.eventID],
    };
    const swapped = this.random() < 0.5 ? MINUTE : -MINUTE;
    this.sent.push(
      { sentAt, event: { ...head, ...wrong } },
      { sentAt: found, event: { ...head, ...wrong, errorDeclaration: declared } },
      { sentAt: found + swapped, event: { ...right, ...whole } },
    );
  }

  /** All of it in the order in which it is sent. */
  told(): readonly GeneratedEvent[] {
    return this.sent.toSorted((a, b) => a.sentAt - b.sentAt).map(({ event }) => event);
  }

  private head(
    at: number,
    { offset }: GeneratedCompany,
  ): GeneratedEvent & { readonly eventID: string } {
    return {
      eventID: this.nextId(),
      eventTime: local(at, offset),
      eventTimeZoneOffset: offset,
    };
  }

  private nextId(): string {
    const id = generatedId(this.seed, this.season, this.count);
    this.count += 1;
    return id;
  }
}

/** The eventID of an event of a season, counted from 0: a UUID of version 8, which leaves its meaning to its maker. */
export const generatedId = (seed: number, season: number, number: number): string =>
  `urn:uuid:${hex(seed >>> 0, 8)}-0952-8000-8000-${hex(season * NUMBERS + number, 12)}`;
