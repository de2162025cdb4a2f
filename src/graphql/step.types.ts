import { Field, InputType } from '@nestjs/graphql';
import { DateTime, CalendarDay, Decimal, UnitCode, Uri } from './scalars.ts';
import { CaptureBehaviour } from './capture-job.types.ts';
import { DocumentType } from './event.types.ts';
import { EventRef, ItemRef } from './reference.types.ts';

@InputType({ description: 'A document that goes with the step.' })
export class DocumentInput {
  @Field(() => DocumentType, { description: 'CBV 2.0 type.' })
  readonly type!: DocumentType;

  @Field(() => String, { description: 'As printed.' })
  readonly number!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Issuer, if not you: organisation id or GLN.',
  })
  readonly issuer?: string | null;
}

@InputType({
  description:
    'An item and how much of it. A new lot is named by product and lot; a lot left out is numbered by the service.',
})
export class AmountInput {
  @Field(() => ItemRef, { nullable: true, description: 'An item that exists.' })
  readonly item?: ItemRef | null;

  @Field(() => String, {
    nullable: true,
    description: 'Product id or GTIN, for a new lot or piece.',
  })
  readonly product?: string | null;

  @Field(() => String, { nullable: true, description: 'New lot number.' })
  readonly lot?: string | null;

  @Field(() => String, { nullable: true, description: 'New serial number.' })
  readonly serial?: string | null;

  @Field(() => Decimal, {
    nullable: true,
    description: 'Left out: not recorded; for whole containers not needed.',
  })
  readonly quantity?: string | null;

  @Field(() => UnitCode, { nullable: true, description: `Default: the product's unit.` })
  readonly unit?: string | null;
}

@InputType({ description: 'Harvested, caught, mined: parts out of nature.' })
export class HarvestInput {
  @Field(() => [AmountInput], { description: '1 to 200.' })
  readonly outputs!: readonly AmountInput[];

  @Field(() => CalendarDay, { nullable: true, description: 'Default: the day of `time`.' })
  readonly harvestedOn?: string | null;
}

@InputType({ description: 'First record of what exists already.' })
export class CommissionInput {
  @Field(() => [AmountInput], { description: '1 to 200; containers by `item`.' })
  readonly outputs!: readonly AmountInput[];

  @Field(() => CalendarDay, { nullable: true, description: 'productionDate.' })
  readonly madeOn?: string | null;

  @Field(() => CalendarDay, { nullable: true, description: 'bestBeforeDate.' })
  readonly bestBefore?: string | null;
}

@InputType({ description: 'Parts made out of parts. Scope RECORD.' })
export class MakeInput {
  @Field(() => [AmountInput], { description: '0 to 1,000; empty only with `process`.' })
  readonly inputs!: readonly AmountInput[];

  @Field(() => [AmountInput], { description: 'Main products, co-products and by-products alike.' })
  readonly outputs!: readonly AmountInput[];

  @Field(() => CalendarDay, { nullable: true, description: 'For all outputs.' })
  readonly bestBefore?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Process step of the trade, from the sector's table: `wet milling`.",
  })
  readonly processStep?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Joins a process that spans several records (transformationID); your organisation's own, not shared with others.`,
  })
  readonly process?: string | null;
}

@InputType({ description: 'Put into a container.' })
export class PackInput {
  @Field(() => ItemRef, { nullable: true, description: 'Left out: a new SSCC is issued.' })
  readonly container?: ItemRef | null;

  @Field(() => [AmountInput], { description: '1 to 1,000: parts with quantity, or containers.' })
  readonly items!: readonly AmountInput[];
}

@InputType({ description: 'Take out of a container.' })
export class UnpackInput {
  @Field(() => ItemRef, { description: 'Which container.' })
  readonly container!: ItemRef;

  @Field(() => [AmountInput], { nullable: true, description: 'Left out: everything.' })
  readonly items?: readonly AmountInput[] | null;
}

