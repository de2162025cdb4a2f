import type {
  ResolvedAmount,
  ResolvedDocument,
  ResolvedStep,
  ResolvedVerb,
} from '../core/epcis/resolved-step.ts';
import { readTime } from '../core/epcis/time.ts';
import { AmountReader, refuseMixedLots } from './step-amounts.ts';
import { StepForm, shown } from './step-form.ts';
import type { StepLookup, StepNumbers } from './step-lookup.ts';
import type { StepDocument, StepInput, StepVerbs } from './step.ts';

/** Outputs of a harvest, a first record or a transformation. */
const outputsMax = 200;
/** Inputs of a transformation; items of everything else. */
const itemsMax = 1_000;
const documentsMax = 50;
const viaMax = 50;

/** Contract words of documents and the CBV 2.0 business transaction types that they stand for; OTHER stands for none. */
const documentTypes: Readonly<Record<string, string | null>> = {
  BILL_OF_LADING: 'bol',
  CERTIFICATE: 'cert',
  DESPATCH_ADVICE: 'desadv',
  INVOICE: 'inv',
  PEDIGREE: 'pedigree',
  PURCHASE_ORDER: 'po',
  PURCHASE_ORDER_CONFIRMATION: 'poc',
  PRODUCTION_ORDER: 'prodorder',
  RECEIVING_ADVICE: 'recadv',
  RETURN_AUTHORISATION: 'rma',
  TEST_PROCEDURE: 'testprd',
  TEST_RESULT: 'testres',
  UPSTREAM_EVENT: 'upevt',
  OTHER: null,
};

/** A step as it was read: complete only while `problems` is empty. */
export interface ReadStep {
  readonly form: StepForm;
  /** Null when something essential is missing. */
  readonly step: ResolvedStep | null;
  /** URIs that the service numbered. */
  readonly created: readonly string[];
}

/** Whose step it is. */
export interface StepOwner {
  /** URI of the organisation. */
  readonly party: string;
  /** Turns a process name of the organisation's own into a transformationID. */
  processId(name: string): string;
}

/** Reads a step in plain words into one that can be written as an EPCIS event; finds everything wrong at once. */
export class StepReader {
  readonly #form = new StepForm();
  readonly #lookup: StepLookup;
  readonly #numbers: StepNumbers;
  readonly #amounts: AmountReader;
  readonly #owner: StepOwner;
  readonly #created: string[] = [];

  constructor(lookup: StepLookup, numbers: StepNumbers, owner: StepOwner) {
    this.#lookup = lookup;
    this.#numbers = numbers;
    this.#owner = owner;
    this.#amounts = new AmountReader(this.#form, lookup, numbers);
  }

  /** Reads all of it. */
  async read(input: StepInput): Promise<ReadStep> {
    const form = this.#form;
    const id = form.uri('/id', input.id);
    const time = this.#time('/time', input.time);
    const site = form.take('/site', await this.#lookup.site(input.site ?? null));
    const verb = await this.#verb(input.step);
    const documents = await this.#documents(input.documents ?? []);
    const note = form.text('/note', input.note);
    if (verb === null) return { form, step: null, created: [] };
    return {
      form,
      step: { id, time, site, party: this.#owner.party, step: verb, documents, evidence: [], note },
      created: [...this.#created, ...this.#amounts.created],
    };
  }

  #time(at: string, text: string): string {
    if (readTime(text) !== null) return text;
    this.#form.invalid(
      at,
      `"${shown(text)}" is no time with an offset.`,
      'RFC 3339 with offset: 2026-03-02T08:00:00+03:00',
    );
    return text;
  }

  async #documents(list: readonly StepDocument[]): Promise<ResolvedDocument[]> {
    const found: ResolvedDocument[] = [];
    const form = this.#form;
    for (const [index, document] of form
      .list('/documents', list, { min: 0, max: documentsMax })
      .entries()) {
      const at = `/documents/${index}`;
      const number = form.required(`${at}/number`, document.number, 200);
      const issuer = form.take(`${at}/issuer`, await this.#lookup.issuer(document.issuer ?? null));
      if (number === null || issuer === null) continue;
      const id = `urn:epcglobal:cbv:bt:${issuer}:${encodeURIComponent(number)}`;
      found.push({ type: documentTypes[document.type] ?? null, id });
    }
    return found;
  }

  #verb(verbs: StepVerbs): Promise<ResolvedVerb | null> {
    const named = Object.entries(verbs).filter(([, verb]) => verb != null);
    const [only] = named;
    if (only === undefined || named.length > 1) {
      this.#form.invalid('/step', 'Say exactly one thing that happened.', 'exactly one verb');
      return Promise.resolve(null);
    }
    return this.#born(verbs) ?? this.#moved(verbs) ?? this.#handled(verbs) ?? Promise.resolve(null);
  }

