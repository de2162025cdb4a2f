import type { EpcisEvent } from './event.ts';
import { expandName, readPrefixes } from './namespace.ts';

/** The plain words for what an event says; OTHER is none of them (GraphQL `StepKind`). */
export const stepKinds = [
  'HARVEST',
  'COMMISSION',
  'MAKE',
  'PACK',
  'UNPACK',
  'SHIP',
  'RECEIVE',
  'INSPECT',
  'SELL',
  'DESTROY',
  'COUNT',
  'HOLD',
  'RELEASE',
  'ATTACH',
  'DETACH',
  'OTHER',
] as const;

/** One of the plain words. */
export type StepKind = (typeof stepKinds)[number];

/** Business steps that say the step by themselves, whatever the event type (a received aggregation is a receipt). */
const byBizStep: ReadonlyMap<string, StepKind> = new Map([
  ['shipping', 'SHIP'],
  ['receiving', 'RECEIVE'],
  ['accepting', 'RECEIVE'],
  ['cycle_counting', 'COUNT'],
  ['stock_taking', 'COUNT'],
  ['inspecting', 'INSPECT'],
]);

/** CBV master data and GS1's web vocabulary name the day of a harvest in several ways. */
const harvestName =
  /^(?:urn:epcglobal:cbv:mda[:#]?|https?:\/\/(?:ref\.|www\.)?gs1\.org\/(?:cbv|voc)\/(?:mda[/#:-]?)?)harvest(?:Start|End)?Date(?:Start|End)?$/i;

const isHarvested = ({ body, ilmd }: EpcisEvent): boolean => {
  if (ilmd === null) return false;
  const prefixes = readPrefixes(body['@context'] ?? null);
  return Object.keys(ilmd).some((name) => harvestName.test(expandName(name, prefixes)));
};

const byHold = ({ persistentDisposition: { set, unset } }: EpcisEvent): StepKind | null => {
  const stops = (list: readonly string[]): boolean =>
    list.includes('unavailable') || list.includes('recalled');
  if (stops(set)) return 'HOLD';
  return stops(unset) || set.includes('available') ? 'RELEASE' : null;
};

const objectStep = (event: EpcisEvent): StepKind => {
  const { action, bizStep } = event;
  if (action === 'ADD' && (bizStep === 'commissioning' || bizStep === 'creating_class_instance')) {
    return isHarvested(event) ? 'HARVEST' : 'COMMISSION';
  }
  if (action === 'OBSERVE' && bizStep === 'retail_selling') return 'SELL';
  return action === 'DELETE' && bizStep === 'destroying' ? 'DESTROY' : 'OTHER';
};

const addOrDelete = (
  { action }: EpcisEvent,
  [added, deleted]: readonly [StepKind, StepKind],
): StepKind => {
  if (action === 'ADD') return added;
  return action === 'DELETE' ? deleted : 'OTHER';
};

const byType = (event: EpcisEvent): StepKind => {
  switch (event.type) {
    case 'ObjectEvent':
      return objectStep(event);
    case 'TransformationEvent':
      return 'MAKE';
    case 'AggregationEvent':
      return addOrDelete(event, ['PACK', 'UNPACK']);
    case 'AssociationEvent':
      return addOrDelete(event, ['ATTACH', 'DETACH']);
    default:
      return 'OTHER';
  }
};

/**
 * Reads an event back as a plain word; the first that fits wins: the business step of a hand-over, count or inspection; a hold or
 * its lifting; birth; then type and action. Never fails: OTHER is always right.
 */
export const stepOf = (event: EpcisEvent): StepKind =>
  byBizStep.get(event.bizStep ?? '') ?? byHold(event) ?? byType(event);
