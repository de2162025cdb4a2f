import type { Mistake } from '../../web/form.view.tsx';
import { isLanguage, type Language, type Words } from '../../web/messages/words.ts';
import { fieldName } from '../../web/record/labels.view.tsx';
import {
  LINES_MAX,
  PAPERS,
  type Verb,
  type VerbField,
  verbForm,
  type VerbLines,
} from '../../web/record/verbs.view.tsx';
import type { StepAmount, StepDocument, StepInput, StepVerbs } from '../capture/step.ts';
import type { Problem } from '../core/result.ts';
import type { FormFields } from './forms.ts';
import { timeInZone } from './local-time.ts';
import { typedNumber } from './typed-number.ts';

/** A step as a form tells it, and which of its fields tells what. */
export interface FormStep {
  /** Stands for nothing while something is missing. */
  readonly input: StepInput;
  /** Fields without which it is no step. */
  readonly missing: readonly string[];
  /** Name of the field that a JSON Pointer into the step is about; null: none alone. */
  readonly fieldAt: (pointer: string) => string | null;
  /** How people call a field, by its name. */
  readonly nameOf: (field: string) => string | null;
}

/** Fields of a line of each kind, with the part of `StepAmount` that each tells. */
const lineFields = {
  BIRTH: ['product', 'gtin', 'lot', 'serial', 'item', 'quantity'],
  EXISTING: ['item', 'quantity'],
} as const;

/** How many lines of a list a form has. */
export const rowsOf = (fields: FormFields, { name }: Pick<VerbLines, 'name'>): number => {
  const pattern = new RegExp(`^${name}\\.(\\d{1,3})\\.`);
  const numbers = [...fields.keys()].map((key) => Number(pattern.exec(key)?.[1] ?? -1));
  return Math.min(Math.max(-1, ...numbers) + 1, LINES_MAX);
};

/** What a field says; null when it says nothing. */
const said = (fields: FormFields, name: string): string | null => {
  const text = (fields.get(name) ?? '').trim();
  return text === '' ? null : text;
};

/** Rows in which something is said, in order. */
const rowsSaid = (fields: FormFields, lines: VerbLines): readonly number[] =>
  Array.from({ length: rowsOf(fields, lines) }, (_, row) => row).filter((row) =>
    lineFields[lines.kind].some(
      (part) =>
        // A further line comes with the product of the one before: alone it says nothing.
        (part !== 'product' || row === 0) && said(fields, `${lines.name}.${row}.${part}`) !== null,
    ),
  );

/** Numbers are read as the language writes them that the form was shown in. */
const languageOf = (fields: FormFields, words: Words): Language => {
  const shown = said(fields, 'language') ?? '';
  return isLanguage(shown) ? shown : words.language;
};

const amountOf = (fields: FormFields, lines: VerbLines, row: number, words: Words): StepAmount => {
  const at = (part: string): string | null => said(fields, `${lines.name}.${row}.${part}`);
  // A number that somebody typed says more than a choice that may stand there by itself.
  const [item, quantity] = [at('item'), at('quantity')];
  return {
    item: item === null ? null : { number: item },
    quantity: quantity === null ? null : typedNumber(quantity, languageOf(fields, words)),
    unit: at('unit'),
    ...(lines.kind === 'BIRTH'
      ? { product: at('gtin') ?? at('product'), lot: at('lot'), serial: at('serial') }
      : {}),
  };
};

/** Null: nothing is said. */
const valueOf = (fields: FormFields, { name, kind }: VerbField): unknown => {
  const text = said(fields, name);
  if (kind === 'PARTY') return said(fields, `${name}Number`) ?? text;
  if (text === null) return null;
  if (kind === 'TICK') return true;
  if (kind === 'YES_NO') return text === 'yes';
  if (kind === 'ITEM') return { number: text };
  return kind === 'CODES' ? text.toUpperCase().split(/[\s,;]+/) : text;
};

/** All rows; of an unpacking without any: everything. */
const listOf = (
  fields: FormFields,
  verb: Verb,
  lines: VerbLines,
  words: Words,
): readonly StepAmount[] | null => {
  const amounts = rowsSaid(fields, lines).map((row) => amountOf(fields, lines, row, words));
  return verb === 'unpack' && amounts.length === 0 ? null : amounts;
};

const verbOf = (fields: FormFields, verb: Verb, words: Words): StepVerbs => {
  const form = verbForm(verb);
  const entries = [
    ...form.lines.map((lines) => [lines.list, listOf(fields, verb, lines, words)] as const),
    ...[...form.fields, ...form.more].map((field) => [field.name, valueOf(fields, field)] as const),
  ];
  // The names are those of the contract: a spec compares every word with what the service reads.
  return { [verb]: Object.fromEntries(entries) } as StepVerbs;
};

