import type { DisagreementView, HopLineView } from '../query/hop.ts';
import { quantityText } from './quantity.ts';

/** What a sentence on a disagreement is made of. */
export interface DisagreementWords {
  readonly kind: DisagreementView['kind'];
  readonly sender: string;
  readonly receiver: string;
  /** Name of the item; null: it is about none. */
  readonly item: string | null;
  /** True when the hand-over is of several items, so that the sentence must say which. */
  readonly several: boolean;
  /** In words; null: nothing is said. */
  readonly senderSays: string | null;
  readonly receiverSays: string | null;
}

/** One sentence for people: `Baraka Farm shipped 300 kg, Kilele Mill received 290 kg.` */
export function disagreementText(words: DisagreementWords): string {
  const { kind, sender, receiver } = words;
  const item = words.item ?? 'something';
  const sent = words.senderSays ?? 'something else';
  const got = words.receiverSays ?? 'something else';
  switch (kind) {
    case 'QUANTITY':
      return `${words.several ? `Of ${item} ` : ''}${sender} shipped ${sent}, ${receiver} received ${got}.`;
    case 'ITEM_MISSING':
      return `${sender} shipped ${amountOf(words.senderSays, item)}, ${receiver} did not receive it.`;
    case 'ITEM_UNEXPECTED':
      return `${receiver} received ${amountOf(words.receiverSays, item)}, ${sender} did not ship it.`;
    case 'SITE':
      return `${sender} shipped to ${sent}; ${receiver} received at ${got}.`;
    case 'DOCUMENT':
      return `${sender} names ${sent}, ${receiver} names ${got}.`;
    case 'TIME':
      return `${sender} shipped at ${sent}, ${receiver} received before that, at ${got}.`;
  }
}

/** `300 kg of Parchment coffee B-0302`; of a piece, and of what nobody measured, its name. */
const amountOf = (quantity: string | null, item: string): string =>
  quantity === null || quantity === quantityText('1', null) ? item : `${quantity} of ${item}`;

/** The line that a disagreement on an item is about: two containers may each hold some of it. */
export const lineOf = (
  { item, senderSays, receiverSays }: DisagreementView,
  lines: readonly HopLineView[],
): HopLineView | null =>
  lines.find(
    (line) =>
      line.item === item &&
      (line.shipped?.value ?? null) === senderSays &&
      (line.received?.value ?? null) === receiverSays,
  ) ?? null;
