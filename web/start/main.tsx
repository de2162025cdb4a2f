import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, type Asked } from '../ask.ts';
import { live } from '../live.tsx';
import { Icon, useWords } from '../screen.view.tsx';

const NUMBER = 'RR-0415';
const query = `query Sample($number: String!) {
  provenance(item: { number: $number }) {
    nodes { item { name } madeBy { name } }
  }
}`;

interface Sample {
  readonly provenance: {
    readonly nodes: readonly {
      readonly item: { readonly name: string };
      readonly madeBy: { readonly name: string } | null;
    }[];
  } | null;
}

const Nodes = ({ data }: { data: Sample }): VNode => {
  const { say } = useWords();
  const nodes = data.provenance?.nodes ?? [];
  return (
    <>
      <p>{say('start.nodes', { count: nodes.length })}</p>
      <ol class="thread">
        {nodes.map(({ item, madeBy }) => (
          <li key={item.name}>
            <bdi>{item.name}</bdi>{' '}
            <small>
              <bdi>{madeBy?.name}</bdi>
            </small>
          </li>
        ))}
      </ol>
    </>
  );
};

const SampleLot = (): VNode => {
  const words = useWords();
  const [asked, setAsked] = useState<Asked<Sample> | null>(null);
  useEffect(() => void ask<Sample>(query, { number: NUMBER }).then(setAsked), []);
  return (
    <>
      <h3>{words.say('start.sample')}</h3>
      {asked === null && <span class="sk" />}
      {asked?.ok === true && <Nodes data={asked.data} />}
      {asked?.ok === false && (
        <div class="note warn">
          <Icon name="warn" />
          <p>
            {words.problem(asked.code, asked.message)}{' '}
            {asked.retryAfterSeconds !== null &&
              words.say('problem.retry', { seconds: asked.retryAfterSeconds })}
          </p>
        </div>
      )}
    </>
  );
};

void live(<SampleLot />);
