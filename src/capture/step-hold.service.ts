import { Injectable } from '@nestjs/common';
import { requireScope } from '../access/scope.ts';
import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { compareText } from '../core/lineage/order.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { Clock } from '../platform/clock.ts';
import { CaptureService } from './capture.service.ts';
import { StepForm } from './step-form.ts';
import {
  HELD_ITEMS_MAX,
  type HeldItem,
  type HoldItems,
  type HoldKind,
  holdEvent,
} from './step-hold.ts';
import type { StepItem } from './step-items.ts';
import type { NamedItem, StepLookup } from './step-lookup.ts';
import { StepLookupService } from './step-lookup.service.ts';
import { nobody, outcomeOf, refused } from './step-outcome.ts';
import type { ItemReference, StepOutcome } from './step.ts';

/** Items looked up side by side: fewer than the pool has connections. */
const NAMED_AT_ONCE = 4;

/** A hold that can be captured. */
interface MadeHold {
  readonly event: EpcisEvent;
  readonly created: readonly string[];
  readonly warnings: readonly Problem[];
  readonly named: readonly StepItem[];
  readonly taken: readonly [];
  /** False: nothing was recorded under its id yet, so a twin that came at the same time has another instant. */
  readonly repeated: boolean;
}

/** When and where a hold was told: what its input leaves to the service. */
interface Told {
  readonly time: string;
  readonly site: string | null;
}

/** What is put under recall. */
export interface Recall {
  /** URI; what the ids of the events begin with. */
  readonly id: string;
  /** RFC 3339 with offset. */
  readonly time: string;
  readonly reason: string;
  /** Internal ids. */
  readonly items: readonly number[];
}

/**
 * Holds and their lifting. The input says neither when nor where: it is now, by the clock of the service, at the site of the key. What was
 * recorded under an id keeps its time and its site, and the same call again takes both from that record; so it is the same event, and
 * ALREADY_RECORDED, however late it comes and whichever key of the organisation sends it.
 */
@Injectable()
export class StepHoldService {
  constructor(
    private readonly lookup: StepLookupService,
    private readonly capture: CaptureService,
    private readonly log: LogReaderService,
    private readonly clock: Clock,
  ) {}

  /** Must not be used any more. Refuses with INVALID_VALUE, CHECK_DIGIT, UNKNOWN_*, AMBIGUOUS_NUMBER, ID_CONFLICT. */
  holdItems(viewer: Viewer, input: HoldItems): Promise<StepOutcome> {
    return this.record(viewer, input, 'HOLD');
  }

  /** Hold or recall lifted. Refuses as `holdItems`. */
  releaseItems(viewer: Viewer, input: HoldItems): Promise<StepOutcome> {
    return this.record(viewer, input, 'RELEASE');
  }

  /**
   * The events that put items under recall, 1,000 items each; not captured yet. Their ids are made of the id of the recall. No items: none.
   */
  async recallEvents(viewer: Viewer, recall: Recall): Promise<Result<readonly EpcisEvent[]>> {
    if (recall.items.length === 0) return accept([]);
    const party = (await this.lookup.self(viewer))?.numbers[0]?.key;
    if (party === undefined) return refuse(nobody);
    const site = await this.lookup.for(viewer).site(null);
    if (!site.ok) return site;
    const items = (await this.lookup.items(viewer, recall.items)).toSorted(byUri);
    const events: EpcisEvent[] = [];
    for (let start = 0; start < items.length; start += HELD_ITEMS_MAX) {
      const some = items.slice(start, start + HELD_ITEMS_MAX);
      const id = partOf(recall.id, events.length + 1);
      const { time, reason } = recall;
      const facts = { id, time, reason, party, site: site.value, items: some };
      const event = holdEvent({ kind: 'RECALL', ...facts });
      if (!event.ok) return event;
      events.push(event.value);
    }
    return accept(events);
  }

