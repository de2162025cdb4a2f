import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { graphql } from './support/doors.ts';
import { patience } from './support/patience.ts';
import { testService, type TestService } from './support/service.ts';

const key = 'tl_test_sample_buyer';

const query = `query($number: String!, $direction: Direction!) {
  provenance(item: { number: $number }, direction: $direction) {
    streamUrl completeness { state text known total }
    nodes { key item { name } distance tier madeBy { name } country quantity { value } share more corrected }
    links { from to kind quantityIn { value } quantityOut { value } }
    hops(first: 50) { totalCount nodes { status from { name } to { name } fromCountry toCountry crossesBorder shippedAt receivedAt
      documents { uri } lines(first: 20) { item { id } container { id } shipped { value } received { value } difference } } }
    gaps(first: 200) { nodes { reason text item { id } ask { name } } } } }`;

interface Named {
  readonly name: string | null;
}
interface Amount {
  readonly value: string;
}
interface Line {
  readonly item: { readonly id: string };
  readonly container: { readonly id: string } | null;
  readonly shipped: Amount | null;
  readonly received: Amount | null;
  readonly difference: string | null;
}
interface Hop {
  readonly status: string;
  readonly from: Named;
  readonly to: Named;
  readonly fromCountry: string | null;
  readonly toCountry: string | null;
  readonly crossesBorder: boolean | null;
  readonly shippedAt: string | null;
  readonly receivedAt: string | null;
  readonly documents: readonly { readonly uri: string }[];
  readonly lines: readonly Line[];
}
interface Answer {
  readonly provenance: {
    readonly streamUrl: string;
    readonly completeness: object;
    readonly nodes: readonly {
      readonly key: string;
      readonly item: Named;
      readonly distance: number;
      readonly tier: number;
      readonly madeBy: Named;
      readonly country: string | null;
      readonly quantity: Amount | null;
      readonly share: string | null;
      readonly more: boolean;
      readonly corrected: boolean;
    }[];
    readonly links: readonly {
      readonly from: string;
      readonly to: string;
      readonly kind: string;
      readonly quantityIn: Amount | null;
      readonly quantityOut: Amount | null;
    }[];
    readonly hops: { readonly nodes: readonly Hop[] };
    readonly gaps: {
      readonly nodes: readonly {
        readonly reason: string;
        readonly text: string;
        readonly item: { readonly id: string } | null;
        readonly ask: Named | null;
      }[];
    };
  };
}

type Row = Readonly<Record<string, unknown>>;

/** As texts, since the order of a stream is its own. */
const sorted = (rows: readonly unknown[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row)).toSorted();

const spoken = ({ provenance }: Answer) => ({
  nodes: sorted(
    provenance.nodes.map(
      ({ key: id, item, distance, tier, madeBy, country, quantity, share, more, corrected }) => [
        id,
        item.name,
        distance,
        tier,
        madeBy.name,
        country,
        quantity?.value ?? null,
        share,
        more,
        corrected,
      ],
    ),
  ),
  links: sorted(
    provenance.links.map(({ from, to, kind, quantityIn, quantityOut }) => [
      from,
      to,
      kind,
      quantityIn?.value ?? null,
      quantityOut?.value ?? null,
    ]),
  ),
  hops: sorted(
    provenance.hops.nodes.flatMap((hop) =>
      hop.lines.map((line) => [
        hop.status,
        hop.from.name,
        hop.to.name,
        hop.fromCountry,
        hop.toCountry,
        hop.crossesBorder,
        hop.shippedAt,
        hop.receivedAt,
        hop.documents.map(({ uri }) => uri).join(' '),
        line.item.id,
        line.container !== null,
        line.shipped?.value ?? null,
        line.received?.value ?? null,
        line.difference,
      ]),
    ),
  ),
  gaps: sorted(
    provenance.gaps.nodes.map(({ reason, text, item, ask }) => [
      reason,
      text,
      item?.id ?? null,
      ask?.name ?? null,
    ]),
  ),
});

const columns = {
  node: 'key name distance tier madeBy country quantity share more corrected',
  link: 'from to kind quantityIn quantityOut',
  hop: 'status from to fromCountry toCountry crossesBorder shippedAt receivedAt documents node container shipped received difference',
  gap: 'reason text node ask',
} as const;

const rowsIn = (lines: readonly Row[], kind: keyof typeof columns): readonly string[] =>
  sorted(
    lines
      .filter(({ type }) => type === kind)
      .map((line) =>
        columns[kind]
          .split(' ')
          .map((name) =>
            kind === 'hop' && name === 'container' ? line[name] !== null : line[name],
          ),
      ),
  );

describe('a stream of a provenance', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
    await new SampleLoader(service.server.app, readSampleData()).load();
  }, patience(120_000));
  afterAll(() => service.stop());

  it.each([
    ['RR-0415', 'BACK'],
    ['SHAMBA-12', 'FORWARD'],
    ['KM-0312', 'FORWARD'],
    ['KM-0312', 'BACK'],
    ['PAL7', 'BACK'],
    ['PAL7', 'FORWARD'],
  ] as const)('says what the answer says: %s %s', async (number, direction) => {
    const found = number === 'PAL7' ? await palletUri() : number;
    const answer = await graphql<Answer>(service.url, key, query, { number: found, direction });
    const text = await (await fetch(answer.provenance.streamUrl)).text();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    const expected = spoken(answer);
    expect({
      nodes: rowsIn(lines, 'node'),
      links: rowsIn(lines, 'link'),
      hops: rowsIn(lines, 'hop'),
      gaps: rowsIn(lines, 'gap'),
    }).toEqual(expected);
    const counts = {
      nodes: expected.nodes.length,
      links: expected.links.length,
      hops: expected.hops.length,
      gaps: expected.gaps.length,
    };
    expect(lines[0]).toMatchObject({ counts, completeness: answer.provenance.completeness });
    expect(lines.at(-1)).toEqual({ type: 'end', counts, complete: true });
    if (direction === 'BACK') expect(expected.hops.length).toBeGreaterThan(0);
    const cuts = text.split(/(?<=\n)/);
    const last = cuts.length - 1;
    for (const cut of [1, 2, Math.ceil(last / 2), Math.ceil((2 * last) / 3), last - 1, last]) {
      const rest = await fetch(`${answer.provenance.streamUrl}?after=${cut}`);
      expect(await rest.text()).toBe(cuts.slice(cut).join(''));
    }
  });

  const palletUri = async (): Promise<string> => {
    const { search } = await graphql<{
      readonly search: { readonly nodes: readonly { readonly result: { readonly id?: string } }[] };
    }>(
      service.url,
      key,
      '{ search(text: "PAL7") { nodes { result { ... on Container { id digitalLink } } } } }',
      {},
    );
    const link = search.nodes
      .map(({ result }) => (result as { readonly digitalLink?: string }).digitalLink)
      .find((one) => one !== undefined);
    if (link === undefined) throw new Error(JSON.stringify(search));
    return link;
  };
});
