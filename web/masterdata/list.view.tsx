import type { ComponentChildren, VNode } from 'preact';
import { symbolOf } from '../../src/core/units/rec20.ts';
import { Icon, useWords } from '../screen.view.tsx';
import { type LinkShown, Named, Nothing } from './shown.view.tsx';

/** A part of a list, and the ways from it. */
export interface ListShown<Row> {
  /** Of the page: `/console/products`. */
  readonly path: string;
  /** What was looked for; '' is everything. */
  readonly text: string;
  readonly rows: readonly Row[];
  readonly more: string | null;
  readonly csv: string;
  /** Where the reader may add one; null: the reader may not. */
  readonly add: string | null;
}

/** A product of the list. */
export interface ProductRow {
  readonly product: LinkShown;
  readonly number: string;
  /** UN/ECE Recommendation 20; null: pieces. */
  readonly unit: string | null;
  readonly hsCode: string | null;
  readonly describedBy: LinkShown | null;
  /** Where the reader may change it; null: the reader may not. */
  readonly change: string | null;
}

/** A site of the list. */
export interface SiteRow {
  readonly site: LinkShown;
  readonly number: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly subdivision: string | null;
  readonly operator: LinkShown | null;
  /** Where the reader may change it; null: the reader may not. */
  readonly change: string | null;
}

const Table = ({
  title,
  columns,
  children,
}: {
  readonly title: string;
  readonly columns: readonly string[];
  readonly children: ComponentChildren;
}): VNode => (
  <div class="scroll" tabindex={0} role="region" aria-label={title}>
    <table class="rows">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

const List = (props: {
  readonly title: string;
  readonly addWords: string;
  readonly list: ListShown<unknown>;
  readonly columns: readonly string[];
  readonly children: ComponentChildren;
}): VNode => {
  const { say } = useWords();
  const { title, addWords, list, columns, children } = props;
  return (
    <div class="stack">
      <div class="head">
        <h1>{title}</h1>
        {list.add !== null && (
          <a class="btn go" href={list.add}>
            <Icon name="plus" />
            {addWords}
          </a>
        )}
      </div>
      <form method="get" action={list.path} class="narrow stack">
        <label for="q">{say('organisation.find')}</label>
        <div class="beside">
          <input id="q" name="q" type="search" value={list.text} dir="auto" />
          <button class="btn">{say('app.search')}</button>
        </div>
      </form>
      {list.rows.length === 0 ? (
        <Nothing />
      ) : (
        <Table title={title} columns={columns}>
          {children}
        </Table>
      )}
      <p class="chips">
        {list.more !== null && (
          <a class="btn" href={list.more}>
            {say('organisation.next')}
          </a>
        )}
        {list.rows.length > 0 && (
          <a class="btn" href={list.csv} download>
            <Icon name="download" />
            {say('organisation.csv')}
          </a>
        )}
      </p>
    </div>
  );
};

/** A number or code, the same way round in every language. */
const Code = ({ children }: { readonly children: string | null }): VNode => {
  const { say } = useWords();
  if (children === null) return <span class="mute">{say('part.notRecorded')}</span>;
  return (
    <bdi dir="ltr" class="num">
      {children}
    </bdi>
  );
};

const Someone = ({ link }: { readonly link: LinkShown | null }): VNode => {
  const { say } = useWords();
  return link === null ? <span class="mute">{say('part.notRecorded')}</span> : <Named {...link} />;
};

/** The last cell of a row: change it, where the reader may. */
const Change = ({ href, name }: { readonly href: string | null; readonly name: string }): VNode => {
  const { say } = useWords();
  return (
    <td>
      {href !== null && (
        <a href={href} aria-label={say('organisation.change.it', { name })}>
          {say('organisation.change')}
        </a>
      )}
    </td>
  );
};

/** `/console/products`. */
export const ProductList = (list: ListShown<ProductRow>): VNode => {
  const { say } = useWords();
  const mayChange = list.rows.some(({ change }) => change !== null);
  const columns = [
    say('organisation.name'),
    say('organisation.number'),
    say('product.unit'),
    say('product.hsCode'),
    say('organisation.word'),
    ...(mayChange ? [say('organisation.change')] : []),
  ];
  const words = { title: say('product.list'), addWords: say('product.add') };
  return (
    <List {...words} list={list} columns={columns}>
      {list.rows.map((row, index) => (
        <tr key={index}>
          <td class="name">
            <Named {...row.product} />
          </td>
          <td data-head={columns[1]}>
            <Code>{row.number}</Code>
          </td>
          <td data-head={columns[2]}>
            {row.unit === null ? say('product.pieces') : <Code>{symbolOf(row.unit)}</Code>}
          </td>
          <td data-head={columns[3]}>
            <Code>{row.hsCode}</Code>
          </td>
          <td class="name" data-head={columns[4]}>
            <Someone link={row.describedBy} />
          </td>
          {mayChange && <Change href={row.change} name={row.product.name} />}
        </tr>
      ))}
    </List>
  );
};

/** `/console/sites`. */
export const SiteList = (list: ListShown<SiteRow>): VNode => {
  const { say, country } = useWords();
  const mayChange = list.rows.some(({ change }) => change !== null);
  const columns = [
    say('organisation.name'),
    say('organisation.number'),
    say('organisation.country'),
    say('site.region'),
    say('site.operator'),
    ...(mayChange ? [say('organisation.change')] : []),
  ];
  const words = { title: say('site.list'), addWords: say('site.add') };
  return (
    <List {...words} list={list} columns={columns}>
      {list.rows.map((row, index) => (
        <tr key={index}>
          <td class="name">
            <Named {...row.site} />
          </td>
          <td data-head={columns[1]}>
            <Code>{row.number}</Code>
          </td>
          <td data-head={columns[2]}>
            <bdi>{country(row.country)}</bdi>
          </td>
          <td data-head={columns[3]}>
            <Code>{row.subdivision}</Code>
          </td>
          <td class="name" data-head={columns[4]}>
            <Someone link={row.operator} />
          </td>
          {mayChange && <Change href={row.change} name={row.site.name} />}
        </tr>
      ))}
    </List>
  );
};
