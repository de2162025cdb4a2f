import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { graphql, openTestAccount, post, type TestAccount } from './support/doors.ts';
import { eventJson } from './support/entries.ts';
import { lot } from './support/events.ts';
import { patience } from './support/patience.ts';
import { randomFrom } from './support/random.ts';
import { testService, type TestService } from './support/service.ts';

const [events, outputs] = process.env['FULL'] === '1' ? [100, 1_000] : [10, 300];

interface Line {
  readonly type: string;
  readonly [name: string]: unknown;
}

const query = `query($number: String!) { provenance(item: { number: $number }, direction: FORWARD, first: 10) {
  asKnownAt streamUrl completeness { state text known total } nodes { key item { name } } } }`;

interface Answer {
  readonly provenance: {
    readonly asKnownAt: string;
    readonly streamUrl: string;
    readonly completeness: object;
    readonly nodes: readonly { readonly key: string; readonly item: { readonly name: string } }[];
  };
}

describe('a provenance as a stream', () => {
  let service: TestService;
  let mill: TestAccount;
  let answer: Answer['provenance'];
  const source = lot('SOURCE');

  beforeAll(async () => {
    service = await testService();
    mill = await openTestAccount(service, '=Mill, "the old one"');
    await record('harvest', {
      type: 'ObjectEvent',
      action: 'ADD',
      bizStep: 'commissioning',
      quantityList: [{ epcClass: source, quantity: 1000, uom: 'KGM' }],
    });
    for (let number = 0; number < events; number += 1) {
      await record(`make-${number}`, {
        type: 'TransformationEvent',
        bizStep: 'creating_class_instance',
        inputQuantityList: [{ epcClass: source, quantity: 5, uom: 'KGM' }],
        outputQuantityList: Array.from({ length: outputs }, (_, index) => ({
          epcClass: lot(`OUT-${number}-${index}`, 2),
          quantity: 0.25,
          uom: 'KGM',
        })),
      });
    }
    ({ provenance: answer } = await graphql<Answer>(service.url, mill.key, query, {
      number: source,
    }));
  }, patience(120_000));
  afterAll(() => service.stop());

  const record = async (id: string, event: Readonly<Record<string, unknown>>): Promise<void> => {
    const base = eventJson({ id: `urn:test:${id}` });
    const { action: _action, quantityList: _quantities, ...rest } = base;
    const sent = await post(service.url, 'events', JSON.stringify({ ...rest, ...event }), mill);
    expect(await sent.text().then((text) => (sent.ok ? '' : text))).toBe('');
  };
  const total = events * outputs + 1;

  it('is whole: a header, every node and link, and an end, without a key', async () => {
    expect(answer.streamUrl.startsWith(`${service.settings.publicUrl}/streams/provenance/`)).toBe(
      true,
    );
    const sent = await fetch(answer.streamUrl);
    expect(sent.status).toBe(200);
    expect(sent.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await sent.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    expect(lines[0]).toMatchObject({
      type: 'header',
      question: { direction: 'FORWARD', at: null, uri: source },
      asKnownAt: answer.asKnownAt,
      counts: { nodes: total, links: total - 1 },
      completeness: answer.completeness,
    });
    const nodes = lines.filter(({ type }) => type === 'node');
    const links = lines.filter(({ type }) => type === 'link');
    expect(new Set(nodes.map(({ key }) => key)).size).toBe(total);
    expect(new Set(links.map(({ to }) => to)).size).toBe(total - 1);
    expect(nodes[0]).toMatchObject({
      key: answer.nodes[0]?.key,
      name: answer.nodes[0]?.item.name,
      distance: 0,
      madeBy: '=Mill, "the old one"',
      quantity: '1000',
      unit: 'KGM',
    });
    expect(links[0]).toMatchObject({
      from: answer.nodes[0]?.key,
      kind: 'MADE_INTO',
      quantityIn: '5',
      quantityOut: '0.25',
    });
    expect(lines.at(-1)).toEqual({
      type: 'end',
      counts: { nodes: total, links: total - 1, hops: 0, gaps: 0 },
      complete: true,
    });
    // Kept as it was when it was asked, whatever comes later.
    await record('later', {
      type: 'TransformationEvent',
      bizStep: 'creating_class_instance',
      inputQuantityList: [{ epcClass: source, quantity: 5, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: lot('LATER', 2), quantity: 1, uom: 'KGM' }],
    });
    expect((await (await fetch(answer.streamUrl)).text()).split('\n')).toHaveLength(
      lines.length + 1,
    );
  });

  it('tells every gap that it counts, with its reason', async () => {
    const made = lot('OF-UNKNOWN', 3);
    await record('unknown', {
      type: 'TransformationEvent',
      bizStep: 'creating_class_instance',
      inputQuantityList: [{ epcClass: lot('FROM-NOWHERE', 4), quantity: 5, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: made, quantity: 1, uom: 'KGM' }],
    });
    const asked = await graphql<Answer>(service.url, mill.key, query.replace('FORWARD', 'BACK'), {
      number: made,
    });
    const sent = await (await fetch(asked.provenance.streamUrl)).text();
    const lines = sent
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const gaps = lines.filter(({ type }) => type === 'gap');
    expect(gaps).toMatchObject([{ name: 'Lot FROM-NOWHERE', text: expect.stringMatching(/./) }]);
    expect(lines[0]).toMatchObject({ counts: { nodes: 2, links: 1, gaps: 1 } });
    expect(lines.at(-1)).toMatchObject({ counts: { gaps: 1 } });
  });

  it('is a table that a spreadsheet opens without reckoning', async () => {
    const sent = await fetch(`${answer.streamUrl}?format=csv`);
    expect(sent.headers.get('content-disposition')).toMatch(/filename="provenance-forward\.csv"/);
    const bytes = new Uint8Array(await sent.arrayBuffer());
    expect(bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
    const rows = strFromU8(bytes.slice(3)).trimEnd().split('\r\n');
    expect(rows).toHaveLength(total + 1);
    expect(rows[0]).toMatch(/^key,name,uri,/);
    expect(rows[1]).toContain(`"'=Mill, ""the old one"""`);
  });

  it('is a workbook of all tables', async () => {
    const sent = await fetch(`${answer.streamUrl}?format=xlsx`);
    const parts = unzipSync(new Uint8Array(await sent.arrayBuffer()));
    expect(Object.keys(parts).toSorted()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/workbook.xml',
      ...[1, 2, 3, 4, 5].map((sheet) => `xl/worksheets/sheet${sheet}.xml`),
    ]);
    const part = (name: string): string => strFromU8(parts[name] ?? new Uint8Array());
    expect(part('xl/workbook.xml').match(/name="\w+"/g)).toEqual(
      ['about', 'nodes', 'links', 'hops', 'gaps'].map((name) => `name="${name}"`),
    );
    expect(part('xl/worksheets/sheet2.xml').match(/<row /g)).toHaveLength(total + 1);
    expect(part('xl/worksheets/sheet3.xml').match(/<row /g)).toHaveLength(total);
    expect(part('xl/worksheets/sheet3.xml')).toContain('<c><v>0.25</v></c>');
    expect(part('xl/worksheets/sheet2.xml')).toContain('=Mill, &quot;the old one&quot;</t>');
    expect(part('xl/worksheets/sheet2.xml')).not.toContain('<f>');
  });

  it('has a recall list whole, with books and holders, as lines and as a table', async () => {
    const asked = `query($number: String!) { recall(of: { item: { number: $number } }) { asKnownAt streamUrl } }`;
    const { recall } = await graphql<{
      readonly recall: { readonly asKnownAt: string; readonly streamUrl: string };
    }>(service.url, mill.key, asked, { number: source });
    const lines = (await (await fetch(recall.streamUrl)).text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const parts = lines.filter(({ type }) => type === 'part');
    const ofLink = ({ type }: Line): boolean => type === 'link';
    // Others may have recorded more of it meanwhile.
    const reached = parts.length;
    expect(reached).toBeGreaterThanOrEqual(total);
    expect(lines[0]).toMatchObject({
      type: 'header',
      asKnownAt: recall.asKnownAt,
      counts: { parts: reached, links: lines.filter(ofLink).length, holders: reached, gaps: 0 },
      linksTold: true,
      completeness: { state: 'COMPLETE', known: reached, total: reached },
    });
    expect(new Set(parts.map(({ key }) => key)).size).toBe(reached);
    expect(parts[0]).toMatchObject({
      distance: 0,
      unit: 'KGM',
      made: '1000',
      unaccounted: '0',
    });
    const links = lines.filter(ofLink);
    const known = new Set(parts.map(({ key }) => key));
    expect(links.length).toBeGreaterThanOrEqual(reached - 1);
    for (const { from, to } of links)
      expect([known.has(from), known.has(to)]).toEqual([true, true]);
    const { recall: listed } = await graphql<{
      readonly recall: { readonly parts: { readonly links: readonly Line[] } };
    }>(
      service.url,
      mill.key,
      `
        query ($number: String!, $moment: DateTime) {
          recall(of: { item: { number: $number } }, asKnownAt: $moment) {
            parts(first: 200) {
              links {
                from
                to
                kind
              }
            }
          }
        }
      `,
      { number: source, moment: recall.asKnownAt },
    );
    for (const { from, to, kind } of listed.parts.links)
      expect(links).toContainEqual({ type: 'link', from, to, kind });
    const holders = lines.filter(({ type }) => type === 'holder');
    expect(holders).toHaveLength(reached);
    expect(holders[1]).toMatchObject({ party: '=Mill, "the old one"', status: 'ON_HAND' });
    expect(lines.at(-1)).toMatchObject({ type: 'end', complete: true });
    const table = await (await fetch(`${recall.streamUrl}?format=csv`)).text();
    expect(table.trimEnd().split('\r\n')).toHaveLength(reached + 1);
    const end = recall.streamUrl.endsWith('xx') ? 'yy' : 'xx';
    const altered = await fetch(`${recall.streamUrl.slice(0, -2)}${end}`);
    expect(altered.status).toBe(404);
  });

  it('goes on behind the lines that arrived, whatever was recorded meanwhile', async () => {
    const grain = lot('GRAIN');
    const make = (id: string, names: readonly string[]): Promise<void> =>
      record(id, {
        type: 'TransformationEvent',
        bizStep: 'creating_class_instance',
        inputQuantityList: [{ epcClass: grain, quantity: 1, uom: 'KGM' }],
        outputQuantityList: names.map((name) => ({
          epcClass: lot(name, 5),
          quantity: 1,
          uom: 'KGM',
        })),
      });
    for (const some of ['one', 'two'])
      await make(
        some,
        Array.from({ length: 30 }, (_, index) => `G-${some}-${index}`),
      );
    const asked = `query($number: String!) { provenance(item: { number: $number }, direction: FORWARD) { streamUrl }
      recall(of: { item: { number: $number } }) { streamUrl } }`;
    const { provenance, recall } = await graphql<
      Readonly<Record<'provenance' | 'recall', { readonly streamUrl: string }>>
    >(service.url, mill.key, asked, { number: grain });
    const random = randomFrom(4711);
    for (const { streamUrl } of [provenance, recall]) {
      const whole = (await (await fetch(streamUrl)).text()).split(/(?<=\n)/);
      const ends = [1, 2, whole.length - 2, whole.length - 1];
      const cuts = Array.from({ length: 6 }, () => 1 + Math.floor(random() * (whole.length - 1)));
      for (const [turn, cut] of [...ends, ...cuts].entries()) {
        await make(`${streamUrl.slice(-8)}-${turn}`, [`A${turn}`]);
        const rest = await (await fetch(`${streamUrl}?after=${cut}`)).text();
        expect([cut, rest === whole.slice(cut).join('')]).toEqual([cut, true]);
      }
      const refusals = ['0', '-1', '1.5', 'x', '', String(whole.length)].map(
        (after) => `?after=${after}`,
      );
      for (const wrong of [...refusals, '?after=1&format=csv']) {
        const sent = await fetch(`${streamUrl}${wrong}`);
        expect([wrong, sent.status, await sent.json()]).toMatchObject([
          wrong,
          400,
          { code: 'INVALID_VALUE', at: 'after' },
        ]);
      }
    }
  });

  it('opens for nobody who altered the link, and for nobody after a quarter of an hour', async () => {
    const problem = async (url: string): Promise<unknown> => {
      const sent = await fetch(url);
      expect(sent.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      return sent.json();
    };
    const token = answer.streamUrl.split('/').at(-1) ?? '';
    const altered = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    const base = answer.streamUrl.slice(0, -token.length);
    expect(await problem(base + altered)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await problem(`${base}x`)).toMatchObject({ status: 404 });
    expect(await problem(`${answer.streamUrl}?format=pdf`)).toMatchObject({ at: 'format' });
    expect(await problem(`${answer.streamUrl}?from=3`)).toMatchObject({ at: 'from' });
    const now = service.clock.now().getTime();
    service.clock.set(new Date(now + 901_000));
    expect(await problem(answer.streamUrl)).toMatchObject({ status: 410, code: 'LINK_EXPIRED' });
  });
});
