import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { beginOf, endOf } from '../core/epcis/days.ts';
import { readTime } from '../core/epcis/time.ts';
import type { Moment } from '../query/moment.ts';
import { RecallStreamService, recallRows } from '../trace/recall-stream.service.ts';
import type { RecallInput } from '../trace/recall-subject.ts';
import { RecallSubjectService } from '../trace/recall-subject.service.ts';
import type { CsvFile } from './csv-file.ts';
import { askedText } from './signed-in.ts';
import { fileOfStream } from './stream-file.ts';

/** Lists of a recall as files: what its stream has, a kind of row a file. */
@Injectable()
export class RecallFiles {
  constructor(
    private readonly subjects: RecallSubjectService,
    private readonly recalls: RecallStreamService,
  ) {}

  /** Whether a list is one of a recall. */
  has(list: string): boolean {
    return kindOf(list) !== undefined;
  }

  /** A list of the recall that an address names, as of a moment; null: there is no such list, or nothing of that number. */
  async of(
    viewer: Viewer,
    list: string,
    {
      query,
      moment,
    }: { readonly query: Readonly<Record<string, unknown>>; readonly moment: Moment },
  ): Promise<CsvFile | null> {
    const kind = kindOf(list);
    const of = recallOf(query);
    if (kind === undefined || of === null) return null;
    const subject = await this.subjects.resolve(viewer, of);
    if (!subject.ok) return null;
    const stream = await this.recalls.open(viewer, { subject: subject.value, moment });
    const about = ['number', 'product', 'site'].map((name) => askedText(query[name])).find(Boolean);
    return stream === null ? null : fileOfStream(`${about ?? ''} ${list}`, stream, kind);
  }
}

const kindOf = (list: string) =>
  Object.values(recallRows).find(({ table }) => `recall-${table}` === list);

/** What an address asks to recall, as its page reads it: an item before a product before a place; null: nothing. */
const recallOf = (query: Readonly<Record<string, unknown>>): RecallInput | null => {
  const [number, product, site] = ['number', 'product', 'site'].map((name) =>
    askedText(query[name]),
  );
  if (number) return { item: { number } };
  if (product) return { product };
  const from = beginOf(askedText(query['from']));
  const until = endOf(askedText(query['until']));
  if (!site || readTime(from) === null || readTime(until) === null) return null;
  return { site: { site, from, until } };
};
