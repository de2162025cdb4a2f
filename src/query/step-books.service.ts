import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access/viewer.ts';
import type { Taking } from '../capture/step.ts';
import { describeKey } from '../core/gs1/key.ts';
import { type Amount, compareAmounts, minus } from '../core/lineage/amount.ts';
import { type Dossier, sidesAbout } from '../core/lineage/books.ts';
import { dossierAt } from '../core/lineage/holdings.ts';
import { dossierWithout, leftWith } from '../core/lineage/left.ts';
import type { Problem } from '../core/result.ts';
import { symbolOf } from '../core/units/rec20.ts';
import { Database } from '../platform/database.ts';
import { readItemsByKeys } from '../projections/item.store.ts';
import { type Dossiers, partyOfOrganisation } from './custody.ts';
import { CustodyService } from './custody.service.ts';
import { readBusyItems } from './step-books.store.ts';

/** Of what more lines of events name nothing is said: a step must not wait until the books of a lot in daily use are made up. */
export const BOOKS_LINES_MAX = 1_000;

/** A step that was recorded or tried. */
interface Looked {
  readonly warnings: readonly Problem[];
  readonly taking: Taking | null;
}

/** Finds what takes more than is left with whoever records it: OVER_CONSUMPTION, never a refusal. */
@Injectable()
export class StepBooksService {
  constructor(
    private readonly database: Database,
    private readonly custody: CustodyService,
  ) {}

  /** Steps of one call with the warnings that their books give. */
  async looked<Step extends Looked>(
    viewer: Viewer,
    steps: readonly Step[],
  ): Promise<readonly Step[]> {
    const found = await this.warnings(
      viewer,
      steps.map(({ taking }) => taking),
    );
    return steps.map((step, index) => ({
      ...step,
      warnings: [...step.warnings, ...(found[index] ?? [])],
    }));
  }

  /**
   * For each step of one call a warning at each quantity that is more than what was left with the viewer's organisation at the time of the
   * step, as known now, without the step itself and those that come later in the call. Only of quantities in a dimension of the books, and
   * only where something tells how much there was (domain rules 16, 23, 35).
   */
  private async warnings(
    viewer: Viewer,
    steps: readonly (Taking | null)[],
  ): Promise<readonly (readonly Problem[])[]> {
    const none = steps.map(() => []);
    if (viewer.organisation === null) return none;
    const keys = new Set(steps.flatMap((step) => step?.taken.map(({ key }) => key) ?? []));
    if (keys.size === 0) return none;
    const items = await this.database.read(viewer, async (tx) => {
      const known = (await readItemsByKeys(tx, [...keys])).map(({ id }) => id);
      const busy = await readBusyItems(tx, known, BOOKS_LINES_MAX);
      return known.filter((id) => !busy.has(id));
    });
    if (items.length === 0) return none;
    const asked = await this.custody.asked(null);
    const dossiers = await this.custody.dossiers(viewer, items, { asked, instant: null });
    const books = new Books(dossiers, partyOfOrganisation(viewer.organisation));
    return steps.map((step, index) => {
      const later = steps.slice(index).flatMap((one) => one?.position ?? []);
      return step === null ? [] : excessOf(step, books, new Set(later));
    });
  }
}

/** The books of some items, as far as they are one party's. */
class Books {
  private readonly byKey: ReadonlyMap<string, Dossier>;

  constructor(
    private readonly dossiers: Dossiers,
    private readonly party: string,
  ) {
    this.byKey = new Map(
      [...dossiers.byItem.values()].map((one) => {
        const { key } = one.item;
        const dossier = { ...one.dossier, sides: sidesAbout(key, one.dossier.sides) };
        return [key, dossier];
      }),
    );
  }

  /** What is left of an item at an instant, some records left out; null: not known. */
  left(item: string, instant: string, without: ReadonlySet<number>): Amount | null {
    const found = this.byKey.get(item);
    if (found === undefined) return null;
    const dossier = dossierAt(dossierWithout(found, without), instant);
    return leftWith(item, dossier, { party: this.party, facts: this.dossiers.facts });
  }
}

/** What a step takes beyond what is left; lines that name one item take from it one after the other. */
const excessOf = (
  { instant, taken }: Taking,
  books: Books,
  without: ReadonlySet<number>,
): readonly Problem[] => {
  const left = new Map<string, Amount | null>();
  return taken.flatMap(({ key, at, quantity, unit }) => {
    const before = left.has(key) ? (left.get(key) ?? null) : books.left(key, instant, without);
    const asked = { value: quantity, unit };
    const rest = minus(before, asked);
    const isExcess = rest !== null && (compareAmounts(rest, zeroOf(rest)) ?? 0) < 0;
    left.set(key, isExcess ? zeroOf(rest) : rest);
    return isExcess && before !== null
      ? [overConsumption(at, { item: key, left: before, asked })]
      : [];
  });
};

const zeroOf = ({ unit }: Amount): Amount => ({ value: '0', unit });

const textOf = ({ value, unit }: Amount): string =>
  unit === null ? value : `${value} ${symbolOf(unit)}`;

const overConsumption = (at: string, excess: NonNullable<Problem['excess']>): Problem => ({
  code: 'OVER_CONSUMPTION',
  message: `This is ${textOf(excess.asked)} of "${describeKey(excess.item, true).number}", of which ${textOf(excess.left)} is left with you. It is recorded; if a quantity is wrong or something you received is missing, correct that.`,
  at,
  excess,
});
