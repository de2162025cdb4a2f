import type { VNode } from 'preact';
import { symbolOf } from '../../src/core/units/rec20.ts';
import { type FileAsked, ListFile } from '../file.view.tsx';
import { useWords } from '../screen.view.tsx';
import {
  Fact,
  Head,
  Links,
  type LinkShown,
  Named,
  Numbers,
  type NumberShown,
} from './shown.view.tsx';

/** A product and what may be seen of it. */
export interface ProductShown {
  readonly name: string;
  /** UN/ECE Recommendation 20; null: pieces. */
  readonly unit: string | null;
  /** Harmonised System, 6 digits; null: not said. */
  readonly hsCode: string | null;
  readonly numbers: readonly NumberShown[];
  readonly describedBy: LinkShown | null;
  /** Its newest parts; null: they can only be searched for. */
  readonly parts: readonly LinkShown[] | null;
  readonly search: string;
  /** What its page was asked with. */
  readonly asked: FileAsked;
  /** Where the reader may change it; null: the reader may not. */
  readonly change: string | null;
  readonly saved: boolean;
}

/** `/console/product`: a product, and its newest parts. */
export const Product = (shown: ProductShown): VNode => {
  const { say } = useWords();
  const { unit, hsCode, describedBy, parts } = shown;
  const gtin = shown.numbers.find(({ scheme }) => scheme === 'GTIN');
  return (
    <div class="stack thing">
      <Head name={shown.name} saved={shown.saved}>
        {shown.change !== null && (
          <a class="btn" href={shown.change}>
            {say('organisation.change')}
          </a>
        )}
        {gtin !== undefined && (
          <a class="btn" href={`/console/recall?product=${gtin.value}`}>
            {say('product.recall')}
          </a>
        )}
      </Head>
      <dl class="about">
        <Numbers numbers={shown.numbers} />
        <Fact title={say('product.unit')}>
          {unit === null ? say('product.pieces') : <bdi>{symbolOf(unit)}</bdi>}
        </Fact>
        <Fact title={say('product.hsCode')}>
          {hsCode === null ? (
            say('part.notRecorded')
          ) : (
            <bdi dir="ltr" class="num">
              {hsCode}
            </bdi>
          )}
        </Fact>
        {describedBy !== null && (
          <Fact title={say('organisation.word')}>
            <Named {...describedBy} />
          </Fact>
        )}
      </dl>
      <section class="stack">
        <div class="between">
          <h2>{say('product.parts')}</h2>
          {parts !== null && (
            <ListFile list="product-parts" asked={shown.asked} isEmpty={parts.length === 0} />
          )}
        </div>
        {parts === null ? (
          <p>
            <a href={shown.search}>{say('product.search')}</a>
          </p>
        ) : (
          <Links links={parts} more={null} />
        )}
      </section>
    </div>
  );
};
