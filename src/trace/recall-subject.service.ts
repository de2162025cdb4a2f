import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { StepLookupService } from '../capture/step-lookup.service.ts';
import type { ItemReference } from '../capture/step.ts';
import { readTime } from '../core/epcis/time.ts';
import { canonicalKey, describeKey } from '../core/gs1/key.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { Database } from '../platform/database.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import type { RecallInput, RecallSubject, SiteWindowInput } from './recall-subject.ts';

/** Finds what a recall names, for one viewer. */
@Injectable()
export class RecallSubjectService {
  constructor(
    private readonly database: Database,
    private readonly lookup: StepLookupService,
  ) {}

  /** Refuses with INVALID_VALUE, CHECK_DIGIT, AMBIGUOUS_NUMBER, UNKNOWN_ITEM, UNKNOWN_PRODUCT, UNKNOWN_SITE; pointers below `/of`. */
  async resolve(viewer: Viewer, of: RecallInput): Promise<Result<RecallSubject>> {
    const given = [of.item, of.product, of.site].filter((way) => way != null);
    if (given.length !== 1) return refuse(notOne);
    if (of.item != null) return below('/of/item', await this.item(viewer, of.item));
    if (of.site != null) return below('/of/site', await this.site(viewer, of.site));
    const product = await this.lookup.for(viewer).product(of.product ?? '');
    return product.ok
      ? accept({ kind: 'PRODUCT', product: product.value.key })
      : below('/of/product', product);
  }

  private async item(viewer: Viewer, reference: ItemReference): Promise<Result<RecallSubject>> {
    const pointer = reference.number == null ? '' : '/number';
    const found = await this.lookup.for(viewer).item(reference);
    if (!found.ok) return below(pointer, found);
    const key = canonicalKey(found.value.uri);
    const [item] = await this.database.read(viewer, (tx) => readItemsByKeys(tx, [key]));
    if (item !== undefined && found.value.known) return accept({ kind: 'ITEM', item: item.id });
    // Of a bare GTIN perhaps only lots were recorded.
    if (describeKey(key, true).kind === 'CLASS') return accept({ kind: 'PRODUCT', product: key });
    return refuse({ ...nothingYet, at: pointer, number: reference.number ?? key });
  }

  private async site(viewer: Viewer, window: SiteWindowInput): Promise<Result<RecallSubject>> {
    const found = await this.lookup.for(viewer).site(window.site);
    if (!found.ok) return below('/site', found);
    const [from, until] = [readTime(window.from), readTime(window.until)];
    if (from === null) return refuse(noTime('/from'));
    if (until === null) return refuse(noTime('/until'));
    if (until.instant <= from.instant) return refuse(noWindow);
    const site = canonicalKey(found.value ?? '');
    return accept({ kind: 'SITE', site, from: window.from, until: window.until });
  }
}

const below = <T>(at: string, result: Result<T>): Result<T> =>
  result.ok
    ? result
    : refuse(...result.problems.map((problem) => ({ ...problem, at: at + problem.at })));

const notOne: Problem = {
  code: 'INVALID_VALUE',
  message: 'Name what is recalled in exactly one way.',
  at: '/of',
  expected: '`item`, `product` or `site`',
};

const nothingYet: Problem = {
  code: 'UNKNOWN_ITEM',
  message: 'Nothing is recorded about this item, so there is nothing to call back.',
  at: '',
};

const noTime = (at: string): Problem => ({
  code: 'INVALID_VALUE',
  message: 'This is no time with an offset.',
  at,
  expected: 'RFC 3339 with offset: 2026-03-02T08:00:00+03:00',
});

const noWindow: Problem = {
  code: 'INVALID_VALUE',
  message: 'The time at the place ends before it begins.',
  at: '/until',
  expected: 'a time after `from`',
};