/** Whether a list must name something: all but what is unpacked, and the halves of a process that others tell. */
const isNeeded = (fields: FormFields, verb: Verb): boolean =>
  verb !== 'unpack' && (verb !== 'make' || said(fields, 'process') === null);

const missingIn = (fields: FormFields, verb: Verb): readonly string[] => {
  const form = verbForm(verb);
  const lists = form.lines.filter(
    (lines) => isNeeded(fields, verb) && rowsSaid(fields, lines).length === 0,
  );
  return [
    ...lists.map(({ name, kind }) => `${name}.0.${lineFields[kind][0]}`),
    ...[...form.fields, ...form.more]
      .filter((field) => field.required && valueOf(fields, field) === null)
      .map(({ name }) => name),
  ];
};

const papers = Array.from({ length: PAPERS }, (_, row) => row);

const papersSaid = (fields: FormFields): readonly number[] =>
  papers.filter((row) => said(fields, `paper.${row}.number`) !== null);

const documentsOf = (fields: FormFields): readonly StepDocument[] =>
  papersSaid(fields).map((row) => ({
    type: said(fields, `paper.${row}.type`) ?? 'OTHER',
    number: said(fields, `paper.${row}.number`) ?? '',
  }));

/** The field of a line that a pointer is about. */
const lineField = (
  fields: FormFields,
  lines: VerbLines,
  { index, part }: { readonly index: string | undefined; readonly part: string | undefined },
): string => {
  const row = index === undefined ? 0 : (rowsSaid(fields, lines)[Number(index)] ?? 0);
  const isSaid = (name: string): boolean => said(fields, `${lines.name}.${row}.${name}`) !== null;
  const first = isSaid('gtin') ? 'gtin' : lineFields[lines.kind].find(isSaid);
  const known = ['lot', 'serial', 'quantity', 'unit', 'item'].find((name) => name === part);
  const named = first === 'quantity' ? undefined : first;
  return `${lines.name}.${row}.${known ?? named ?? lineFields[lines.kind][0]}`;
};

/** The field of the step itself that a pointer into it is about. */
const verbField = (fields: FormFields, verb: Verb, parts: readonly string[]): string | null => {
  const [name = '', index, part] = parts;
  const form = verbForm(verb);
  const lines = form.lines.find(({ list }) => list === name);
  if (lines !== undefined) return lineField(fields, lines, { index, part });
  const field = [...form.fields, ...form.more].find((one) => one.name === name);
  if (field?.kind === 'PARTY' && said(fields, `${name}Number`) !== null) return `${name}Number`;
  return field?.name ?? null;
};

/** Reads a form of `/console/record` as a step. What is left empty is left out: the service says what it needs. */
export const formStep = (fields: FormFields, verb: Verb, words: Words): FormStep => {
  const zone = said(fields, 'zone') ?? '';
  const now = said(fields, 'now') ?? '';
  const typed = said(fields, 'time') ?? '';
  // A form shows minutes: a time that nobody changed is that of the clock, to the second, so that steps keep their order.
  const local = typed !== '' && now.startsWith(typed) ? now : typed;
  const input: StepInput = {
    id: said(fields, 'id') ?? '',
    time: timeInZone(local, zone) ?? local,
    site: said(fields, 'site'),
    step: verbOf(fields, verb, words),
    documents: documentsOf(fields),
    note: said(fields, 'note'),
  };
  return {
    input,
    missing: missingIn(fields, verb),
    nameOf: (field) => fieldName(verb, field, words),
    fieldAt: (pointer) => {
      const [room, second, ...rest] = pointer.split('/').slice(1);
      if (room === 'step') return verbField(fields, verb, rest);
      if (room === 'documents')
        return `paper.${papersSaid(fields)[Number(second ?? 0)] ?? 0}.number`;
      return room === 'time' || room === 'site' || room === 'note' ? room : null;
    },
  };
};

/** What the service says of a step, at the fields of its form. English has each sentence; other languages one for each code. */
export const mistakesOf = (
  problems: readonly Problem[],
  { fieldAt, nameOf }: FormStep,
  words: Words,
): readonly Mistake[] =>
  problems.map(({ code, message, at, expected }) => {
    const field = fieldAt(at);
    return {
      field,
      name: field === null ? null : nameOf(field),
      message: words.language === 'en' ? message : words.problem(code, message),
      expected: expected ?? null,
    };
  });

/** What is missing, at its fields. */
export const missingOf = ({ missing, nameOf }: FormStep, words: Words): readonly Mistake[] =>
  missing.map((field) => ({
    field,
    name: nameOf(field),
    message: words.say('form.missing'),
    expected: null,
  }));
