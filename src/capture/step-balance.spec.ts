import type { ResolvedAmount, ResolvedStep, ResolvedVerb } from '../core/epcis/resolved-step.ts';
import { balanceWarnings } from './step-balance.ts';

type Given = readonly [quantity: string | null, unit: string | null];

const amount = ([quantity, unit]: Given): ResolvedAmount => ({
  id: 'https://id.gs1.org/01/09521001000012/10/A',
  classLevel: true,
  lot: 'A',
  quantity,
  unit,
  price: null,
});

const stepOf = (step: ResolvedVerb): ResolvedStep => ({
  id: 'urn:uuid:1',
  time: '2026-03-02T08:00:00Z',
  site: null,
  party: 'https://id.gs1.org/417/9521001000005',
  step,
  documents: [],
  evidence: [],
  note: null,
});

const made = (
  inputs: readonly Given[],
  outputs: readonly Given[],
  process: string | null = null,
): readonly string[] =>
  balanceWarnings(
    stepOf({
      verb: 'MAKE',
      inputs: inputs.map(amount),
      outputs: outputs.map(amount),
      bestBefore: null,
      processStep: null,
      process,
    }),
  ).map(({ code, at }) => `${code} ${at}`);

const warned = ['OUTPUT_EXCEEDS_INPUT /step/make/outputs'];

describe('the balance of a step', () => {
  it('warns when more comes out than went in, in whatever units of one dimension', () => {
    expect(made([['400', 'KGM']], [['400.001', 'KGM']])).toEqual(warned);
    expect(
      made(
        [['1', 'TNE']],
        [
          ['600', 'KGM'],
          ['401000', 'GRM'],
        ],
      ),
    ).toEqual(warned);
    expect(made([['10', 'LTR']], [['0.011', 'MTQ']])).toEqual(warned);
    expect(made([['10', 'MTR']], [['1001', 'CMT']])).toEqual(warned);
    expect(made([['1', 'HAR']], [['10001', 'MTK']])).toEqual(warned);
  });

  it('says nothing when it fits, and nothing where it cannot know', () => {
    expect(
      made(
        [['1', 'TNE']],
        [
          ['600', 'KGM'],
          ['400000', 'GRM'],
        ],
      ),
    ).toEqual([]);
    expect(
      made(
        [
          ['0.1', 'KGM'],
          ['0.2', 'KGM'],
        ],
        [['0.3', 'KGM']],
      ),
    ).toEqual([]);
    expect(made([['10', 'LTR']], [['11', 'KGM']])).toEqual([]);
    expect(
      made(
        [
          ['10', 'KGM'],
          [null, null],
        ],
        [['11', 'KGM']],
      ),
    ).toEqual([]);
    expect(
      made(
        [['10', 'KGM']],
        [
          ['11', 'KGM'],
          ['1', null],
        ],
      ),
    ).toEqual([]);
    expect(made([['1', null]], [['10', null]])).toEqual([]);
    expect(made([['1', 'H87']], [['10', 'H87']])).toEqual([]);
  });

  it('waits for the other records of a process, and for nothing else', () => {
    expect(made([['1', 'KGM']], [['2', 'KGM']], 'https://example.org/process/1')).toEqual([]);
    expect(balanceWarnings(stepOf({ verb: 'SELL', items: [amount(['1', 'KGM'])] }))).toEqual([]);
  });
});
