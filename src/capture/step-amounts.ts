import type { ResolvedAmount } from '../core/epcis/resolved-step.ts';
import type { StepForm } from './step-form.ts';
import type { NamedItem, StepLookup, StepNumbers } from './step-lookup.ts';
import type { StepAmount } from './step.ts';

/** How a list of a step stands to its items. */
export interface AmountRules {
  /** BIRTH: they come into being; a lot left out is numbered. EXISTING: unknown ones are warned about. */
  readonly role: 'BIRTH' | 'EXISTING';
  /** A count: each class-level line needs a quantity, and 0 is one. */
  readonly counted?: boolean;
}

/** Reads the amounts of one step; numbers the lots that are left out. */
export class AmountReader {
  readonly #form: StepForm;
  readonly #lookup: StepLookup;
  readonly #numbers: StepNumbers;
  /** Class-level births so far: the place of a numbered lot in the event. */
  #births = 0;
  /** URIs that the service numbered. */
  readonly created: string[] = [];

  constructor(form: StepForm, lookup: StepLookup, numbers: StepNumbers) {
    this.#form = form;
    this.#lookup = lookup;
    this.#numbers = numbers;
  }

  /** All amounts of a list that could be read; what is wrong is in the form. */
  async read(
    at: string,
    list: readonly StepAmount[],
    rules: AmountRules,
  ): Promise<ResolvedAmount[]> {
    const amounts: ResolvedAmount[] = [];
    for (const [index, amount] of list.entries()) {
      const read = await this.#one(`${at}/${index}`, amount, rules);
      if (read !== null) amounts.push(read);
    }
    return amounts;
  }

  async #one(at: string, amount: StepAmount, rules: AmountRules): Promise<ResolvedAmount | null> {
    const item = await this.#item(at, amount, rules);
    const quantity = this.#form.quantity(`${at}/quantity`, amount.quantity, rules.counted === true);
    const unit = this.#form.unit(`${at}/unit`, amount.unit);
    if (item === null) return null;
    if (item.classLevel && rules.role === 'BIRTH') this.#births += 1;
    if (!item.classLevel) return this.#whole(at, item, quantity, unit);
    if (quantity === null && rules.counted === true && amount.quantity == null) {
      this.#form.invalid(
        `${at}/quantity`,
        'A count says how much is there.',
        'a decimal, 0 or more',
      );
    }
    const { uri, lot } = item;
    return { id: uri, classLevel: true, lot, quantity, unit: unit ?? item.unit, price: null };
  }

  /** A piece or a container: there is one of it. */
  #whole(
    at: string,
    item: NamedItem,
    quantity: string | null,
    unit: string | null,
  ): ResolvedAmount {
    if ((quantity !== null && quantity !== '1') || (unit !== null && quantity !== null)) {
      this.#form.invalid(
        `${at}/quantity`,
        'A piece or a container is one of its kind.',
        'no quantity, or 1',
      );
    }
    return {
      id: item.uri,
      classLevel: false,
      lot: item.lot,
      quantity: null,
      unit: null,
      price: null,
    };
  }

  async #item(at: string, amount: StepAmount, rules: AmountRules): Promise<NamedItem | null> {
    const byProduct = amount.product != null;
    if ((amount.item != null) === byProduct) {
      this.#form.invalid(
        at,
        'Name the item by `item`, or by `product`, and by one of them only.',
        '`item` or `product`',
      );
      return null;
    }
    const item = byProduct
      ? await this.#ofProduct(at, amount, rules)
      : await this.#existing(at, amount);
    if (item !== null && !item.known && rules.role === 'EXISTING')
      this.#warnUnknown(at, amount, item);
    return item;
  }

  async #existing(at: string, amount: StepAmount): Promise<NamedItem | null> {
    if (amount.item == null) return null;
    if (amount.lot != null || amount.serial != null) {
      this.#form.invalid(
        `${at}/item`,
        'Lot and serial go with `product`; an item has its own.',
        '`item` alone',
      );
    }
    const pointer = amount.item.number == null ? '' : '/number';
    return this.#form.take(`${at}/item${pointer}`, await this.#lookup.item(amount.item));
  }

  async #ofProduct(at: string, amount: StepAmount, rules: AmountRules): Promise<NamedItem | null> {
    const form = this.#form;
    const product = form.take(`${at}/product`, await this.#lookup.product(amount.product ?? ''));
    const lot = form.number(`${at}/lot`, amount.lot);
    const serial = form.number(`${at}/serial`, amount.serial);
    if (product === null || form.problems.some((problem) => problem.at.startsWith(`${at}/`)))
      return null;
    const numbered = rules.role === 'BIRTH' && lot === null && serial === null;
    const place = this.#births;
    const given = numbered ? await this.#numbers.lot(product.key, place) : lot;
    const item = await this.#lookup.named(product.key, given, serial);
    if (numbered) this.created.push(item.uri);
    return { ...item, unit: item.unit ?? product.unit };
  }

  #warnUnknown(at: string, amount: StepAmount, item: NamedItem): void {
    this.#form.warnings.push({
      code: 'UNKNOWN_ITEM',
      message:
        'Nothing is recorded about this item yet: the step is kept and linked when somebody records it.',
      at: amount.item == null ? at : `${at}/item`,
      number: amount.item?.number ?? item.uri,
    });
  }
}

/** Pieces of different lots cannot share one event: its birth data has one lot number (CBV 2.0, `lotNumber`). */
export function refuseMixedLots(
  form: StepForm,
  at: string,
  outputs: readonly ResolvedAmount[],
): void {
  const lots = new Set(outputs.map(({ lot }) => lot));
  const loses = outputs.some(({ classLevel, lot }) => !classLevel && lot !== null);
  if (!loses || lots.size === 1) return;
  form.invalid(
    at,
    'Pieces of different lots cannot come out of one step: make one step for each lot.',
    'one lot for all outputs',
  );
}
