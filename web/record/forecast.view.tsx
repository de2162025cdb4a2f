import type { VNode } from 'preact';
import { symbolOf } from '../../src/core/units/rec20.ts';
import { type Mistake, MistakeList } from '../form.view.tsx';
import type { Words } from '../messages/words.ts';
import { Icon, useWords } from '../screen.view.tsx';

/** One item of a step, as the service understood it. */
export interface StepLine {
  readonly role: 'ITEM' | 'INPUT' | 'OUTPUT' | 'PARENT' | 'CHILD';
  /** Name of its product; null: not known here. */
  readonly product: string | null;
  readonly number: string;
  /** Exact decimal; null: not recorded. */
  readonly quantity: string | null;
  /** Rec 20; null: pieces. */
  readonly unit: string | null;
}

/** What recording would do. */
export interface ForecastProps {
  /** Null: it cannot be recorded as it stands. */
  readonly lines: readonly StepLine[] | null;
  /** What is still to be said or mended. */
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

const amount = ({ say, number }: Words, { quantity, unit }: StepLine): string | null => {
  if (quantity === null) return null;
  if (unit === null) return say('part.pieces', { count: Number(quantity) });
  return `${number(Number(quantity), { maximumFractionDigits: 20 })}\u00a0${symbolOf(unit)}`;
};

/** The items of a step, with what becomes of each. */
export const StepLines = ({ lines }: { readonly lines: readonly StepLine[] }): VNode => {
  const words = useWords();
  return (
    <ul class="stack">
      {lines.map((line, index) => (
        <li key={index}>
          <span class="tag">{words.say(`record.role.${line.role}`)}</span>{' '}
          {line.product !== null && (
            <>
              <bdi>{line.product}</bdi>{' '}
            </>
          )}
          <bdi class="num">{line.number}</bdi>{' '}
          <b class="num">
            <bdi>{amount(words, line)}</bdi>
          </b>
        </li>
      ))}
    </ul>
  );
};

/** What is worth a second look, though it is recorded. */
export const Warnings = ({ warnings }: { readonly warnings: readonly Mistake[] }): VNode | null => {
  const { say } = useWords();
  if (warnings.length === 0) return null;
  return (
    <div class="note warn">
      <Icon name="warn" />
      <div class="stack">
        <h3>{say('record.warnings')}</h3>
        <MistakeList mistakes={warnings} />
      </div>
    </div>
  );
};

/** What saving would record, or what is still missing. */
export const Forecast = ({ lines, mistakes, warnings }: ForecastProps): VNode => {
  const { say } = useWords();
  return (
    <section class="card stack" data-forecast={lines === null ? 'missing' : 'ready'}>
      {lines === null ? (
        <>
          <h2>{say('record.still')}</h2>
          <MistakeList mistakes={mistakes} />
        </>
      ) : (
        <>
          <h2>{say('record.will')}</h2>
          <StepLines lines={lines} />
        </>
      )}
      <Warnings warnings={warnings} />
    </section>
  );
};