  private async record(viewer: Viewer, input: HoldItems, kind: HoldKind): Promise<StepOutcome> {
    requireScope(viewer, 'RECORD');
    const made = await this.make(viewer, input, kind);
    if (!made.ok) return refused(made.problems);
    const captured = await this.capture.captureEvents(viewer, [made.value.event], {
      rollback: false,
    });
    if (!captured.ok) return refused(captured.problems);
    const [answer] = captured.value;
    if (answer === undefined) throw new Error('one event has one outcome');
    // A twin of the same call was faster: its time is the time.
    const raced = answer.status === 'REFUSED' && !made.value.repeated;
    if (raced && (await this.earlier(viewer, input.id)) !== null) {
      return this.record(viewer, input, kind);
    }
    return placed(outcomeOf(answer, made.value));
  }

  private async make(viewer: Viewer, input: HoldItems, kind: HoldKind): Promise<Result<MadeHold>> {
    const party = (await this.lookup.self(viewer))?.numbers[0]?.key;
    if (party === undefined) return refuse(nobody);
    const form = new StepForm();
    const lookup = this.lookup.for(viewer);
    const id = form.uri('/id', input.id);
    const reason = form.required('/reason', input.reason);
    const items = await itemsOf(form, lookup, input.items);
    if (form.problems.length > 0 || reason === null) return refuse(...form.problems);
    const earlier = await this.earlier(viewer, id);
    const told = earlier === null ? await this.now(form, lookup) : toldBy(earlier);
    const event = holdEvent({ kind, id, party, items, reason, ...told });
    if (!event.ok) return event;
    const { warnings } = form;
    const named = items.map(({ uri }, index) => ({ id: uri, at: `/items/${index}` }));
    const repeated = earlier !== null;
    return accept({ event: event.value, created: [], warnings, named, taken: [], repeated });
  }

  private async now(form: StepForm, lookup: StepLookup): Promise<Told> {
    const time = this.clock.now().toISOString();
    return { time, site: form.take('', await lookup.site(null)) };
  }

  /** The viewer's own record under that id; null for none. */
  private async earlier(viewer: Viewer, id: string): Promise<EpcisEvent | null> {
    const records = await this.log.ownByEventKey(viewer, id);
    return records.find(({ event }) => event.errorDeclaration === null)?.event ?? null;
  }
}

const byUri = (a: HeldItem, b: HeldItem): number => compareText(a.uri, b.uri);

/** A URI has one fragment at most. */
const partOf = (id: string, number: number): string =>
  `${id}${id.includes('#') ? '-' : '#'}hold-${number}`;

const toldBy = ({ time, readPoint }: EpcisEvent): Told => ({ time: time.text, site: readPoint });

async function itemsOf(
  form: StepForm,
  lookup: StepLookup,
  given: readonly ItemReference[],
): Promise<readonly HeldItem[]> {
  form.list('/items', given, { min: 1, max: HELD_ITEMS_MAX });
  // What is refused for its length is not looked up.
  if (given.length > HELD_ITEMS_MAX) return [];
  const items: HeldItem[] = [];
  for (let start = 0; start < given.length; start += NAMED_AT_ONCE) {
    const some = given.slice(start, start + NAMED_AT_ONCE);
    const found = await Promise.all(some.map((reference) => lookup.item(reference)));
    for (const [place, reference] of some.entries()) {
      const at = pointerOf(start + place, reference);
      const result = found[place];
      const item = result === undefined ? null : form.take(at, result);
      if (item === null) continue;
      if (!item.known) form.warnings.push(unknownYet(at, reference, item));
      items.push(item);
    }
  }
  return items;
}

const pointerOf = (index: number, { number }: ItemReference): string =>
  `/items/${index}${number == null ? '' : '/number'}`;

/** Problems of the event, placed in an input that has neither a time nor verbs. */
const placed = (outcome: StepOutcome): StepOutcome => ({
  ...outcome,
  problems: outcome.problems.map(intoHold),
  warnings: outcome.warnings.map(intoHold),
});

const intoHold = (problem: Problem): Problem =>
  /^\/(id|items|reason)(\/|$)/.test(problem.at) ? problem : { ...problem, at: '' };

const unknownYet = (at: string, { number }: ItemReference, { uri }: NamedItem): Problem => ({
  code: 'UNKNOWN_ITEM',
  message:
    'Nothing is recorded about this item yet: it is put down all the same, and linked when somebody records it.',
  at,
  number: number ?? uri,
});
