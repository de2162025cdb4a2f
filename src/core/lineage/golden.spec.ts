import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  nameOf,
  organisationOf,
  sampleFacts,
  sampleLog,
  sampleLogs,
} from '../../../test/support/sample-chain.ts';
import { birthOf } from './births.ts';
import { hopsOf } from './hops.ts';
import { knowledgeAt } from './knowledge.ts';
import { traceReference } from './trace.ts';

const short = (key: string): string => key.split('/').at(-1) ?? key;

interface Golden {
  readonly id: string;
  readonly answerUnredacted: {
    readonly provenance: {
      readonly nodes: readonly {
        readonly item: { readonly name: string };
        readonly distance: number;
        readonly tier: number;
        readonly madeBy: { readonly name: string };
        readonly quantity: { readonly value: string };
        readonly corrected: boolean;
      }[];
      readonly links: readonly {
        readonly quantityIn: { readonly value: string };
        readonly quantityOut: { readonly value: string };
      }[];
    };
  } | null;
}

test('rule 24: the contract says the same of where the roasted lot comes from', () => {
  const path = join(import.meta.dirname, '../../../../shared/design/api-sample.json');
  if (!existsSync(path)) {
    console.info('The contract is not beside this clone: its golden answer is not compared.');
    return;
  }
  const { golden } = JSON.parse(readFileSync(path, 'utf8')) as { golden: readonly Golden[] };
  const expected = golden.find((one) => one.id === 'where-from')?.answerUnredacted?.provenance;
  const records = sampleLog;
  const asked = sampleLog.find(({ event }) =>
    event.items.some(({ key }) => key.endsWith('/RR-0415')),
  );
  const item = asked?.event.items.find(({ key }) => key.endsWith('/RR-0415'))?.key ?? '';
  const answer = traceReference(records, {
    item,
    direction: 'BACK',
    knownAt: records.length - 1,
    at: null,
    depth: 50,
  });
  const counted = knowledgeAt(records, records.length - 1).believed;
  expect(
    answer.nodes.map((node) => [
      short(node.key),
      node.distance,
      node.tier,
      organisationOf(node.madeBy ?? 0)?.name,
      birthOf(node.key, counted)?.line?.quantity,
      node.corrected,
    ]),
  ).toEqual(
    expected?.nodes.map((node) => [
      node.item.name.split(' ').at(-1),
      node.distance,
      node.tier,
      node.madeBy.name,
      node.quantity.value,
      node.corrected,
    ]),
  );
  const quantities = answer.links.map((link) => {
    const step = counted.find((record) => record.position === link.steps[0]);
    const of = (role: string, key: string): string | null | undefined =>
      step?.event.items.find((line) => line.role === role && line.key === key)?.quantity;
    return `${of('INPUT', link.from)} ${of('OUTPUT', link.to)}`;
  });
  expect(quantities.toSorted()).toEqual(
    expected?.links.map((link) => `${link.quantityIn.value} ${link.quantityOut.value}`).toSorted(),
  );
});

test('rule 36: one hop is in transit to the other customer', () => {
  for (const records of sampleLogs) {
    const open = hopsOf(knowledgeAt(records, records.length - 1).believed, sampleFacts).filter(
      (hop) => hop.status === 'IN_TRANSIT',
    );
    expect(
      open.map((hop) => [nameOf(hop.from), nameOf(hop.to), hop.lines[0]?.shipped?.value]),
    ).toEqual([['Scheldt Logistics', 'Canal Coffee', '300']]);
  }
});
