import { readFileSync } from 'node:fs';
import { verbForms, type Verb } from '../../web/record/verbs.view.tsx';
import { packageFile } from '../platform/package-root.ts';
import { serverWords } from './catalogues.ts';
import { formStep, missingOf, mistakesOf, rowsOf } from './record-form.ts';

const words = serverWords('en');
const step = (verb: Verb, fields: Readonly<Record<string, string>>) =>
  formStep(new Map(Object.entries(fields)), verb, words);

describe('a form of a step', () => {
  it('leaves out what is left empty, and numbers lines anew', () => {
    const { input, missing, fieldAt } = step('make', {
      id: 'urn:x:1',
      time: '2026-03-02T08:00',
      now: '2026-03-02T08:00:41',
      zone: 'Africa/Nairobi',
      site: ' ',
      'in.0.item': '',
      'in.0.unit': 'KGM',
      'in.1.item': ' KM-1 ',
      'in.1.quantity': '1,200',
      'out.0.product': 'prd_1',
      'out.0.quantity': '900',
      'out.0.lot': '',
      'paper.1.number': 'PO-1',
      'paper.1.type': 'PURCHASE_ORDER',
    });
    expect(missing).toEqual([]);
    expect(input).toEqual({
      id: 'urn:x:1',
      time: '2026-03-02T08:00:41+03:00',
      site: null,
      note: null,
      documents: [{ type: 'PURCHASE_ORDER', number: 'PO-1' }],
      step: {
        make: {
          inputs: [{ item: { number: 'KM-1' }, quantity: '1200', unit: null }],
          outputs: [
            { item: null, quantity: '900', unit: null, product: 'prd_1', lot: null, serial: null },
          ],
          bestBefore: null,
          processStep: null,
          process: null,
        },
      },
    });
    expect(fieldAt('/step/make/inputs/0/quantity')).toBe('in.1.quantity');
    expect(fieldAt('/step/make/inputs/0/item')).toBe('in.1.item');
    expect(fieldAt('/step/make/inputs/0')).toBe('in.1.item');
    expect(fieldAt('/step/make/outputs/0/product')).toBe('out.0.product');
    expect(fieldAt('/step/make/outputs')).toBe('out.0.product');
    expect(fieldAt('/step/make/bestBefore')).toBe('bestBefore');
    expect(fieldAt('/documents/0/number')).toBe('paper.1.number');
    expect(fieldAt('/time')).toBe('time');
    expect(fieldAt('/id')).toBeNull();
    expect(fieldAt('')).toBeNull();
  });

  it('takes a typed number for more than a choice, and a further product alone for nothing', () => {
    const { input } = step('harvest', {
      'out.0.product': 'prd_1',
      'out.0.quantity': '1',
      'out.1.product': 'prd_1',
      'out.2.product': 'prd_1',
      'out.2.gtin': '09521005000013',
      'out.2.quantity': '2,5',
      language: 'fr',
    });
    expect(input.step.harvest?.outputs).toEqual([
      expect.objectContaining({ product: 'prd_1', quantity: '1' }),
      expect.objectContaining({ product: '09521005000013', quantity: '2.5' }),
    ]);
  });

  it('takes the time that somebody changed to the minute', () => {
    const { input } = step('sell', {
      time: '2026-03-02T07:59',
      now: '2026-03-02T08:00:41',
      zone: 'UTC',
    });
    expect(input.time).toBe('2026-03-02T07:59:00+00:00');
    expect(step('sell', { time: '2026-03-02T07:59', zone: '' }).input.time).toBe(
      '2026-03-02T07:59',
    );
  });

  it.each(Object.keys(verbForms) as Verb[])(
    'of %s names what it lacks, and never says yes or no for somebody',
    (verb) => {
      const { missing, input } = step(verb, {});
      const form = verbForms[verb];
      const required = [...form.fields, ...form.more].flatMap((field) =>
        'required' in field ? [field.name] : [],
      );
      expect(missing).toEqual(expect.arrayContaining(required));
      if (verb !== 'unpack') expect(missing.some((name) => name.includes('.0.'))).toBe(true);
      if (verb === 'inspect') expect(input.step.inspect?.passed).toBeNull();
    },
  );

  it.each(Object.keys(verbForms) as Verb[])('of %s asks for all that the contract has', (verb) => {
    const schema = readFileSync(packageFile('schema.graphql'), 'utf8');
    const fieldsOf = (name: string): readonly string[] => {
      const body =
        new RegExp(`^input ${name} (?:@oneOf )?\\{\n([^}]*)`, 'm').exec(schema)?.[1] ?? '';
      return [...body.matchAll(/^ {2}(\w+): \[?\w+!?\]?!?$/gm)].map(([, field = '']) => field);
    };
    expect(fieldsOf('StepInput').toSorted()).toEqual(Object.keys(verbForms).toSorted());
    const contract = fieldsOf(`${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`);
    expect(Object.keys(step(verb, {}).input.step[verb] ?? {}).toSorted()).toEqual(
      contract.toSorted(),
    );
  });

  it('asks for no line of what is unpacked, and of halves of a process', () => {
    expect(step('unpack', { container: 'PAL-7' })).toMatchObject({
      missing: [],
      input: { step: { unpack: { container: { number: 'PAL-7' }, items: null } } },
    });
    expect(step('make', { process: 'wash 7', 'in.0.item': 'A' }).missing).toEqual([]);
  });

  it('reads a party by choice or by number, and places its mistakes there', () => {
    const typed = step('ship', { toNumber: '9521001000017' });
    expect(typed.input.step.ship?.to).toBe('9521001000017');
    expect(typed.fieldAt('/step/ship/to')).toBe('toNumber');
    const chosen = step('ship', { to: 'org_1', toNumber: '9521001000017', via: 'kemba, beanr' });
    expect(chosen.input.step.ship).toMatchObject({ to: '9521001000017', via: ['KEMBA', 'BEANR'] });
    expect(chosen.fieldAt('/step/ship/to')).toBe('toNumber');
    expect(step('ship', { to: 'org_1' }).input.step.ship?.to).toBe('org_1');
    expect(chosen.fieldAt('/step/ship/via/1')).toBe('via');
  });

  it('has as many lines as its highest number says, up to the limit', () => {
    const rows = (...names: readonly string[]): number =>
      rowsOf(new Map(names.map((name) => [name, ''])), { name: 'in' });
    expect(rows()).toBe(0);
    expect(rows('in.0.item', 'in.4.unit', 'out.9.lot')).toBe(5);
    expect(rows('in.999.item')).toBe(200);
    expect(rows('in.x.item', 'in.-1.item', 'xin.3.item')).toBe(0);
  });

  it.each(Object.keys(verbForms) as Verb[])('of %s says which fields are missing', (verb) => {
    const names = missingOf(step(verb, {}), words).map(({ name }) => name);
    expect(names).toEqual(names.map(() => expect.stringMatching(/^“[^{}]+”$/)));
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells a field from others of its form', () => {
    const named = (verb: Verb, field: string): string | null => step(verb, {}).nameOf(field);
    expect(named('make', 'in.0.quantity')).toBe('“Made from”, line 1, “How much”');
    expect(named('make', 'out.1.quantity')).toBe('“What came out?”, line 2, “How much”');
    expect(named('commission', 'out.0.item')).toContain('Number of a new box');
    expect(named('unpack', 'item.0.item')).toContain('What was taken out?');
    expect(named('unpack', 'container')).toBe('“Which box, pallet or container”');
    expect(named('pack', 'container')).toBe('“Into which box, pallet or container”');
    expect(named('ship', 'toNumber')).toBe('“Its GLN, 13 digits”');
    expect(named('ship', 'paper.2.number')).toBe('“Papers”, line 3, “Number”');
    expect(named('ship', 'time')).toBe('“When”');
    for (const field of ['', 'id', 'passed', 'paper.0.x', 'in.0.toString', 'toString'])
      expect([field, named('ship', field)]).toEqual([field, null]);
  });

  it('says each mistake in the words of the reader', () => {
    const problem = {
      code: 'INVALID_VALUE',
      message: '"x" is no decimal.',
      at: '/step/sell/items/0/quantity',
      expected: 'a decimal',
    } as const;
    const form = step('sell', { 'item.2.item': 'A' });
    expect(mistakesOf([problem], form, words)).toEqual([
      {
        field: 'item.2.quantity',
        name: '“What?”, line 3, “How much”',
        message: '"x" is no decimal.',
        expected: 'a decimal',
      },
    ]);
    const [french] = mistakesOf([problem], form, serverWords('fr'));
    expect(french?.message).not.toContain('decimal');
  });
});
