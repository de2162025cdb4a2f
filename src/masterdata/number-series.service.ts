import { Injectable } from '@nestjs/common';
import { dayOf } from '../access/checks.ts';
import { companyPrefixOf } from '../access/company-prefix.store.ts';
import { organisationsByIds } from '../access/organisation.store.ts';
import { requireScope } from '../access/scope.ts';
import { newestVersion } from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import { drawNumbers } from './number-series.store.ts';
import { ssccOf, ssccsOf } from './sscc.ts';

/** Lot numbers and SSCCs that the service gives; each is given once, whatever happens at the same time. */
@Injectable()
export class NumberSeriesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The next lot numbers of a product (any text that names it for the viewer's organisation, such as its canonical key): the day and a count,
   * `261128-1`, short enough to be written on a sack. Scope RECORD.
   */
  async nextLots(viewer: Viewer, product: string, count = 1): Promise<readonly string[]> {
    const owner = requireScope(viewer, 'RECORD');
    const day = dayOf(this.clock.now()).slice(2).replaceAll('-', '');
    const first = await this.database.transaction(viewer, (tx) =>
      drawNumbers(tx, owner, `lot ${product} ${day}`, count),
    );
    return Array.from({ length: count }, (_, index) => `${day}-${first + index}`);
  }

  /**
   * The next SSCCs, 18 digits, from the organisation's verified company prefix; who is known by a test GLN (952) has its first seven digits.
   * Scope RECORD. Refuses with INVALID_VALUE when there is no prefix, or when all its numbers are given.
   */
  async nextSsccs(viewer: Viewer, count = 1): Promise<Result<readonly string[]>> {
    const owner = requireScope(viewer, 'RECORD');
    return this.database.transaction(viewer, async (tx) => {
      const prefix = await prefixOf(tx, owner);
      if (prefix === null) return refuse(noPrefix);
      const first = await drawNumbers(tx, owner, `sscc ${prefix}`, count);
      if (first + count - 1 > ssccsOf(prefix)) return refuse(allGiven);
      return accept(Array.from({ length: count }, (_, index) => ssccOf(prefix, first + index)));
    });
  }
}

/** Test numbers have no licence to be seen: their prefix is 952 and four digits (GS1 General Specifications, 1.4). */
const testPrefix = /^952\d{4}/;

const prefixOf = async (tx: Transaction, owner: number): Promise<string | null> => {
  const verified = await companyPrefixOf(tx, owner);
  if (verified !== null) return verified;
  const [organisation] = await organisationsByIds(tx, [owner], newestVersion);
  const glns = organisation?.numbers.filter(({ scheme }) => scheme === 'PGLN') ?? [];
  return (
    glns.map(({ value }) => testPrefix.exec(value)?.[0]).find((one) => one !== undefined) ?? null
  );
};

const noPrefix: Problem = {
  code: 'INVALID_VALUE',
  message:
    'Your organisation has no verified GS1 company prefix to make an SSCC from: give the number of the container.',
  at: '',
  expected: 'a container number of your own',
};
const allGiven: Problem = {
  code: 'INVALID_VALUE',
  message: 'All SSCCs of your company prefix are given: give the number of the container.',
  at: '',
  expected: 'a container number of your own',
};