  #born({ harvest, commission, make }: StepVerbs): Promise<ResolvedVerb | null> | null {
    if (harvest != null) return this.#harvest(harvest);
    if (commission != null) return this.#commission(commission);
    return make == null ? null : this.#make(make);
  }

  #moved({ pack, unpack, ship, receive }: StepVerbs): Promise<ResolvedVerb | null> | null {
    if (pack != null) return this.#pack(pack);
    if (unpack != null) return this.#unpack(unpack);
    if (ship != null) return this.#ship(ship);
    return receive == null ? null : this.#receive(receive);
  }

  #handled({ inspect, sell, destroy, count }: StepVerbs): Promise<ResolvedVerb | null> | null {
    if (inspect != null) return this.#inspect(inspect);
    if (sell != null) return this.#sell(sell);
    if (destroy != null) return this.#destroy(destroy);
    return count == null ? null : this.#count(count);
  }

  async #outputs(
    verb: 'harvest' | 'commission' | 'make',
    list: Verb<'harvest'>['outputs'],
  ): Promise<ResolvedAmount[]> {
    const at = `/step/${verb}/outputs`;
    const bounds = { min: verb === 'make' ? 0 : 1, max: outputsMax };
    const outputs = await this.#amounts.read(at, this.#form.list(at, list, bounds), {
      role: 'BIRTH',
    });
    refuseMixedLots(this.#form, at, outputs);
    return outputs;
  }

  #items(
    verb: keyof StepVerbs,
    list: Verb<'sell'>['items'],
    counted = false,
  ): Promise<ResolvedAmount[]> {
    const at = `/step/${verb}/items`;
    const items = this.#form.list(at, list, { min: 1, max: itemsMax });
    return this.#amounts.read(at, items, { role: 'EXISTING', counted });
  }

  async #harvest(verb: Verb<'harvest'>): Promise<ResolvedVerb> {
    const harvestedOn = this.#form.day('/step/harvest/harvestedOn', verb.harvestedOn);
    return { verb: 'HARVEST', outputs: await this.#outputs('harvest', verb.outputs), harvestedOn };
  }

  async #commission(verb: Verb<'commission'>): Promise<ResolvedVerb> {
    const madeOn = this.#form.day('/step/commission/madeOn', verb.madeOn);
    const bestBefore = this.#form.day('/step/commission/bestBefore', verb.bestBefore);
    const outputs = await this.#outputs('commission', verb.outputs);
    return { verb: 'COMMISSION', outputs, madeOn, bestBefore };
  }

  async #make(verb: Verb<'make'>): Promise<ResolvedVerb> {
    const form = this.#form;
    const at = '/step/make';
    const name = form.text(`${at}/process`, verb.process, 200);
    const process = name === null ? null : this.#owner.processId(name);
    const listed = form.list(`${at}/inputs`, verb.inputs, {
      min: process === null ? 1 : 0,
      max: itemsMax,
    });
    if (verb.outputs.length === 0 && (process === null || verb.inputs.length === 0)) {
      form.invalid(
        `${at}/outputs`,
        'Say what came out.',
        `1 to ${outputsMax} outputs; none only with \`process\` and inputs`,
      );
    }
    const inputs = await this.#amounts.read(`${at}/inputs`, listed, { role: 'EXISTING' });
    const outputs = await this.#outputs('make', verb.outputs);
    const bestBefore = form.day(`${at}/bestBefore`, verb.bestBefore);
    const processStep = form.text(`${at}/processStep`, verb.processStep, 200);
    return { verb: 'MAKE', inputs, outputs, bestBefore, processStep, process };
  }

  async #container(at: string, reference: Verb<'unpack'>['container']): Promise<string | null> {
    const found = this.#form.take(at, await this.#lookup.item(reference));
    if (found === null) return null;
    if (!found.classLevel) return found.uri;
    this.#form.invalid(
      at,
      'A lot cannot be a container.',
      'an SSCC, GRAI, GIAI or another id of one thing',
    );
    return null;
  }

  async #pack(verb: Verb<'pack'>): Promise<ResolvedVerb | null> {
    const items = await this.#items('pack', verb.items);
    const container = await this.#packedInto(verb);
    return container === null ? null : { verb: 'PACK', container, items };
  }

  async #packedInto(verb: Verb<'pack'>): Promise<string | null> {
    const at = '/step/pack/container';
    if (verb.container != null) return this.#container(at, verb.container);
    const container = this.#form.take(at, await this.#numbers.container());
    if (container !== null) this.#created.push(container);
    return container;
  }

  async #unpack(verb: Verb<'unpack'>): Promise<ResolvedVerb | null> {
    const container = await this.#container('/step/unpack/container', verb.container);
    const items = verb.items == null ? [] : await this.#items('unpack', verb.items);
    return container === null ? null : { verb: 'UNPACK', container, items, holdsContainers: false };
  }

  async #party(at: string, text: string | null | undefined): Promise<string | null> {
    return text == null ? null : this.#form.take(at, await this.#lookup.party(text));
  }

  async #place(at: string, text: string | null | undefined): Promise<string | null> {
    return text == null ? null : this.#form.take(at, await this.#lookup.site(text));
  }

  async #ship(verb: Verb<'ship'>): Promise<ResolvedVerb | null> {
    const form = this.#form;
    const items = await this.#items('ship', verb.items);
    const to = await this.#party('/step/ship/to', verb.to);
    const toSite = await this.#place('/step/ship/toSite', verb.toSite);
    const due = form.day('/step/ship/due', verb.due);
    const stops = form.list('/step/ship/via', verb.via ?? [], { min: 0, max: viaMax });
    const via = stops.filter((code, index) => this.#isLocode(`/step/ship/via/${index}`, code));
    if (to === null) return null;
    return { verb: 'SHIP', items, to, toSite, ownership: verb.ownership === true, due, via };
  }

  #isLocode(at: string, code: string): boolean {
    if (/^[A-Z]{2}[A-Z2-9]{3}$/.test(code)) return true;
    this.#form.invalid(at, `"${shown(code)}" is no UN/LOCODE.`, 'five characters such as KEMBA');
    return false;
  }

  async #receive(verb: Verb<'receive'>): Promise<ResolvedVerb> {
    const items = await this.#items('receive', verb.items);
    const from = await this.#party('/step/receive/from', verb.from);
    const fromSite = await this.#place('/step/receive/fromSite', verb.fromSite);
    const condition = this.#form.text('/step/receive/condition', verb.condition);
    const ownership = verb.ownership === true;
    return {
      verb: 'RECEIVE',
      items,
      from,
      fromSite,
      ownership,
      complete: verb.complete === true,
      condition,
    };
  }

  async #inspect(verb: Verb<'inspect'>): Promise<ResolvedVerb> {
    const result = this.#form.text('/step/inspect/result', verb.result);
    return {
      verb: 'INSPECT',
      items: await this.#items('inspect', verb.items),
      passed: verb.passed,
      result,
    };
  }

  async #sell(verb: Verb<'sell'>): Promise<ResolvedVerb> {
    return { verb: 'SELL', items: await this.#items('sell', verb.items) };
  }

  async #destroy(verb: Verb<'destroy'>): Promise<ResolvedVerb> {
    const reason = this.#form.required('/step/destroy/reason', verb.reason) ?? '';
    return { verb: 'DESTROY', items: await this.#items('destroy', verb.items), reason };
  }

  async #count(verb: Verb<'count'>): Promise<ResolvedVerb> {
    return {
      verb: 'COUNT',
      items: await this.#items('count', verb.items, true),
      all: verb.all === true,
    };
  }
}

type Verb<Name extends keyof StepVerbs> = NonNullable<StepVerbs[Name]>;