@InputType({ description: `Hand over to somebody, sender's side.` })
export class ShipInput {
  @Field(() => [AmountInput], { description: 'Containers or parts, 1 to 1,000.' })
  readonly items!: readonly AmountInput[];

  @Field(() => String, { description: 'Organisation id or GLN.' })
  readonly to!: string;

  @Field(() => String, { nullable: true, description: 'Site id or GLN.' })
  readonly toSite?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Also hands over ownership.' })
  readonly ownership?: boolean | null;

  @Field(() => CalendarDay, { nullable: true, description: 'Promised arrival.' })
  readonly due?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Ports and border posts on the way, UN/LOCODE.',
  })
  readonly via?: readonly string[] | null;
}

@InputType({
  description: `Hand-over, receiver's side; say what really arrived. A line left out stays outstanding; a quantity left out is taken as shipped.`,
})
export class ReceiveInput {
  @Field(() => [AmountInput], { description: 'What arrived; containers stand for their contents.' })
  readonly items!: readonly AmountInput[];

  @Field(() => String, {
    nullable: true,
    description: 'Organisation id or GLN; default: the sender of the shipping found.',
  })
  readonly from?: string | null;

  @Field(() => String, { nullable: true, description: 'Site id or GLN.' })
  readonly fromSite?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Also takes over ownership.' })
  readonly ownership?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: nothing more will come of this shipment; what is outstanding becomes short.',
  })
  readonly complete?: boolean | null;

  @Field(() => String, { nullable: true, description: 'For people: `two bags wet`.' })
  readonly condition?: string | null;
}

@InputType({ description: 'A check of parts or containers, with its result.' })
export class InspectInput {
  @Field(() => [AmountInput], { description: '1 to 1,000.' })
  readonly items!: readonly AmountInput[];

  @Field(() => Boolean, { description: 'The result in one word.' })
  readonly passed!: boolean;

  @Field(() => String, { nullable: true, description: 'Test report number or a sentence.' })
  readonly result?: string | null;
}

@InputType({ description: 'Sold to an end user.' })
export class SellInput {
  @Field(() => [AmountInput], { description: '1 to 1,000.' })
  readonly items!: readonly AmountInput[];
}

@InputType({ description: 'Destroyed, disposed of, thrown away.' })
export class DestroyInput {
  @Field(() => [AmountInput], { description: '1 to 1,000.' })
  readonly items!: readonly AmountInput[];

  @Field(() => String, { description: 'For people.' })
  readonly reason!: string;
}

@InputType({
  description:
    'A stock count. It sets what you hold of each item at this place to the quantity counted, at the time of the step; the difference to the books is `Balance.adjusted`: no birth and no loss. Items that are not named stay as they are.',
})
export class CountInput {
  @Field(() => [AmountInput], {
    description: '1 to 1,000, each with its quantity; `0`: none there.',
  })
  readonly items!: readonly AmountInput[];

  @Field(() => Boolean, {
    nullable: true,
    description:
      'A count of the whole stock of the place (bizStep stock_taking instead of cycle_counting).',
  })
  readonly all?: boolean | null;
}

@InputType({ isOneOf: true, description: 'Exactly one verb.' })
export class StepInput {
  @Field(() => HarvestInput, {
    nullable: true,
    description:
      'New parts out of nature: ObjectEvent ADD, commissioning, with the harvest date in the birth data.',
  })
  readonly harvest?: HarvestInput | null;

  @Field(() => CommissionInput, {
    nullable: true,
    description:
      'New to this log, made before or elsewhere: opening stock, labels, empty containers. ObjectEvent ADD, commissioning.',
  })
  readonly commission?: CommissionInput | null;

  @Field(() => MakeInput, {
    nullable: true,
    description:
      'Parts out of parts: TransformationEvent, creating_class_instance (commissioning when pieces come out).',
  })
  readonly make?: MakeInput | null;

