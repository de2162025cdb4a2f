import { Injectable } from '@nestjs/common';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Balance, balanceIn } from '../core/lineage/books.ts';
import { CustodyService } from './custody.service.ts';
import type { ItemView } from './item.ts';
import type { Asked, Moment } from './moment.ts';
import type { BalanceView } from './state.ts';

/** Lines of the books that a note can be about, as people say them. */
const words = {
  made: 'was made',
  used: 'was used',
  sold: 'was sold',
  destroyed: 'was destroyed',
  inTransit: 'is on its way',
  onHand: 'is with its holders',
  adjusted: 'was adjusted by counts',
} as const satisfies Partial<Record<keyof Balance, string>>;

/** Why a line is not known, or does not balance. */
const notesOf = (balance: Balance): readonly string[] => {
  const unknown = (Object.keys(words) as readonly (keyof typeof words)[])
    .filter((name) => balance[name] === null)
    .map(
      (name) =>
        `How much ${words[name]} is not known: a quantity was not recorded, or in another dimension.`,
    );
  const { unaccounted } = balance;
  if (unaccounted === null || unaccounted === '0') return unknown;
  return [
    ...unknown,
    unaccounted.startsWith('-')
      ? 'More went out than was made or first recorded.'
      : 'Less arrived or is left than was made or first recorded.',
  ];
};

/** The books of parts. */
@Injectable()
export class BalanceService {
  constructor(
    private readonly custody: CustodyService,
    private readonly redaction: RedactionService,
  ) {}

  /** The books of one part, as known at a record time, else at a moment, else now. */
  async balance(
    viewer: Viewer,
    item: ItemView,
    asKnownAt: string | null,
    moment: Moment | null,
  ): Promise<BalanceView> {
    const asked =
      asKnownAt === null ? await this.custody.askedAt(moment) : await this.custody.asked(asKnownAt);
    const found = (await this.of(viewer, [item], asked)).get(item.id);
    if (found === undefined) throw new Error(`item ${item.id} has no books`);
    return found;
  }

  /** The books of some parts, by internal id; hidden ones are left out. */
  async balances(
    viewer: Viewer,
    items: readonly ItemView[],
    moment: Moment | null,
  ): Promise<ReadonlyMap<number, BalanceView>> {
    return this.of(viewer, items, await this.custody.askedAt(moment));
  }

  private async of(
    viewer: Viewer,
    items: readonly ItemView[],
    asked: Asked,
  ): Promise<ReadonlyMap<number, BalanceView>> {
    const seen = this.redaction.redactAll(viewer, items).map(({ id }) => id);
    const { byItem, facts } = await this.custody.dossiers(viewer, seen, { asked, instant: null });
    const { known, namesAt } = asked;
    const moment = namesAt === null ? null : { known, namesAt };
    return new Map(
      [...byItem].map(([id, { item, dossier, hops }]) => {
        const balance = balanceIn(item.key, dossier, { hops, facts });
        return [id, { ...balance, notes: notesOf(balance), moment }];
      }),
    );
  }
}
