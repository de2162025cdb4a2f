import type { StepKind } from '../core/epcis/step.ts';
import { quantityText } from './quantity.ts';

/** What a title says of one item. */
export interface TitleLine {
  readonly role: 'ITEM' | 'INPUT' | 'OUTPUT' | 'PARENT' | 'CHILD';
  /** Product name, else the item's own. */
  readonly what: string;
  /** Its own name: `Pallet PAL7`. */
  readonly name: string;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly classLevel: boolean;
}

/** What a title is made of. */
export interface TitleFacts {
  readonly step: StepKind;
  readonly who: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly bizStep: string | null;
  readonly passed: boolean | null;
  /** Under recall, not only on hold. */
  readonly recalled: boolean;
  readonly lines: readonly TitleLine[];
}

/** Items named before `and 3 more`. */
const namedMax = 3;

const plainVerbs: Partial<Readonly<Record<StepKind, string>>> = {
  HARVEST: 'harvested',
  COMMISSION: 'first recorded',
  SELL: 'sold',
  DESTROY: 'destroyed',
  COUNT: 'counted',
  RELEASE: 'released',
};

/** One sentence for people: `Kilele Mill made 800 kg Green coffee from 3 lots.` */
export function titleOf(facts: TitleFacts): string {
  return `${facts.who} ${predicate(facts)}.`;
}

function predicate(facts: TitleFacts): string {
  const { step, from, to } = facts;
  const items = some(facts, 'ITEM', 'CHILD', 'PARENT');
  switch (step) {
    case 'MAKE':
      return made(facts);
    case 'PACK':
    case 'ATTACH':
      return `${step === 'PACK' ? 'packed' : 'fixed'} ${some(facts, 'CHILD')} ${step === 'PACK' ? 'into' : 'to'} ${parent(facts)}`;
    case 'UNPACK':
    case 'DETACH':
      return taken(facts);
    case 'SHIP':
      return `sent ${items}${to === null ? '' : ` to ${to}`}`;
    case 'RECEIVE':
      return `received ${items}${from === null ? '' : ` from ${from}`}`;
    case 'INSPECT':
      return `inspected ${items}${facts.passed === null ? '' : facts.passed ? ': passed' : ': not passed'}`;
    case 'HOLD':
      return `${facts.recalled ? 'recalled' : 'put on hold'} ${items}`;
    default:
      return `${plainVerbs[step] ?? `recorded ${facts.bizStep ?? 'an event'} of`} ${items}`;
  }
}

function made(facts: TitleFacts): string {
  const inputs = facts.lines.filter(({ role }) => role === 'INPUT');
  const outputs = facts.lines.some(({ role }) => role === 'OUTPUT');
  if (!outputs) return `used ${some(facts, 'INPUT')}`;
  if (inputs.length === 0) return `made ${some(facts, 'OUTPUT')}`;
  const lots = inputs.filter(({ classLevel }) => classLevel).length;
  const word = lots === inputs.length ? 'lot' : lots === 0 ? 'piece' : 'part';
  return `made ${some(facts, 'OUTPUT')} from ${inputs.length} ${word}${inputs.length === 1 ? '' : 's'}`;
}

function taken(facts: TitleFacts): string {
  const verb = facts.step === 'UNPACK' ? 'unpacked' : 'emptied';
  const all = facts.lines.every(({ role }) => role === 'PARENT');
  return all ? `${verb} ${parent(facts)}` : `took ${some(facts, 'CHILD')} out of ${parent(facts)}`;
}

const parent = ({ lines }: TitleFacts): string =>
  lines.find(({ role }) => role === 'PARENT')?.name ?? 'something';

function some({ lines }: TitleFacts, ...roles: readonly TitleLine['role'][]): string {
  const named = lines.filter(({ role }) => roles.includes(role)).map(phrase);
  if (named.length === 0) return 'nothing named';
  if (named.length === 1) return named[0] ?? '';
  const more = named.length - namedMax;
  if (more > 0) return `${named.slice(0, namedMax).join(', ')} and ${more} more`;
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** `800 kg Green coffee`, `12 Roasted coffee`; without a quantity its own name. */
function phrase({ quantity, unit, what, name }: TitleLine): string {
  if (quantity === null) return name;
  return unit === null ? `${quantity} ${what}` : `${quantityText(quantity, unit)} ${what}`;
}