  @Field(() => PackInput, {
    nullable: true,
    description: 'AggregationEvent ADD, packing (loading when the container holds containers).',
  })
  readonly pack?: PackInput | null;

  @Field(() => UnpackInput, {
    nullable: true,
    description: 'AggregationEvent DELETE, unpacking (unloading).',
  })
  readonly unpack?: UnpackInput | null;

  @Field(() => ShipInput, {
    nullable: true,
    description: 'ObjectEvent OBSERVE, shipping, in_transit.',
  })
  readonly ship?: ShipInput | null;

  @Field(() => ReceiveInput, {
    nullable: true,
    description: 'ObjectEvent OBSERVE, receiving, in_progress.',
  })
  readonly receive?: ReceiveInput | null;

  @Field(() => InspectInput, {
    nullable: true,
    description:
      'ObjectEvent OBSERVE, inspecting; persistent disposition conformant or non_conformant.',
  })
  readonly inspect?: InspectInput | null;

  @Field(() => SellInput, {
    nullable: true,
    description: 'ObjectEvent OBSERVE, retail_selling, retail_sold.',
  })
  readonly sell?: SellInput | null;

  @Field(() => DestroyInput, {
    nullable: true,
    description: 'ObjectEvent DELETE, destroying, destroyed.',
  })
  readonly destroy?: DestroyInput | null;

  @Field(() => CountInput, {
    nullable: true,
    description:
      'Stock count: ObjectEvent OBSERVE, cycle_counting (stock_taking for a count of all).',
  })
  readonly count?: CountInput | null;
}

@InputType({
  description:
    'One production step in plain words: one mutation, one event. `id` is made by the client and is the idempotency key for ever: the same id and content again is ALREADY_RECORDED, other content is refused with ID_CONFLICT.',
})
export class RecordStepInput {
  @Field(() => Uri, {
    description: 'A URI; `urn:uuid:` and a UUIDv7 is best. Becomes the eventID.',
  })
  readonly id!: string;

  @Field(() => DateTime, {
    description: 'When it happened, with offset. It may be long ago and may arrive in any order.',
  })
  readonly time!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A site id, GLN or Digital Link; default: the site of the key or person. readPoint, and bizLocation except for shipping, selling and destroying.',
  })
  readonly site?: string | null;

  @Field(() => StepInput, { description: 'What happened.' })
  readonly step!: StepInput;

  @Field(() => [DocumentInput], { nullable: true, description: 'At most 50.' })
  readonly documents?: readonly DocumentInput[] | null;

  @Field(() => String, { nullable: true, description: 'At most 2,000 characters.' })
  readonly note?: string | null;
}

@InputType({ description: 'Many steps at once; the id of each makes the whole call repeatable.' })
export class RecordStepsInput {
  @Field(() => [RecordStepInput], { description: '1 to 500.' })
  readonly steps!: readonly RecordStepInput[];

  @Field(() => CaptureBehaviour, { defaultValue: 'PROCEED', description: 'Default PROCEED.' })
  readonly behaviour?: CaptureBehaviour | null;
}

@InputType({ description: 'A step that was recorded wrongly, and how it should have been.' })
export class FixStepInput {
  @Field(() => EventRef, { description: 'The event to correct; only your own.' })
  readonly event!: EventRef;

  @Field(() => RecordStepInput, {
    description: 'The step as it should have been; its `id` is new.',
  })
  readonly replacement!: RecordStepInput;

  @Field(() => String, {
    nullable: true,
    description: 'Declared with the correction; default `incorrect_data`.',
  })
  readonly reason?: string | null;
}

@InputType({ description: 'A step that did not happen.' })
export class VoidStepInput {
  @Field(() => EventRef, { description: 'Only your own.' })
  readonly event!: EventRef;

  @Field(() => String, { nullable: true, description: 'For people.' })
  readonly note?: string | null;
}
