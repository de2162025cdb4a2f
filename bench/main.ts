import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { withBench } from './bench.ts';
import type { Finding } from './figures.ts';
import { load } from './load.ts';
import { measureAppend } from './p1-append.ts';
import { measureSingles } from './p3-singles.ts';
import { measureLineage } from './p4-lineage.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'P1,P3,P4' },
  },
});

const numberOf = (name: 'events' | 'rounds' | 'seed'): number => {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} wants a whole number from 1 on, not ${values[name]}`);
  return number;
};

const wanted = values.only.split(',');
const unknown = wanted.filter((id) => !['P1', 'P3', 'P4'].includes(id));
if (unknown.length > 0) throw new Error(`--only knows P1, P3 and P4, not ${unknown.join(', ')}`);

const tell = ({ id, lines }: Finding): void => {
  console.log(`${id} ${lines.join('\n   ')}`);
};

const options = { events: numberOf('events'), rounds: numberOf('rounds'), seed: numberOf('seed') };
await withBench(options, async (bench) => {
  const memory = await load(bench);
  if (wanted.includes('P4')) tell(await measureLineage(bench, memory));
  if (wanted.includes('P1')) tell(await measureAppend(bench));
  if (wanted.includes('P3')) tell(await measureSingles(bench));
});
