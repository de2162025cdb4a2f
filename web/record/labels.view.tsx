import type { MessageKey, Words } from '../messages/words.ts';
import { type Verb, verbForm, type VerbLines } from './verbs.view.tsx';

const ofStep = {
  time: 'record.time',
  zone: 'record.zone',
  site: 'record.site',
  note: 'record.note',
} as const satisfies Readonly<Record<string, MessageKey>>;

const ofPaper = {
  number: 'record.paper.number',
  type: 'record.paper.type',
} as const satisfies Readonly<Record<string, MessageKey>>;

const ofLine = {
  product: 'record.product',
  quantity: 'record.quantity',
  unit: 'record.unit',
  lot: 'record.lot',
  gtin: 'record.gtin',
  serial: 'record.serial',
} as const satisfies Readonly<Record<string, MessageKey>>;

const ownOf = (
  labels: Readonly<Record<string, MessageKey>>,
  name: string | undefined,
): MessageKey | null =>
  name !== undefined && Object.hasOwn(labels, name) ? (labels[name] ?? null) : null;

const ofVerb = (verb: Verb, name: string): MessageKey | null => {
  const { fields, more } = verbForm(verb);
  const all = [...fields, ...more];
  const field = all.find((one) => one.name === name);
  if (field === undefined)
    return all.some((one) => `${one.name}Number` === name) ? 'record.party.gln' : null;
  if (field.name === 'container' && verb === 'pack') return 'record.field.packedInto';
  return `record.field.${field.name}`;
};

const listed = /^(in|out|item|paper)\.(\d+)\.(\w+)$/;

/** What a list of a form is called. */
export const listLabel = (verb: Verb, { name }: Pick<VerbLines, 'name'>): MessageKey =>
  `record.lines.${verb === 'unpack' ? 'unpacked' : name}`;

/** What a field of a form is called, by its name; null: no form has it. */
export const labelOf = (verb: Verb, name: string): MessageKey | null => {
  const [, list, , part] = listed.exec(name) ?? [];
  if (list === undefined) return ownOf(ofStep, name) ?? ofVerb(verb, name);
  if (list === 'paper') return ownOf(ofPaper, part);
  if (part === 'item') return list === 'out' ? 'record.newContainer' : 'record.item';
  return ownOf(ofLine, part);
};

/** The same with its list and line, so that it can be told from others of the form; null: no form has it. */
export const fieldName = (verb: Verb, name: string, { say, number }: Words): string | null => {
  const label = labelOf(verb, name);
  if (label === null) return null;
  const [, list, row] = listed.exec(name) ?? [];
  if (list === undefined) return say('form.field', { field: say(label) });
  const within =
    list === 'paper' ? 'record.papers' : listLabel(verb, { name: list as VerbLines['name'] });
  return say('form.fieldOfLine', {
    list: say(within),
    line: number(Number(row) + 1),
    field: say(label),
  });
};
