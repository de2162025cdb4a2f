/** How somebody is asked for one thing that a step tells. */
export interface VerbField {
  readonly name:
    | 'bestBefore'
    | 'condition'
    | 'container'
    | 'due'
    | 'from'
    | 'fromSite'
    | 'harvestedOn'
    | 'madeOn'
    | 'process'
    | 'processStep'
    | 'reason'
    | 'result'
    | 'to'
    | 'toSite'
    | 'via'
    | 'all'
    | 'complete'
    | 'ownership'
    | 'passed';
  readonly kind: 'DAY' | 'TEXT' | 'PARTY' | 'SITE' | 'ITEM' | 'CODES' | 'TICK' | 'YES_NO';
  readonly required?: true;
}

/** Lines of items. A BIRTH names what is new, by its product; EXISTING what is there, by any of its numbers. */
export interface VerbLines {
  /** Start of the names of its fields: `in.0.item`. */
  readonly name: 'in' | 'out' | 'item';
  /** As the contract calls the list. */
  readonly list: 'inputs' | 'outputs' | 'items';
  readonly kind: 'BIRTH' | 'EXISTING';
}

/** What one word asks for. */
export interface VerbForm {
  readonly icon: string;
  readonly lines: readonly VerbLines[];
  /** Seen at once. */
  readonly fields: readonly VerbField[];
  /** Folded: what few need. */
  readonly more: readonly VerbField[];
}

const items: VerbLines = { name: 'item', list: 'items', kind: 'EXISTING' };
const outputs: VerbLines = { name: 'out', list: 'outputs', kind: 'BIRTH' };

/** What each word of `recordStep` asks for, in the order in which the words are offered. */
export const verbForms = {
  harvest: {
    icon: 'harvest',
    lines: [outputs],
    fields: [],
    more: [{ name: 'harvestedOn', kind: 'DAY' }],
  },
  make: {
    icon: 'make',
    lines: [{ name: 'in', list: 'inputs', kind: 'EXISTING' }, outputs],
    fields: [],
    more: [
      { name: 'bestBefore', kind: 'DAY' },
      { name: 'processStep', kind: 'TEXT' },
      { name: 'process', kind: 'TEXT' },
    ],
  },
  pack: {
    icon: 'pack',
    lines: [items],
    fields: [{ name: 'container', kind: 'ITEM' }],
    more: [],
  },
  ship: {
    icon: 'ship',
    lines: [items],
    fields: [{ name: 'to', kind: 'PARTY', required: true }],
    more: [
      { name: 'toSite', kind: 'SITE' },
      { name: 'due', kind: 'DAY' },
      { name: 'via', kind: 'CODES' },
      { name: 'ownership', kind: 'TICK' },
    ],
  },
  receive: {
    icon: 'receive',
    lines: [items],
    fields: [
      { name: 'from', kind: 'PARTY' },
      { name: 'condition', kind: 'TEXT' },
      { name: 'complete', kind: 'TICK' },
    ],
    more: [
      { name: 'fromSite', kind: 'SITE' },
      { name: 'ownership', kind: 'TICK' },
    ],
  },
  unpack: {
    icon: 'unpack',
    lines: [items],
    fields: [{ name: 'container', kind: 'ITEM', required: true }],
    more: [],
  },
  inspect: {
    icon: 'check',
    lines: [items],
    fields: [
      { name: 'passed', kind: 'YES_NO', required: true },
      { name: 'result', kind: 'TEXT' },
    ],
    more: [],
  },
  sell: { icon: 'sell', lines: [items], fields: [], more: [] },
  count: {
    icon: 'table',
    lines: [items],
    fields: [{ name: 'all', kind: 'TICK' }],
    more: [],
  },
  commission: {
    icon: 'label',
    lines: [outputs],
    fields: [],
    more: [
      { name: 'madeOn', kind: 'DAY' },
      { name: 'bestBefore', kind: 'DAY' },
    ],
  },
  destroy: {
    icon: 'x',
    lines: [items],
    fields: [{ name: 'reason', kind: 'TEXT', required: true }],
    more: [],
  },
} as const satisfies Readonly<Record<string, VerbForm>>;

/** A word of `recordStep`. */
export type Verb = keyof typeof verbForms;

/** The form of a word, as any of them. */
export const verbForm = (verb: Verb): VerbForm => verbForms[verb];

/** True for one of the words. */
export const isVerb = (text: string): text is Verb => Object.hasOwn(verbForms, text);

/** Papers that a form asks for, and the lines that it may have. */
export const PAPERS = 3;
export const LINES_MAX = 200;
