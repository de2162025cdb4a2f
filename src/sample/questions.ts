import type { ExplorerQuestion } from '../pages/explorer.controller.ts';

const provenance = (
  name: string,
  direction: 'BACK' | 'FORWARD',
  argument = '',
): string => `query ${name}($number: String!) {
  provenance(item: { number: $number }, direction: ${direction}${argument}) {
    item { name }
    completeness { state text }
    summary { parts suppliers countries tiers }
    nodes {
      item { name }
      distance tier
      madeBy { name } country
      quantity { text }
      corrected
    }
    links { kind quantityIn { text } quantityOut { text } }
    gaps { nodes { reason text } }
  }
}
`;

const asked = (
  [title, viewer, role]: readonly [string, string, string],
  query: string,
  variables: Readonly<Record<string, unknown>>,
): ExplorerQuestion => ({ title, viewer, key: `tl_test_sample_${role}`, query, variables });

/** What the explorer offers over the sample world: one click asks it as that company. */
export const sampleQuestions: readonly ExplorerQuestion[] = [
  asked(
    ['Where does my roasted coffee come from?', 'Rhein Roastery', 'buyer'],
    provenance('WhereFrom', 'BACK'),
    { number: 'RR-0415' },
  ),
  asked(
    ['What became of my lot SHAMBA-12?', 'Asha Farm', 'farm'],
    provenance('WhereTo', 'FORWARD'),
    { number: 'SHAMBA-12' },
  ),
  asked(
    ['What was known on 5 March, before the correction?', 'Kilele Mill', 'mill'],
    provenance('AsKnownAt', 'BACK', ', asKnownAt: "2026-03-05T00:00:00Z"'),
    { number: 'B-0302' },
  ),
  asked(
    ['What is BOL-5501, KM-0312, a scanned link?', 'Kilele Mill', 'mill'],
    `query Search($text: String!) {
  search(text: $text) {
    edges {
      node {
        matched
        result {
          __typename
          ... on Part { name identifiers { scheme value } }
          ... on Container { name }
          ... on Event { title time }
        }
      }
    }
  }
}
`,
    { text: 'KM-0312' },
  ),
  asked(
    ['What happened lately?', 'Food Safety Authority', 'authority'],
    `query Events {
  events(first: 10) {
    nodes { title step time at { name } by { name } items { item { name } quantity { text } } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    {},
  ),
  asked(
    ['What would this step become? (nothing is written)', 'Rhein Roastery', 'buyer'],
    `query Preview($input: RecordStepInput!) {
  previewStep(input: $input) {
    recordable
    title
    problems { code message at }
    warnings { code message at }
    epcis
  }
}
`,
    {
      input: {
        id: 'urn:uuid:019a1111-0000-7000-8000-000000000001',
        time: '2026-05-01T10:00:00.000+02:00',
        step: {
          make: {
            inputs: [{ item: { number: 'KM-0312' }, quantity: '100' }],
            outputs: [{ product: '09521007000011', lot: 'RR-0501', quantity: '82' }],
          },
        },
      },
    },
  ),
];
