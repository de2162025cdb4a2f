import type { ExplorerQuestion } from '../pages/explorer.controller.ts';

const provenance = (
  name: string,
  direction: 'BACK' | 'FORWARD',
  argument = '',
): string => `query ${name}($number: String!) {
  provenance(item: { number: $number }, direction: ${direction}${argument}) {
    item { name }
    completeness { state text }
    summary { parts suppliers hops borders countries tiers }
    nodes {
      item { name }
      distance tier
      madeBy { name } country
      quantity { text } share
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
    ['Which borders did it cross, with which papers?', 'Rhein Roastery', 'buyer'],
    `query BordersAndPapers($number: String!) {
  provenance(item: { number: $number }) {
    hops {
      totalCount
      nodes {
        status crossesBorder
        from { name } fromCountry shippedAt
        to { name } toCountry receivedAt
        documents { type number }
        lines { item { name } container { name } shipped { text } received { text } }
        disagreements { kind text }
      }
    }
    composition(by: COUNTRY) { shares { country share } unknown }
  }
}
`,
    { number: 'RR-0415' },
  ),
  asked(
    ['The farm calls SHAMBA-12 back: what became of it, who has it?', 'Kilele Mill', 'mill'],
    `query RecallList($number: String!) {
  recall(of: { item: { number: $number } }) {
    completeness { state text }
    parts {
      nodes {
        distance part { name }
        balance { unit made used sold destroyed inTransit onHand unaccounted }
      }
    }
    holders {
      nodes { party { name country } part { name } container { name } quantity { text } status }
    }
    gaps { nodes { reason text ask { name } } }
    streamUrl
  }
}
`,
    { number: 'SHAMBA-12' },
  ),
  asked(
    ['Where is lot KM-0312, in March and now?', 'Kilele Mill', 'mill'],
    `query SeveralHands($number: String!) {
  item(by: { number: $number }) {
    name
    march: state(at: "2026-03-20T12:00:00Z") { ...hands }
    now: state { ...hands }
  }
}
fragment hands on ItemState {
  holder { name }
  onHold
  holdings {
    nodes { holder { name } site { name } container { name } quantity { text } status since }
  }
}
`,
    { number: 'KM-0312' },
  ),
  asked(
    ['What was on pallet PAL7, then, and as we knew it?', 'Kilele Mill', 'mill'],
    `query PalletThenAndNow($number: String!) {
  item(by: { number: $number }) {
    name
    ... on Container {
      march: contents(at: "2026-03-20T12:00:00Z") { ...lines }
      april: contents(at: "2026-04-17T12:00:00Z") { ...lines }
      asKnownThen: contents(at: "2026-04-17T12:00:00Z", asKnownAt: "2026-04-18T00:00:00Z") { ...lines }
    }
  }
}
fragment lines on ContentConnection {
  nodes { item { name } quantity { text } level since until }
}
`,
    { number: 'https://id.gs1.org/8003/09521005000099PAL7' },
  ),
  asked(
    ['What is on its way, by which despatch advice?', 'Food Safety Authority', 'authority'],
    `query InTransit {
  hops(filter: { statuses: [IN_TRANSIT] }) {
    totalCount
    nodes {
      from { name } fromCountry to { name } toCountry crossesBorder shippedAt
      documents { type number }
      lines { item { name } container { name } shipped { text } }
    }
  }
}
`,
    {},
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
