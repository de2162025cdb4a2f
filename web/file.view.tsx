import type { VNode } from 'preact';
import { Icon, useWords } from './screen.view.tsx';

/** Lists that `src/pages/file.page.tsx` writes, each with the message that says what it is. */
const titles = {
  hits: 'file.hits',
  contents: 'file.contents',
  records: 'part.table.records',
  hops: 'part.table.hops',
  holdings: 'file.holdings',
  books: 'part.books.title',
  origin: 'part.view.origin',
  parts: 'file.parts',
  links: 'part.table.links',
  gaps: 'recall.gaps',
  'recall-parts': 'recall.reached',
  'recall-links': 'part.table.links',
  'recall-holders': 'recall.held',
  'recall-gaps': 'recall.gaps',
  'organisation-records': 'organisation.records',
  'organisation-hops': 'organisation.handOvers',
  'organisation-sites': 'site.list',
  'organisation-products': 'product.list',
  'site-records': 'site.records',
  'site-parts': 'site.parts',
  'product-parts': 'product.parts',
} as const;
/** One of them. */
export type FileName = keyof typeof titles;

/** What the page of a list is asked with: its number and, where they are given, its moments. */
export type FileAsked = Readonly<Record<string, string | null>>;

const fileHref = (list: FileName, asked: FileAsked): string => {
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [[name, value]],
  );
  return `/console/file/${list}?${new URLSearchParams(given).toString()}`;
};

interface FileProps {
  readonly list: FileName;
  readonly asked: FileAsked;
}

/** How much of a list its file has: all of it, but for those that end by themselves. */
const amountOf = (list: FileName): 'file.hits.csv' | 'file.origin.csv' | 'file.csv' =>
  list === 'hits' ? 'file.hits.csv' : list === 'origin' ? 'file.origin.csv' : 'file.csv';

/** A list as a file, whole, whatever part of it the page shows; a link, so that it needs no script. */
export const ListFile = ({
  list,
  asked,
  isEmpty,
}: FileProps & {
  /** Nothing is listed: there is no file to take. */
  readonly isEmpty: boolean;
}): VNode | null => {
  const { say } = useWords();
  if (isEmpty) return null;
  const words = say(amountOf(list));
  return (
    <p class="noprint">
      <a class="btn sm" href={fileHref(list, asked)} aria-label={`${say(titles[list])}: ${words}`}>
        <Icon name="download" />
        {words}
      </a>
    </p>
  );
};

/** What a page that a script writes gives to who has none: a form that asks for another number, and its lists as files. */
export const FilesInstead = ({
  field,
  about,
  lists,
  asked,
}: {
  /** By which name its address has what it is about. */
  readonly field: 'number' | 'q';
  /** Empty: nothing is asked about yet, so there are no files. */
  readonly about: string;
  readonly lists: readonly FileName[];
  readonly asked: FileAsked;
}): VNode => {
  const { say } = useWords();
  const isSearch = field === 'q';
  return (
    <noscript>
      <p>{say(about === '' ? 'file.noScript.ask' : 'file.noScript')}</p>
      {about !== '' && <FileLinks lists={lists} asked={asked} />}
      <form method="get" class="narrow stack">
        <label for="instead">{say(isSearch ? 'search.what' : 'part.number')}</label>
        <div class="beside">
          <input id="instead" name={field} required value={about} dir="auto" />
          <button class="btn go">{say(isSearch ? 'search.go' : 'part.number.go')}</button>
        </div>
      </form>
    </noscript>
  );
};

const FileLinks = ({
  lists,
  asked,
}: {
  readonly lists: readonly FileName[];
  readonly asked: FileAsked;
}): VNode => {
  const { say } = useWords();
  return (
    <ul>
      {lists.map((list) => (
        <li key={list}>
          <a href={fileHref(list, asked)}>{`${say(titles[list])}: ${say(amountOf(list))}`}</a>
        </li>
      ))}
    </ul>
  );
};
