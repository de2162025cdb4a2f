import { Injectable } from '@nestjs/common';
import { NodeIdService } from '../access/node-id.service.ts';
import { isCountryCode } from '../core/geography/countries.ts';
import type { HopFilter as HopConditions } from '../query/hop.ts';
import { checkTime } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { failure } from './errors.ts';
import { given } from './event-filters.ts';
import type { HopFilter } from './hop.types.ts';

/** Filters of hand-overs in the words of the rooms. What they name and nobody may see matches nothing. */
@Injectable()
export class HopFilters {
  constructor(private readonly ids: NodeIdService) {}

  /** @throws INVALID_VALUE */
  of(filter: HopFilter | null | undefined, context: RequestContext): HopConditions {
    if (filter === null || filter === undefined) return {};
    return {
      ...given('statuses', filter.statuses),
      ...given('crossesBorder', filter.crossesBorder),
      ...given('fromCountries', checkCountries('filter.fromCountries', filter.fromCountries)),
      ...given('toCountries', checkCountries('filter.toCountries', filter.toCountries)),
      ...given('fromParties', this.organisations(filter.fromParties, context)),
      ...given('toParties', this.organisations(filter.toParties, context)),
      ...given('toMe', filter.toMe),
      ...given('fromMe', filter.fromMe),
      ...given('documents', filter.documents),
      ...given('from', checkTime('filter.from', filter.from)),
      ...given('until', checkTime('filter.until', filter.until)),
      ...given('disagreeing', filter.disagreeing),
    };
  }

  private organisations(
    ids: readonly string[] | null | undefined,
    { viewer }: RequestContext,
  ): readonly number[] | null {
    if (ids === null || ids === undefined) return null;
    return ids.flatMap((id) => this.ids.decodeAs(viewer, 'organisation', id) ?? []);
  }
}

/** @throws INVALID_VALUE with the place of the code that is none. */
function checkCountries(
  at: string,
  codes: readonly string[] | null | undefined,
): readonly string[] | null {
  const wrong = codes?.findIndex((code) => !isCountryCode(code)) ?? -1;
  if (wrong < 0) return codes ?? null;
  throw failure(
    'INVALID_VALUE',
    `${at}: "${codes?.[wrong] ?? ''}" is no country code of ISO 3166-1 in capitals, such as KE.`,
    { at: `${at}.${wrong}` },
  );
}
