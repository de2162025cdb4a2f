import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import { type BookTotals, totalsOf } from '../core/lineage/book-totals.ts';
import type { Balance } from '../core/lineage/books.ts';
import { BalanceService } from '../query/balance.service.ts';
import type { RecallView } from './recall.ts';

/** Parts whose books are read together. */
const PARTS_AT_ONCE = 500;

/** What became of all that a recall reaches. */
@Injectable()
export class RecallBalanceService {
  constructor(private readonly balances: BalanceService) {}

  /** The books of every part of a recall, as known at its moment, added up. */
  async total(viewer: Viewer, { parts, moment }: RecallView): Promise<BookTotals> {
    const books: Balance[] = [];
    for (let start = 0; start < parts.length; start += PARTS_AT_ONCE) {
      const items = parts.slice(start, start + PARTS_AT_ONCE).map(({ item }) => item);
      const found = await this.balances.balances(viewer, items, moment);
      books.push(...found.values());
    }
    if (books.length !== parts.length) throw new Error('a part of a recall has no books');
    return totalsOf(books);
  }
}
