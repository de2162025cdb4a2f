import { setTimeout as sleep } from 'node:timers/promises';
import {
  companies,
  type GeneratedCompany,
  lotKey,
  products,
} from '../../src/sample/generate-companies.ts';
import { type Load, untilSaid, type Written } from './load-writers.ts';

interface Recorded {
  readonly status: string;
  readonly event: {
    readonly id: string;
    readonly items: readonly { readonly item: { readonly digitalLink: string } }[];
  } | null;
  readonly problems: readonly object[];
}

const answered =
  '{ status event { id items(role: PARENT) { item { digitalLink } } } problems { code at message } }';
const recordQuery = `mutation($input: RecordStepInput!) { done: recordStep(input: $input) ${answered} }`;
const fixQuery = `mutation($input: FixStepInput!) { done: fixStep(input: $input) ${answered} }`;

/** A lot that was made by steps, and the lot that it was made of. */
export interface MadeOf {
  readonly made: string;
  readonly of: string;
}

/** Of so many stories one is corrected, and one step of each story is sent once more. */
const CORRECTED = 3;

/** Tells a small story in plain words again and again: harvest, packing, hand-over, making, and now and then a correction. */
export class StepWriter {
  readonly made: MadeOf[] = [];
  private readonly from = companies.growers[0];
  private readonly to = companies.mills[0];
  private steps = 0;

  constructor(
    private readonly load: Load,
    private readonly written: Written,
  ) {}

  async write(pauseMs: number): Promise<void> {
    for (let story = 0; this.load.going(); story += 1) {
      await this.tell(story);
      await sleep(pauseMs);
    }
  }

  private async tell(story: number): Promise<void> {
    const { from, to } = this;
    const [raw, made] = [`S-${story}`, `M-${story}`];
    const gtinOf = { gtin: products.raw.gtin, lot: raw };
    const amount = (quantity: string) => [{ item: { gtin: gtinOf }, quantity, unit: 'KGM' }];
    const newLot = ({ gtin }: { readonly gtin: string }, lot: string, quantity: string) => [
      { product: gtin, lot, quantity, unit: 'KGM' },
    ];
    const harvested = await this.record(from, {
      harvest: { outputs: newLot(products.raw, raw, '100') },
    });
    const packed = await this.record(from, { pack: { items: amount('100') } });
    const container = { number: packed.event?.items[0]?.item.digitalLink ?? '' };
    const items = [{ item: container }];
    await this.record(from, { ship: { items, to: to.gln, toSite: to.site.gln, ownership: true } });
    await this.record(to, { receive: { items, from: from.gln, complete: true } });
    await this.record(to, { unpack: { container } });
    const outputs = newLot(products.washed, made, '80');
    await this.record(to, { make: { inputs: amount('90'), outputs } });
    this.made.push({ made: lotKey(products.washed, made), of: lotKey(products.raw, raw) });
    if (story % CORRECTED === 0)
      await this.fix(harvested.input, { harvest: { outputs: newLot(products.raw, raw, '101') } });
  }

  private inputOf(by: GeneratedCompany, step: object): StepInput {
    this.steps += 1;
    const number = this.steps.toString(16).padStart(12, '0');
    const time = new Date(Date.UTC(2026, 0, 5) + this.steps * 60_000).toISOString();
    return { id: `urn:uuid:019a0000-0000-7000-8000-${number}`, time, site: by.site.gln, step };
  }

  /** Records a step until that is acknowledged, and one of four once more. */
  private async record(
    by: GeneratedCompany,
    step: object,
  ): Promise<Recorded & { readonly input: StepInput }> {
    const input = this.inputOf(by, step);
    this.load.ledger.sent.add(input.id);
    const done = await this.done(by, recordQuery, input);
    this.load.ledger.acknowledged.add(input.id);
    this.written.steps += 1;
    if (this.steps % 4 === 0) await this.again(by, recordQuery, { input, done });
    return { ...done, input };
  }

  private async fix(wrong: StepInput, step: object): Promise<void> {
    const { ledger } = this.load;
    const replacement = { ...this.inputOf(this.from, step), time: wrong.time };
    const told = [`${wrong.id} declared`, replacement.id];
    for (const one of told) ledger.sent.add(one);
    const input = { event: { eventId: wrong.id }, replacement };
    const done = await this.done(this.from, fixQuery, input);
    for (const one of told) ledger.acknowledged.add(one);
    this.written.corrections += 1;
    await this.again(this.from, fixQuery, { input, done });
  }

  private async again(
    by: GeneratedCompany,
    query: string,
    { input, done }: { readonly input: object; readonly done: Recorded },
  ): Promise<void> {
    const { status, event } = await this.done(by, query, input);
    this.written.resent += 1;
    if (status !== 'ALREADY_RECORDED' || event?.id !== done.event?.id)
      this.load.doors.fault(`sent again: ${status} ${JSON.stringify([input, done, event])}`);
  }

  private async done(by: GeneratedCompany, query: string, input: object): Promise<Recorded> {
    const { doors, keys } = this.load;
    const key = keys.get(by.gln) ?? '';
    const { done } = await untilSaid(this.load, () =>
      doors.graphql<{ readonly done: Recorded }>(key, query, { input }),
    );
    if (!['RECORDED', 'ALREADY_RECORDED'].includes(done.status) || done.event === null)
      doors.fault(`step: ${JSON.stringify([done, input])}`);
    return done;
  }
}

interface StepInput {
  readonly id: string;
  readonly time: string;
  readonly site: string;
  readonly step: object;
}
