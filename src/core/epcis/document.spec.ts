import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '../json/value.ts';
import { parseDocument } from './document.ts';

interface Vector {
  readonly title: string;
  readonly document: JsonValue;
  readonly expected:
    | {
        readonly ok: true;
        readonly events: readonly boolean[];
        readonly vocabulary: number;
        readonly warnings: number;
      }
    | { readonly ok: false; readonly at: string };
}

const folder = join(import.meta.dirname, '../../../test/vectors/epcis');
const vectors: readonly Vector[] = JSON.parse(readFileSync(join(folder, 'documents.json'), 'utf8'));

describe('parseDocument', () => {
  it.each(vectors.map((vector) => [vector.title, vector] as const))('%s', (_title, vector) => {
    const result = parseDocument(vector.document);
    const { expected } = vector;
    if (!expected.ok) {
      const problem = { code: 'EPCIS_INVALID', at: expected.at };
      expect(result).toMatchObject({ ok: false, problems: [problem] });
      return;
    }
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    expect(result.value.events.map(({ event }) => event.ok)).toEqual(expected.events);
    expect(result.value.vocabulary).toHaveLength(expected.vocabulary);
    expect(result.value.warnings).toHaveLength(expected.warnings);
  });

  it('points at each event and each problem from the root of the document', () => {
    const bad = vectors.find(({ title }) => title.startsWith('a bad event'))?.document ?? null;
    const result = parseDocument(bad);
    if (!result.ok) throw new Error('the frame is sound');
    expect(result.value.events.map(({ at }) => at)).toEqual(
      [0, 1, 2, 3].map((index) => `/epcisBody/eventList/${index}`),
    );
    expect(result.value.events[1]?.event).toMatchObject({
      problems: [{ at: '/epcisBody/eventList/1/action' }],
    });
  });

  it('gives master data its vocabulary, canonical key and value', () => {
    const header = vectors.find(({ title }) => title === 'header with master data')?.document;
    const result = parseDocument(header ?? null);
    expect(result.ok && result.value.vocabulary).toMatchObject([
      {
        kind: 'urn:epcglobal:epcis:vtype:Location',
        id: 'urn:epc:id:sgln:9521001.00001.0',
        key: 'https://id.gs1.org/414/9521001000017',
        content: { children: ['urn:epc:id:sgln:9521001.00001.1'] },
        at: '/epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0',
      },
    ]);
  });
});
