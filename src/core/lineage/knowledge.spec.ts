import { describe, expect, test } from '@jest/globals';
import { declare, harvest, log, lot } from '../../../test/support/events.ts';
import { correctedBy, knowledgeAt, knownRecords, positionAt, standingOf } from './knowledge.ts';

const wrong = harvest(1, 'wrong', '2026-03-01T08:00:00Z', lot('A'));
const better = harvest(1, 'better', '2026-03-01T08:00:00Z', lot('B'));
const right = harvest(1, 'right', '2026-03-01T08:00:00Z', lot('C'));
const keys = (records: readonly { readonly eventKey: string }[]): readonly string[] =>
  records.map((record) => record.eventKey);

describe('knowledge', () => {
  test('rule 5: the original and the declaration both stay; neither counts', () => {
    const records = log([wrong, right, declare(wrong, '2026-03-02T08:00:00Z')]);
    const knowledge = knowledgeAt(records, 2);
    expect(keys(knowledge.believed)).toEqual(['right']);
    expect(keys(knowledge.superseded)).toEqual(['wrong']);
    expect(knowledge.declarations).toHaveLength(1);
  });

  test('rule 5: corrections of corrections are followed to what stands', () => {
    const records = log([
      declare(better, '2026-03-03T08:00:00Z', { correctives: ['right'] }),
      wrong,
      right,
      declare(wrong, '2026-03-02T08:00:00Z', { correctives: ['better'] }),
      better,
    ]);
    const knowledge = knowledgeAt(records, 4);
    expect(keys(knowledge.believed)).toEqual(['right']);
    const [first] = knowledge.superseded;
    expect(first && keys(correctedBy(first, knowledge))).toEqual(['right']);
  });

  test('rule 5: correctives that name each other do not loop, nor does one that names itself', () => {
    const records = log([
      wrong,
      better,
      declare(wrong, '2026-03-02T08:00:00Z', { correctives: ['better', 'wrong'] }),
      declare(better, '2026-03-02T08:00:00Z', { correctives: ['wrong'] }),
    ]);
    const knowledge = knowledgeAt(records, 3);
    expect(knowledge.believed).toEqual([]);
    for (const record of knowledge.superseded) expect(correctedBy(record, knowledge)).toEqual([]);
  });

  test('rule 5: what did not occur is voided, anything else corrected; the last declared decides', () => {
    const voided = declare(wrong, '2026-03-04T08:00:00Z', { reason: 'did_not_occur' });
    const corrected = declare(wrong, '2026-03-02T08:00:00Z');
    const standing = (told: Parameters<typeof log>[0]): string => {
      const records = log(told);
      const record = records.find((one) => one.event.errorDeclaration === null);
      return record ? standingOf(record, knowledgeAt(records, told.length - 1)) : '';
    };
    expect(standing([wrong])).toBe('CURRENT');
    expect(standing([wrong, corrected])).toBe('CORRECTED');
    expect(standing([voided, wrong, corrected])).toBe('VOIDED');
  });

  test("rule 43: a declaration speaks only of the same owner's event", () => {
    const records = log([wrong, { ...declare(wrong, '2026-03-02T08:00:00Z'), owner: 2 }]);
    expect(keys(knowledgeAt(records, 1).believed)).toEqual(['wrong']);
  });

  test('rule 39: a batch is known as a whole, from its last position', () => {
    const records = log([wrong, better, right], 2);
    expect(keys(knownRecords(records, 0))).toEqual([]);
    expect(keys(knownRecords(records, 1))).toEqual(['wrong', 'better']);
    expect(keys(knownRecords(records, 2))).toEqual(['wrong', 'better', 'right']);
  });

  test('rule 39: a record time names the greatest position not after it', () => {
    const records = log([wrong, better, right], 2);
    expect(positionAt(records, '2026-05-31T23:59:59.999Z')).toBe(-1);
    expect(positionAt(records, '2026-06-01T00:00:00.000Z')).toBe(1);
    expect(positionAt(records, '2026-06-01T00:00:00.999Z')).toBe(1);
    expect(positionAt(records, '2027-01-01T00:00:00.000Z')).toBe(2);
  });
});
