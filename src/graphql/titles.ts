import { Injectable } from '@nestjs/common';
import type { EpcisEvent, ItemLine } from '../core/epcis/event.ts';
import { stepOf } from '../core/epcis/step.ts';
import { describeKey } from '../core/gs1/key.ts';
import type { RequestContext } from './context.ts';
import { itemName, productOf } from './naming.ts';
import { Parties } from './parties.ts';
import { type TitleLine, titleOf } from './title.ts';

/** Items looked up for a title; the sentence names three. */
const linesMax = 20;

/** Titles of events, recorded or not. */
@Injectable()
export class Titles {
  constructor(private readonly parties: Parties) {}

  /** `Kilele Mill made 800 kg Green coffee from 3 lots.` */
  async of(event: EpcisEvent, owner: number | null, context: RequestContext): Promise<string> {
    const party = (type: 'sources' | 'destinations') =>
      event[type].find((end) => end.type === 'possessing_party')?.key ?? null;
    const [who, from, to, lines] = await Promise.all([
      owner === null ? null : this.parties.ofOrganisation(owner, context),
      this.parties.ofKey(party('sources'), context),
      this.parties.ofKey(party('destinations'), context),
      Promise.all(event.items.slice(0, linesMax).map((line) => this.line(line, context))),
    ]);
    const { set } = event.persistentDisposition;
    return titleOf({
      step: stepOf(event),
      who: who?.name ?? 'Somebody',
      from: from?.name ?? null,
      to: to?.name ?? null,
      bizStep: event.bizStep,
      passed: set.includes('conformant') ? true : set.includes('non_conformant') ? false : null,
      recalled: set.includes('recalled'),
      lines: [...lines, ...event.items.slice(linesMax).map(unnamed)],
    });
  }

  private async line(line: ItemLine, { loaders }: RequestContext): Promise<TitleLine> {
    const described = describeKey(line.key, line.classLevel);
    const product = await productOf({ key: line.key, kind: described.kind }, loaders);
    const name = itemName({ key: line.key, ...described }, product);
    return { ...unnamed(line), name, what: product?.name ?? name };
  }
}

const unnamed = ({ role, key, quantity, unit, classLevel }: ItemLine): TitleLine => ({
  role,
  what: key,
  name: key,
  quantity,
  unit,
  classLevel,
});
