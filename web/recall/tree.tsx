import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { partHref } from '../part/address.ts';
import { Graph } from '../part/graph.tsx';
import { timeText, type Words } from '../part/words.ts';
import type { RecallAddress } from './address.ts';
import { chainOf } from './chain.ts';
import type { RecallShown } from './load.ts';

interface TreeProps {
  readonly recall: RecallShown;
  readonly words: Words;
  /** From right to left. */
  readonly mirrored: boolean;
  readonly address: RecallAddress;
  readonly onChange: (change: Partial<RecallAddress>) => void;
}

/** What became of what is recalled, as one picture, however many parts that begins with: what two of them went into stands there once. */
export function Tree({ recall, words, mirrored, address, onChange }: TreeProps): JSX.Element {
  const { say, locale } = words;
  const { parts, links, asKnownAt } = recall;
  const chain = useMemo(() => chainOf(recall, links ?? []), [recall]);
  const recalled = chain.parts.filter(({ asked }) => asked).length;
  return (
    <section class="stack noprint" data-tree={chain.links.length}>
      <h2>{say('recall.tree')}</h2>
      <p>
        {say('recall.tree.from', { count: recalled })}{' '}
        {say('recall.tree.known', { time: timeText(locale, asKnownAt) })}
      </p>
      {parts.hasMore && (
        <p class="note warn">{say('recall.tree.cut', { shown: parts.nodes.length })}</p>
      )}
      {links === null ? (
        <p class="note warn">{say('recall.tree.tooMany')}</p>
      ) : (
        <Graph
          {...{ picture: chain, words, mirrored, group: address.group, chosen: address.chosen }}
          href={({ number }) => partHref(number, asKnownAt)}
          onGroup={(group) => onChange({ group, chosen: null })}
          onChoose={(chosen) => onChange({ chosen })}
        />
      )}
    </section>
  );
}
