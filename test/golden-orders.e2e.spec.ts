import { describe, expect, it } from '@jest/globals';
import { SampleLoader } from '../src/sample/loader.ts';
import { readSampleData } from '../src/sample/world.ts';
import { graphql } from './support/doors.ts';
import { keyIn, worldsBeside } from './support/golden-worlds.ts';
import { testService } from './support/service.ts';
import { patience } from './support/patience.ts';

const orders = process.env['FULL'] === '1' ? 200 : 20;

const questions = [
  ['https://id.gs1.org/01/09521007000011/10/RR-0415', 'BACK'],
  ['https://id.gs1.org/01/09521001000017/10/A-0302', 'FORWARD'],
] as const;
const [[roasted], [parchment]] = questions;

const whole = `query($number: String!, $direction: Direction!) {
  provenance(item: { number: $number }, direction: $direction) {
    precision completeness { state known total } summary { parts suppliers countries tiers }
    nodes { item { name } distance tier madeBy { name } country quantity { value unit } corrected more step { title status } }
    links { kind quantityIn { value unit } quantityOut { value unit } step { title } } gaps { nodes { reason } }
    suppliers { nodes { tier party { name country } parts { name } } } } }`;

interface Whole {
  readonly provenance: { readonly nodes: readonly object[]; readonly links: readonly object[] };
}

describe('the sample chain', () => {
  it(
    'gives the same answers in any order of arrival',
    async () => {
      const data = worldsBeside(readSampleData(), orders);
      const service = await testService();
      try {
        expect(await new SampleLoader(service.server.app, data).load()).toBe('LOADED');
        const ask = (
          world: number,
          [item, direction]: (typeof questions)[number],
        ): Promise<Whole> =>
          graphql<Whole>(service.url, 'tl_test_sample_buyer', whole, {
            number: keyIn(world, item),
            direction,
          });
        for (const question of questions) {
          const expected = await ask(0, question);
          const { nodes, links } = expected.provenance;
          expect([nodes.length, links.length]).toEqual(question[1] === 'BACK' ? [6, 5] : [4, 3]);
          for (let world = 1; world <= orders; world += 1) {
            const answer = await ask(world, question);
            expect({ world, ...answer }).toEqual({ world, ...expected });
          }
        }
      } finally {
        await service.stop();
      }
      const captures = data.captures.map(({ document }) => JSON.stringify(document));
      const turnedRound = Array.from({ length: orders }, (_, index) => index + 1).filter(
        (world) => {
          const made = captures.findIndex((text) => text.includes(keyIn(world, roasted)));
          const born = captures.findIndex((text) => text.includes(keyIn(world, parchment)));
          return made < born;
        },
      );
      console.log(
        `orders of arrival ${orders}, goods known before their origin ${turnedRound.length}`,
      );
      expect(turnedRound.length).toBeGreaterThan(orders / 10);
    },
    patience(600_000),
  );
});
